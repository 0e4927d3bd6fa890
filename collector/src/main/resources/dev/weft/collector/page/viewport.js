// Moves and scales a drawing by mouse, touch and keys. Works on the element itself: no drawing again.
import { useCallback, useEffect, useRef } from './dom.js';

const SMALLEST = 0.05;
const LARGEST = 2.5;
/** A press that moves less is a click. */
const CLICK_PIXELS = 4;

/**
 * @param frame ref of the SVG, @param scene ref of the group in it
 * @param size {width, height} of what is drawn
 */
export function useViewport(frame, scene, size) {
  const view = useRef({ x: 0, y: 0, k: 1, touched: false });
  const show = useCallback(() => {
    const { x, y, k } = view.current;
    scene.current?.setAttribute('transform', `translate(${x} ${y}) scale(${k})`);
    // Names that nobody can read are not drawn.
    frame.current?.classList.toggle('far', k < 0.5);
  }, []);

  const fit = useCallback(() => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || !size.width) return;
    const side = box.width < 700 ? 16 : 48;
    const top = box.width < 700 ? 96 : 72;
    const room = { width: box.width - 2 * side, height: box.height - top - 40 };
    const k = Math.min(1.15, Math.max(SMALLEST, Math.min(room.width / size.width, room.height / size.height)));
    view.current = {
      k,
      x: (box.width - size.width * k) / 2,
      y: top + (room.height - size.height * k) / 2,
      touched: false,
    };
    show();
  }, [size.width, size.height]);

  const zoom = useCallback((by, at) => {
    const box = frame.current.getBoundingClientRect();
    const now = view.current;
    const center = at || { x: box.width / 2, y: box.height / 2 };
    const k = Math.min(LARGEST, Math.max(SMALLEST, now.k * by));
    now.x = center.x - ((center.x - now.x) * k) / now.k;
    now.y = center.y - ((center.y - now.y) * k) / now.k;
    now.k = k;
    now.touched = true;
    show();
  }, []);

  const move = useCallback((x, y) => {
    view.current.x += x;
    view.current.y += y;
    view.current.touched = true;
    show();
  }, []);

  /** Brings a point of the drawing into sight, if it is not. */
  const reveal = useCallback((point) => {
    const box = frame.current.getBoundingClientRect();
    const { x, y, k } = view.current;
    const at = { x: point.x * k + x, y: point.y * k + y };
    if (at.x < 60 || at.y < 60 || at.x > box.width - 60 || at.y > box.height - 60) {
      move(box.width / 2 - at.x, box.height / 2 - at.y);
    }
  }, []);

  useEffect(() => {
    if (!view.current.touched) fit();
  }, [fit]);

  useEffect(() => {
    const svg = frame.current;
    const pointers = new Map();
    let moved = 0;
    let apart = 0;
    const place = (event) => {
      const box = svg.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const down = (event) => {
      if (event.button > 0) return;
      pointers.set(event.pointerId, place(event));
      moved = 0;
      apart = 0;
    };
    const drag = (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = place(event);
      pointers.set(event.pointerId, now);
      if (pointers.size === 2) {
        const [a, b] = [...pointers.values()];
        const far = Math.hypot(a.x - b.x, a.y - b.y);
        if (apart) zoom(far / apart, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
        apart = far;
        moved = CLICK_PIXELS;
        return;
      }
      moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      if (moved >= CLICK_PIXELS) {
        svg.setPointerCapture(event.pointerId);
        move(now.x - before.x, now.y - before.y);
      }
    };
    const up = (event) => pointers.delete(event.pointerId);
    const click = (event) => {
      if (moved >= CLICK_PIXELS) event.stopPropagation();
      moved = 0;
    };
    const wheel = (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), place(event));
    };
    const key = (event) => {
      const step = 60;
      const keys = {
        '+': () => zoom(1.25), '=': () => zoom(1.25), '-': () => zoom(0.8), 0: fit,
        ArrowLeft: () => move(step, 0), ArrowRight: () => move(-step, 0),
        ArrowUp: () => move(0, step), ArrowDown: () => move(0, -step),
      };
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        keys[event.key]();
        event.preventDefault();
      }
    };
    const resized = new ResizeObserver(() => !view.current.touched && fit());
    resized.observe(svg);
    svg.addEventListener('pointerdown', down);
    svg.addEventListener('pointermove', drag);
    svg.addEventListener('pointerup', up);
    svg.addEventListener('pointercancel', up);
    svg.addEventListener('click', click, true);
    svg.addEventListener('wheel', wheel, { passive: false });
    svg.addEventListener('keydown', key);
    return () => {
      resized.disconnect();
      svg.removeEventListener('pointerdown', down);
      svg.removeEventListener('pointermove', drag);
      svg.removeEventListener('pointerup', up);
      svg.removeEventListener('pointercancel', up);
      svg.removeEventListener('click', click, true);
      svg.removeEventListener('wheel', wheel);
      svg.removeEventListener('keydown', key);
    };
  }, [fit]);

  return { fit, zoom, reveal };
}
