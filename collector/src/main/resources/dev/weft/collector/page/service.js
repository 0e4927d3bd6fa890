// One service: its golden signals over time, who it is, who it talks to, what is in force for it.
import { path, useAnswer } from './api.js';
import { badge, Empty, Errors, Head, link, Loading, Lock, Section, Table, Trouble } from './bits.js';
import { cls, el, h, useEffect, useState } from './dom.js';
import { named } from './graph.js';
import * as format from './format.js';
import { away } from './ejections.js';
import { Plot } from './plot.js';
import { useOnEvent } from './stream.js';

const { div, a, span, select, option, dl, dt, dd, label, p } = el;

/** Up to ten minutes are kept finely enough for five seconds a point. */
const SPANS = [[300, '5 min'], [600, '10 min'], [3600, '1 h'], [21600, '6 h'], [86400, '24 h']];

/** Which colours are in force; plots are drawn again when it changes. */
function useTheme() {
  const now = () => document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const [theme, set] = useState(now);
  useEffect(() => {
    const changed = () => set(now());
    const seen = new MutationObserver(changed);
    seen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', changed);
    return () => {
      seen.disconnect();
      system.removeEventListener('change', changed);
    };
  }, []);
  return theme;
}

export function View({ names: [namespace, name] }) {
  const [seconds, setSeconds] = useState(600);
  const graphed = useAnswer('/v1/graph?window=60', 3000);
  const series = useAnswer(`/v1/services${path(namespace, name)}/series?seconds=${seconds}`, seconds > 600 ? 30000 : 5000);
  const instances = useAnswer('/v1/instances', 5000);
  const status = useAnswer('/v1/status', 5000);
  useOnEvent(['registry', 'agent', 'ack', 'nack', 'policy', 'ejection'], () => {
    instances.again();
    status.again();
  });
  const theme = useTheme();
  if (!graphed.value) return graphed.error ? h(Trouble, { error: graphed.error, again: graphed.again }) : h(Loading);
  const graph = named(graphed.value);
  const id = `${namespace}/${name}`;
  const node = graph.nodes.find((one) => one.id === id);
  const own = (instances.value?.instances || []).filter((one) => one.service === name && one.namespace === namespace);
  const agents = (status.value?.agents || []).filter((agent) => agent.services.some((one) => one.name === name && one.namespace === namespace));
  return div({ class: 'page service-view' },
    h(Head, {
        title: name, up: { href: '#/services', text: 'Services' },
        beside: [namespace !== 'default' && span({ class: 'tag' }, namespace), (node?.versions || []).map((one) => one.version && span({ class: 'tag' }, one.version))],
      },
      a({ class: 'button', href: `#/traces?service=${encodeURIComponent(name)}` }, 'Traces'),
      a({ class: 'button', href: `#/?at=${encodeURIComponent(id)}` }, 'In the graph')),
    h(Trouble, { error: graphed.error || series.error, again: series.again }),
    !node && h(Empty, { title: 'No such service is registered' }, 'It may have been: its figures of the last hours are below.'),
    node && dl({ class: 'facts wide' },
      Fact('Calls', format.rate(node.rate)), Fact('Errors', format.share(node.rate ? node.errorShare : NaN), cls({ bad: node.errorShare >= 0.05, warn: node.errorShare >= 0.01 && node.errorShare < 0.05 })),
      Fact('Median', format.millis(node.p50)), Fact('p99', format.millis(node.p99)), Fact('Instances', node.instances)),
    h(Section, { title: 'Signals', beside: [label({ class: 'hidden', for: 'span' }, 'Of the last'),
        select({ id: 'span', value: seconds, onChange: (event) => setSeconds(Number(event.target.value)) }, SPANS.map(([value, words]) => option({ value }, words)))] },
      series.value ? h(Signals, { series: series.value, theme }) : h(Loading)),
    h(Section, { title: 'Instances', beside: format.plural(own.length, 'instance') }, h(Instances, { own, agents, node })),
    div({ class: 'halves' },
      h(Section, { title: 'Called by' }, h(Sides, { graph, edges: graph.edges.filter((edge) => edge.to === id), end: 'from' })),
      h(Section, { title: 'Calls' }, h(Sides, { graph, edges: graph.edges.filter((edge) => edge.from === id), end: 'to' }))),
    h(Section, { title: 'Policy in force' }, h(Policies, { status: status.value, id })),
    h(Section, { title: 'Hooked libraries', beside: 'as its agents report them' }, h(Adapters, { agents })));
}

const Fact = (name, value, state) => div({ class: 'fact' }, dt(name), dd({ class: state }, value));

function Signals({ series, theme }) {
  const times = series.points.map((_, i) => series.fromMillis + i * series.stepMillis);
  const line = (name, of, colour, fill) => ({ name, values: series.points.map(of), colour, fill });
  return div({ class: 'plots' },
    h(Plot, { label: 'Calls a second', times, theme, show: format.count, least: 1, lines: [line('calls', (one) => one.rate, '--line1', '--fill1')] }),
    h(Plot, { label: 'Share of errors', times, theme, show: format.share, least: 0.01, lines: [line('errors', (one) => one.rate > 0 ? one.errorShare : null, '--bad', '--fill-bad')] }),
    h(Plot, { label: 'Duration', times, theme, show: format.millis, least: 1,
      lines: [line('p99', (one) => one.p99, '--line3'), line('p90', (one) => one.p90, '--line2'), line('median', (one) => one.p50, '--line1')] }));
}

