// Finds traces, by Jaeger's query API.
import { useAnswer } from './api.js';
import { badge, Empty, Head, link, Loading, Trouble } from './bits.js';
import { cls, el, h, useState } from './dom.js';
import * as format from './format.js';
import { summary } from './trace-model.js';

const { div, form, label, input, select, option, button, a, span, ul, li, svg, line } = el;

const SPANS = [['15m', 900], ['1h', 3600], ['6h', 21600], ['24h', 86400]];
const DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

/** `error=true http.response.status_code=503` as the JSON that the API takes. */
const tagsOf = (words) => {
  const tags = {};
  for (const word of words.match(/[^\s=]+="[^"]*"|[^\s=]+=\S*/g) || []) {
    const at = word.indexOf('=');
    tags[word.slice(0, at)] = word.slice(at + 1).replace(/^"|"$/g, '');
  }
  return tags;
};

const FIELDS = ['service', 'operation', 'tags', 'min', 'max', 'since', 'limit'];

export function View({ query }) {
  const services = useAnswer('/api/services', 15000);
  const known = services.value?.data || [];
  const asked = Object.fromEntries(FIELDS.map((name) => [name, query.get(name) || '']));
  const service = asked.service || known[0] || '';
  const [draft, setDraft] = useState(null);
  const fields = { ...asked, service, since: asked.since || '1h', limit: asked.limit || '50', ...draft };
  const operations = useAnswer(fields.service ? `/api/services/${encodeURIComponent(fields.service)}/operations` : null);
  const search = (more) => {
    const next = { ...fields, ...more };
    const wanted = new URLSearchParams(FIELDS.filter((name) => next[name]).map((name) => [name, next[name]]));
    setDraft(null);
    location.hash = `#/traces?${wanted}`;
  };
  const set = (name, now) => (event) => {
    const value = event.target.value;
    if (now) search({ [name]: value, ...(name === 'service' ? { operation: '' } : {}) });
    else setDraft({ ...draft, [name]: value });
  };
  const wrong = ['min', 'max'].find((name) => fields[name] && !DURATION.test(fields[name]));
  const seconds = SPANS.find(([name]) => name === (asked.since || '1h'))?.[1] || 3600;
  const parameters = new URLSearchParams({ service, limit: asked.limit || '50' });
  if (asked.operation) parameters.set('operation', asked.operation);
  if (asked.min) parameters.set('minDuration', asked.min);
  if (asked.max) parameters.set('maxDuration', asked.max);
  if (asked.tags) parameters.set('tags', JSON.stringify(tagsOf(asked.tags)));
  const found = useAnswer(service ? `/api/traces?${parameters}` : null, 10000, async (url, options) => {
    const { get } = await import('./api.js');
    return get(`${url}&start=${(Date.now() - seconds * 1000) * 1000}`, options);
  });
  const field = (name, words, control) => label({ class: 'field ' + name }, span(words), control);
  const failed = fields.tags.includes('error=true');
  return div({ class: 'page traces-view' },
    h(Head, { title: 'Traces' }),
    form({ class: 'filters', onSubmit: (event) => { event.preventDefault(); if (!wrong) search({}); } },
      field('service', 'Service', select({ value: fields.service, onChange: set('service', true) }, known.includes(fields.service) || !fields.service ? null : option({ value: fields.service }, fields.service), known.map((name) => option({ value: name, key: name }, name)))),
      field('operation', 'Operation', select({ value: fields.operation, onChange: set('operation', true) }, option({ value: '' }, 'any'), (operations.value?.data || []).map((name) => option({ value: name, key: name }, name)))),
      field('since', 'Of the last', select({ value: fields.since, onChange: set('since', true) }, SPANS.map(([name]) => option({ value: name }, name)))),
      field('min', 'Longer than', input({ value: fields.min, placeholder: '100ms', onInput: set('min'), 'aria-invalid': wrong === 'min' })),
      field('max', 'Shorter than', input({ value: fields.max, placeholder: '2s', onInput: set('max'), 'aria-invalid': wrong === 'max' })),
      field('tags', 'Tags', input({ value: fields.tags, placeholder: 'http.response.status_code=503', onInput: set('tags'), spellcheck: false })),
      button({ type: 'button', class: cls('toggle', { on: failed }), 'aria-pressed': failed,
        onClick: () => search({ tags: failed ? fields.tags.replace(/\s*error=true/, '').trim() : `${fields.tags} error=true`.trim() }) }, 'Failed'),
      button({ type: 'submit', class: 'main' }, 'Find')),
    wrong && div({ class: 'trouble' }, 'Write durations as 100ms, 1.5s or 2m.'),
    h(Trouble, { error: found.error || services.error, again: found.again }),
    services.value && known.length === 0 ? h(Empty, { title: 'No trace has come yet' }, 'Agents send those that are sampled within 5 s; calls between meshed JVMs make them.')
      : found.value ? h(Found, { traces: found.value.data || [] }) : !found.error && h(Loading));
}

function Found({ traces }) {
  const rows = traces.map(summary);
  if (rows.length === 0) return h(Empty, { title: 'No trace fits' }, 'A longer time, or fewer conditions?');
  const longest = Math.max(...rows.map((row) => row.duration));
  return [
    h(Scatter, { rows, longest }),
    ul({ class: 'found', 'aria-label': 'Traces' }, rows.map((row) =>
      li({ key: row.id },
        a({ href: link.trace(row.id) },
          span({ class: 'first' }, span({ class: 'strong' }, row.service), ' ', span({ class: 'operation' }, row.operation)),
          span({ class: 'marks' },
            row.errors > 0 && badge(format.plural(row.errors, 'error'), 'bad'), row.retries > 0 && badge(row.retries === 1 ? 'retried' : `${row.retries} retries`, 'warn'),
            row.flags.map((flag) => span({ class: 'flag' }, flag))),
          span({ class: 'muted spans' }, `${format.plural(row.spans, 'span')}, ${format.plural(row.services.length, 'service')}`),
          span({ class: 'length' }, span({ class: cls('bar', { bad: row.errors > 0 }), style: { width: `${Math.max(1, (row.duration / longest) * 100)}%` } })),
          span({ class: 'num' }, format.micros(row.duration)), span({ class: 'num muted when' }, format.clock(row.start / 1000)))))),
  ];
}

/** Each trace by when it began and how long it took; longer ones stand out at a glance. */
function Scatter({ rows, longest }) {
  const width = 1000;
  const height = 84;
  const first = Math.min(...rows.map((row) => row.start));
  const last = Math.max(...rows.map((row) => row.start), first + 1);
  const x = (row) => 8 + ((row.start - first) / (last - first)) * (width - 16);
  const y = (row) => height - 10 - (row.duration / longest) * (height - 22);
  return div({ class: 'scatter' },
    svg({ viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      line({ x1: 0, x2: width, y1: height - 6, y2: height - 6 })),
    div({ class: 'points', 'aria-hidden': 'true' }, rows.map((row) =>
      a({ key: row.id, tabindex: -1, href: link.trace(row.id), class: cls({ bad: row.errors > 0, warn: row.retries > 0 }), title: `${row.operation}: ${format.micros(row.duration)}`,
        style: { left: `${(x(row) / width) * 100}%`, top: `${(y(row) / height) * 100}%` } }))),
    span({ class: 'muted most' }, format.micros(longest)), span({ class: 'muted left' }, format.clock(first / 1000)), span({ class: 'muted right' }, format.clock(last / 1000)));
}
