// What changes, as it happens.
import { badge, Empty, Head, link } from './bits.js';
import { cls, el, h, useState } from './dom.js';
import * as format from './format.js';
import { parts } from './policies.js';
import { useEvents } from './stream.js';

const { div, button, ol, li, span, a, time, code } = el;

const TYPES = { policy: 'Policy', agent: 'Agents', registry: 'Registry', ack: 'In force', nack: 'Refused', switches: 'Switches', switched: 'Switched', ejection: 'Ejections', authority: 'Authority' };
const STATES = { nack: 'bad', policy: 'good' };

/** Whose colour depends on what happened. */
const stateOf = (event) => (event.type === 'ejection' ? { ejected: 'bad', returned: 'good' }[event.data.state] : STATES[event.type]) || '';

/** Times of the future and past are told as such. */
const isTime = (name, one) => name.endsWith('Millis') && typeof one === 'number' && one > 1e12;

const value = (one) => (one !== null && typeof one === 'object' ? JSON.stringify(one) : String(one));

/** Names of documents lead to them. */
const shown = (name, one) =>
  isTime(name, one) ? format.clock(one) : typeof one === 'string' && /^[A-Z]\w+ [^/ ]+\/[^/ ]+$/.test(one) ? a({ href: link.policy(...Object.values(parts(one))) }, one) : value(one);

export function View() {
  const { latest, state } = useEvents();
  const [hidden, setHidden] = useState(new Set());
  const [held, setHeld] = useState(null);
  const toggle = (type) => () => {
    const next = new Set(hidden);
    if (!next.delete(type)) next.add(type);
    setHidden(next);
  };
  const rows = (held || latest).filter((event) => !hidden.has(event.type));
  return div({ class: 'page' },
    h(Head, { title: 'Events', beside: state === 'live' ? 'since this page was opened, the latest 500' : 'no connection to the collector' },
      button({ type: 'button', class: cls('toggle', { on: held }), 'aria-pressed': held !== null, onClick: () => setHeld(held ? null : [...latest]) }, held ? `Held, ${latest.length - held.length >= 0 ? latest[0]?.number - (held[0]?.number ?? 0) || 0 : 0} more` : 'Hold')),
    div({ class: 'filters', role: 'group', 'aria-label': 'Which events' }, Object.entries(TYPES).map(([type, words]) =>
      button({ key: type, type: 'button', class: cls('toggle', { on: !hidden.has(type) }), 'aria-pressed': !hidden.has(type), onClick: toggle(type) }, words))),
    rows.length === 0 ? h(Empty, { title: 'Nothing has changed yet' }, 'Policies that are put, agents that come and go, and what they have in force appear here at once.')
      : ol({ class: 'events', 'aria-live': 'polite' }, rows.map((event) =>
        li({ key: event.number },
          time({ class: 'num muted' }, format.clockMillis(event.at)), badge(TYPES[event.type] || event.type, stateOf(event)),
          span({ class: 'fields' }, Object.entries(event.data).map(([name, one]) => span({ key: name, class: 'pair' }, span({ class: 'muted' }, isTime(name, one) ? name.slice(0, -6) : name), ' ', code(shown(name, one)))))))));
}