function Instances({ own, agents, node }) {
  if (own.length === 0) return h(Empty, { title: 'None is registered' });
  const troubled = new Map((node?.troubled || []).map((one) => [one.id, one.why]));
  const agentOf = new Map(agents.map((agent) => [agent.id, agent]));
  return h(Table, {
    label: 'Instances', rows: own, keyOf: (one) => one.id,
    columns: [
      { name: 'Address', class: 'lead mono', of: (one) => one.ports.map((port) => div(`${port.address}:${port.port}`)) },
      { name: 'State', of: (one) => one.ejectedBy?.length > 0 ? [badge('ejected', 'bad'), one.ejectedBy.map((by) => div({ class: 'small muted' }, away(by)))] : troubled.has(one.id) ? badge(troubled.get(one.id), 'bad') : one.suspect ? badge('connection lost', 'warn', `gone in ${format.span(one.expiresInMillis)} if it does not return`) : badge('in service', 'good') },
      { name: 'Version', of: (one) => one.labels.version && span({ class: 'tag' }, one.labels.version) },
      { name: 'Ports', of: (one) => one.ports.map((port) => div(`${port.servicePort} ${port.protocol}${port.mtlsPort ? ', mTLS' : ''}`)) },
      { name: 'Machine', of: (one) => span({ class: 'muted' }, one.machine || 'declared') },
      { name: 'Java', of: (one) => span({ class: 'muted' }, agentOf.get(one.agent)?.java) },
      { name: 'Agent', of: (one) => span({ class: 'mono muted' }, one.agent ? `${one.agent.slice(0, 8)} ${agentOf.get(one.agent)?.version ?? ''}` : '') },
    ],
  });
}

function Sides({ graph, edges, end }) {
  if (edges.length === 0) return p({ class: 'muted' }, 'Nobody in the last minute.');
  const node = (edge) => graph.nodes.find((one) => one.id === edge[end]);
  return h(Table, {
    label: end === 'from' ? 'Called by' : 'Calls', rows: [...edges].sort((one, other) => other.rate - one.rate), keyOf: (edge) => edge.id,
    columns: [
      { name: 'Service', class: 'lead', of: (edge) => {
        const other = node(edge);
        return [Lock({ secured: edge.secured }), ' ', other?.kind === 'service' ? a({ href: link.service(other.namespace, other.name) }, other.name) : edge[end + 'Name']];
      } },
      { name: 'Calls', right: true, of: (edge) => format.rate(edge.rate) },
      { name: 'Errors', right: true, of: (edge) => Errors({ share: edge.errorShare }) },
      { name: 'Median', right: true, of: (edge) => format.millis(edge.p50) },
      { name: 'p99', right: true, of: (edge) => format.millis(edge.p99) },
    ],
  });
}

function Policies({ status, id }) {
  if (!status) return h(Loading);
  const mine = status.documents
    .map((document) => ({ document, agents: document.agents.filter((agent) => agent.service === id) }))
    .filter(({ agents }) => agents.length > 0);
  if (mine.length === 0) return p({ class: 'muted' }, 'None concerns it: calls go to any instance, with the defaults.');
  return h(Table, {
    label: 'Policies', rows: mine, keyOf: ({ document }) => document.document,
    columns: [
      { name: 'Document', class: 'lead', of: ({ document }) => {
        const [kind, rest] = document.document.split(' ');
        const [space, policy] = rest.split('/');
        return a({ href: link.policy(kind, space, policy) }, `${kind} ${rest}`);
      } },
      { name: 'Here', of: ({ agents }) => {
        const applied = agents.filter((agent) => agent.state === 'Applied').length;
        return badge(`Applied ${applied} of ${agents.length}`, applied === agents.length ? 'good' : 'warn');
      } },
      { name: 'Revision', right: true, of: ({ document }) => document.revision },
    ],
  });
}

const STATES = { woven: 'good', idle: '', disabled: 'warn', refused: 'warn', off: 'bad' };

function Adapters({ agents }) {
  const byName = new Map();
  for (const agent of agents) {
    for (const adapter of agent.adapters || []) {
      const known = byName.get(adapter.name + adapter.state) || { ...adapter, agents: 0, faults: 0 };
      known.agents += 1;
      known.faults += adapter.faults;
      byName.set(adapter.name + adapter.state, known);
    }
  }
  const rows = [...byName.values()].sort((one, other) => (one.state === 'idle') - (other.state === 'idle') || one.name.localeCompare(other.name));
  if (rows.length === 0) return p({ class: 'muted' }, 'No agent is connected.');
  return h(Table, {
    label: 'Libraries', rows, keyOf: (one) => one.name + one.state, rowClass: (one) => cls({ faint: one.state === 'idle' }),
    columns: [
      { name: 'Adapter', class: 'lead mono', of: (one) => one.name },
      { name: 'State', of: (one) => [badge(one.state === 'idle' ? 'not seen' : one.state, STATES[one.state]), one.detail && span({ class: 'muted' }, ' ' + one.detail)] },
      { name: 'Capabilities', of: (one) => one.capabilities.map((word) => span({ class: 'tag' }, word)) },
      { name: 'Agents', right: true, of: (one) => one.agents },
      { name: 'Faults', right: true, of: (one) => span({ class: cls({ bad: one.faults > 0 }) }, one.faults) },
    ],
  });
}
