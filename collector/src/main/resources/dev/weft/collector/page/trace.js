// One trace as a waterfall: attempts that were made again, where policy sent them, and why they failed.
import { useAnswer } from './api.js';
import { badge, Head, Loading, Trouble } from './bits.js';
import { cls, el, h, useMemo, useState } from './dom.js';
import * as format from './format.js';
import { FLAGS } from './panel.js';
import { read } from './trace-model.js';

const { div, span, a, button, ol, li, p, table, tbody, tr, th, td, h3, code } = el;

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function View({ names: [id] }) {
  const { value, error, again } = useAnswer(`/api/traces/${encodeURIComponent(id)}`);
  const tree = useMemo(() => value?.data?.[0] && read(value.data[0]), [value]);
  if (!tree) return error ? div({ class: 'page' }, h(Head, { title: 'Trace', up: { href: '#/traces', text: 'Traces' } }), error.status === 404 ? p({ class: 'muted' }, 'It is not here (any more): the oldest make room for the newest.') : h(Trouble, { error, again })) : h(Loading);
  return h(Waterfall, { tree });
}

/** The same trace in the tool that the collector was told of. */
function Elsewhere({ id }) {
  const { value } = useAnswer('/v1/trace-ui');
  if (!value?.template) return null;
  const href = value.template.replaceAll('{traceId}', encodeURIComponent(id));
  return a({ class: 'button', href, target: '_blank', rel: 'noopener noreferrer', title: href }, `Open in ${new URL(href).host} ↗`);
}

function Waterfall({ tree }) {
  const [open, setOpen] = useState(new Set());
  const root = tree.roots[0];
  const errors = tree.nodes.filter((one) => one.error).length;
  const retries = tree.nodes.filter((one) => one.resend > 0).length;
  const toggle = (one) => {
    const next = new Set(open);
    if (!next.delete(one.id)) next.add(one.id);
    setOpen(next);
  };
  const walk = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const rows = [...event.currentTarget.querySelectorAll('.span-row')];
    rows[rows.indexOf(document.activeElement) + by]?.focus();
    event.preventDefault();
  };
  return div({ class: 'page trace-view' },
    h(Head, {
      title: [root.service, ' ', span({ class: 'operation' }, root.operation)], up: { href: '#/traces', text: 'Traces' },
      beside: [span({ class: 'num' }, format.micros(tree.duration)), span(format.time(tree.start / 1000)), span(format.plural(tree.nodes.length, 'span')), span(format.plural(tree.services.length, 'service')),
        errors > 0 && badge(format.plural(errors, 'error'), 'bad'), retries > 0 && badge(format.plural(retries, 'retry', 'retries'), 'warn'), code({ class: 'muted' }, tree.id)],
    }, h(Elsewhere, { id: tree.id })),
    div({ class: 'waterfall', onKeyDown: walk },
      div({ class: 'ruler', 'aria-hidden': 'true' }, div({ class: 'track' }, TICKS.map((part) => span({ class: cls({ end: part === 1 }), style: { left: `${part * 100}%` } }, part === 0 ? '0' : format.micros(tree.duration * part))))),
      ol({ 'aria-label': 'Spans' }, tree.nodes.map((one) => li({ key: one.id }, Row({ tree, one, open: open.has(one.id), onClick: () => toggle(one) }), open.has(one.id) && Detail({ tree, one }))))));
}

function Row({ tree, one, open, onClick }) {
  const left = ((one.start - tree.start) / tree.duration) * 100;
  const width = (one.duration / tree.duration) * 100;
  const client = one.kind === 'client' || one.kind === 'producer';
  return button({ type: 'button', class: cls('span-row', { error: one.error, client, again: one.resend > 0 }), 'aria-expanded': open, onClick },
    span({ class: 'name' },
      span({ class: 'what', style: { paddingLeft: `${Math.min(one.depth, 14) * 14}px` } },
        span({ class: 'service-name' }, one.service), client && span({ class: 'called' }, ` → ${one.host || 'outside'}`), ' ', span({ class: 'operation' }, one.operation)),
      Marks({ one })),
    span({ class: 'track' },
      span({ class: 'bar', style: { left: `${left}%`, width: `max(2px, ${width}%)` } }),
      span({ class: 'length num', style: { left: `calc(${Math.min(100, left + width)}% + 7px)` } }, format.micros(one.duration))));
}

const Marks = ({ one }) =>
  span({ class: 'marks' },
    one.resend > 0 && badge(`attempt ${one.resend + 1}`, 'warn', 'made again after the one before it failed'),
    one.subset && span({ class: 'tag', title: 'The subset that policy chose' }, one.subset),
    one.flags.map((flag) => span({ class: 'flag', title: FLAGS[flag] }, flag)),
    one.error && one.status !== '' && badge(shortType(one.status), 'bad'));

/** java.net.ConnectException without its package. */
const shortType = (status) => String(status).replace(/^([a-z]\w*\.)+/, '');

function Detail({ tree, one }) {
  const decision = [
    ['Called', one.host], ['Route', one.route], ['Subset', one.subset], ['Instance', one.peer],
    ['Attempt', one.resend > 0 ? `${one.resend + 1}, after ${format.plural(one.resend, 'failure')}` : ''],
    ['Flags', one.flags.map((flag) => `${flag}${FLAGS[flag] ? ' (' + FLAGS[flag] + ')' : ''}`).join(', ')],
  ].filter(([, value]) => value);
  const client = one.kind === 'client';
  const rest = one.tags.filter((tag) => !['weft.route', 'weft.subset', 'weft.flags'].includes(tag.key));
  return div({ class: 'detail' },
    client && decision.length > 0 && div(h3('Decision'), Pairs(decision)),
    div(h3('Span'), Pairs([['Began', `+${format.micros(one.start - tree.start)}, ${format.clockMillis(one.start / 1000)}`], ['Took', format.micros(one.duration)], ...rest.map((tag) => [tag.key, String(tag.value)]), ['span id', one.id]])),
    one.logs.length > 0 && div(h3('Events'), Pairs(one.logs.map((log) => [`+${format.micros(log.timestamp - tree.start)}`, log.fields.map((field) => `${field.key}: ${field.value}`).join('\n')]))),
    div(h3('Process'), Pairs([['service', one.service], ...one.process.map((tag) => [tag.key, String(tag.value)])])));
}

const Pairs = (pairs) => table({ class: 'pairs' }, tbody(pairs.map(([name, value], i) => tr({ key: i }, th({ scope: 'row' }, name), td(value)))));
