// A unified diff, line by line.
import { cls, el } from './dom.js';

const { pre, span, p } = el;

const kind = (line) => ({ '+': 'added', '-': 'removed', '@': 'place' })[line[0]];

export function Diff({ text }) {
  if (!text) return p({ class: 'muted diff' }, 'Nothing changed in it.');
  return pre({ class: 'diff' }, text.split('\n').map((line, i) => span({ key: i, class: cls('line', kind(line)) }, line || ' ')));
}
