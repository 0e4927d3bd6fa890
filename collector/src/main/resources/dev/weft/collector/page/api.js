// Calls of the collector's API. The operator's token lives in this module's memory and nowhere else.
import { early } from './early.js';
import { useCallback, useEffect, useRef, useState } from './dom.js';

let token = '';
let asked = null;
const listeners = new Set();

/** What the API refused: its problem document. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The collector answered ${status}`);
    this.status = status;
    this.problems = problem.problems || [];
  }
}

/** Null, or why the API wants a token. */
export const wanted = () => asked;
export const signedIn = () => token !== '';

const tell = () => listeners.forEach((listener) => listener());

/** Calls back when a token is wanted, given or forgotten. */
export const onSignIn = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const signIn = (text) => {
  token = text.trim();
  asked = null;
  tell();
};

export const want = (why) => {
  if (asked !== why) {
    asked = why;
    tell();
  }
};

export const headers = (more) => (token ? { authorization: `Bearer ${token}`, ...more } : { ...more });

const problem = async (response) => {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text };
  }
};

/**
 * Asks and gives the body, JSON as a tree.
 * @throws Refused, or TypeError if the collector is not reached
 */
export async function ask(path, { method = 'GET', body, signal, accept = 'application/json', more = {} } = {}) {
  const response = await ((method === 'GET' && !token && early(path)) || fetch(path, {
    method,
    body,
    signal,
    headers: headers({ accept, ...(body === undefined ? {} : { 'content-type': 'application/yaml' }), ...more }),
    cache: 'no-store',
    credentials: 'omit',
  }));
  if (!response.ok) {
    const refused = new Refused(response.status, await problem(response));
    if (response.status === 401) want(refused.message);
    throw refused;
  }
  const text = await response.text();
  const json = (response.headers.get('content-type') || '').includes('json');
  return { value: json ? JSON.parse(text) : text, etag: response.headers.get('etag') };
}

export const get = async (path, options) => (await ask(path, options)).value;

/** A path of names that may hold anything. */
export const path = (...names) => names.map((name) => '/' + encodeURIComponent(name)).join('');

/**
 * What a path gives, asked again every so often while the page is looked at.
 * @param url null: nothing is asked
 * @param every milliseconds, 0: once
 * @returns {value, error, again}; the last value stays while an error lasts
 */
export function useAnswer(url, every = 0, read = get) {
  const [state, setState] = useState({ url: null, value: null, error: null });
  const [round, setRound] = useState(0);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => onSignIn(() => setRound((n) => n + 1)), []);
  useEffect(() => {
    if (!url) return undefined;
    const abort = new AbortController();
    let timer = 0;
    const load = async () => {
      try {
        const value = await reader.current(url, { signal: abort.signal });
        setState({ url, value, error: null });
      } catch (error) {
        if (abort.signal.aborted) return;
        setState((old) => ({ url, value: old.url === url ? old.value : null, error }));
      }
      if (every && !abort.signal.aborted) timer = setTimeout(next, every);
    };
    // A page that nobody sees asks nothing.
    const next = () => (document.hidden ? (timer = setTimeout(next, every)) : load());
    load();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [url, every, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { value: state.url === url ? state.value : null, error: state.url === url ? state.error : null, again };
}
