// The collector's events, read by fetch since EventSource can send no token; the latest are kept.
import { headers, onSignIn, want } from './api.js';
import { useEffect, useRef, useState } from './dom.js';

const KEPT = 500;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
/** No event has more; what is longer is not from our collector. */
const LONGEST_EVENT = 1 << 20;

export const latest = [];
let state = 'connecting';
let number = 0;
let abort = null;
const listeners = new Set();

const tell = (event) => listeners.forEach((listener) => listener(event));

const to = (now) => {
  if (state !== now) {
    state = now;
    tell(null);
  }
};

const take = (block) => {
  let type = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) type = line.slice(6).trim();
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (!data) return;
  let tree;
  try {
    tree = JSON.parse(data);
  } catch {
    tree = { text: data };
  }
  const event = { number: ++number, at: Date.now(), type, data: tree };
  latest.unshift(event);
  latest.length = Math.min(latest.length, KEPT);
  tell(event);
};

const read = async (body) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      take(rest.slice(0, end));
      rest = rest.slice(end + 2);
    }
    if (rest.length > LONGEST_EVENT) throw new Error('an event without an end');
  }
};

const listen = async () => {
  let pause = FIRST_PAUSE;
  for (;;) {
    abort = new AbortController();
    try {
      const response = await fetch('/v1/events', { headers: headers(), signal: abort.signal, cache: 'no-store', credentials: 'omit' });
      if (response.ok) {
        pause = FIRST_PAUSE;
        to('live');
        await read(response.body);
      } else if (response.status === 401) {
        want('This collector asks for a token.');
        to('closed');
        await new Promise((resolve) => {
          const off = onSignIn(() => (off(), resolve()));
        });
        continue;
      }
    } catch {
      // Not reached, or cut off: tried again below.
    }
    to('away');
    // Spread, so that all pages do not come back at once.
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
};

export const start = () => {
  listen();
  onSignIn(() => abort?.abort());
};

/** 'connecting', 'live', 'away' or 'closed'; drawn again with each event. */
export function useEvents() {
  const [, draw] = useState(0);
  useEffect(() => {
    const listener = () => draw((n) => n + 1);
    listeners.add(listener);
    // It may have changed before we listened.
    listener();
    return () => listeners.delete(listener);
  }, []);
  return { state, latest };
}

/** Calls back at most once in `pause` milliseconds after events of one of these types. */
export function useOnEvent(types, callback, pause = 500) {
  const latestCallback = useRef(callback);
  latestCallback.current = callback;
  useEffect(() => {
    let timer = 0;
    const listener = (event) => {
      if (event && types.includes(event.type) && !timer) {
        timer = setTimeout(() => {
          timer = 0;
          latestCallback.current();
        }, pause);
      }
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      clearTimeout(timer);
    };
  }, []);
}
