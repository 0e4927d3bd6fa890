// Elements as functions: div({class: 'x'}, 'text', span('more')). Text stays text; there is no way to give HTML.
import { h, render, Fragment } from './preact.js';

export { h, render, Fragment };
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from './hooks.js';

/** The properties of an element are a plain object; what Preact makes has no constructor. */
const isProperties = (value) => value !== null && typeof value === 'object' && value.constructor === Object;

const make = (tag) => (first, ...rest) =>
  isProperties(first) ? h(tag, first, ...rest) : h(tag, null, first, ...rest);

/** All elements by name, those of SVG too. */
export const el = new Proxy({}, { get: (made, tag) => (made[tag] ??= make(tag)) });

/** Class names that hold: cls('row', {bad: failed}). */
export const cls = (...parts) =>
  parts
    .flatMap((part) =>
      part && typeof part === 'object' ? Object.keys(part).filter((name) => part[name]) : part || [])
    .join(' ');
