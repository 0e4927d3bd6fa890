// The first view: who calls whom, drawn or as a table.
import { useAnswer } from './api.js';
import { Empty, Errors, link, Loading, Lock, Table, Trouble } from './bits.js';
import { cls, el, h, useCallback, useMemo, useState } from './dom.js';
import * as format from './format.js';
import { health, Mesh } from './mesh.js';
import { Panel } from './panel.js';
import { useOnEvent } from './stream.js';

const { div, input, select, option, button, a, span, label } = el;

const EVERY = 3000;
const WINDOWS = [[60, 'last minute'], [300, 'last 5 min'], [900, 'last 15 min']];

/** Names for the ends of edges, so that each can speak for itself. */
export function named(graph) {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  return {
    ...graph,
    edges: graph.edges.map((edge) => ({ ...edge, fromName: byId.get(edge.from)?.name ?? edge.from, toName: byId.get(edge.to)?.name ?? edge.to })),
  };
}

export function GraphView({ query }) {
  const [seconds, setSeconds] = useState(60);
  const [search, setSearch] = useState('');
  const [failing, setFailing] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const [selected, setSelected] = useState(query.get('at'));
  const { value, error, again } = useAnswer(`/v1/graph?window=${seconds}`, EVERY);
  useOnEvent(['registry', 'agent', 'ejection'], again);
  const graph = useMemo(() => value && named(value), [value]);
  const dimmed = useCallback((part) => {
    if (!search && !failing) return false;
    const words = search.toLowerCase();
    const fits = (names) => !search || names.some((name) => name && name.toLowerCase().includes(words));
    const names = part.from ? [part.fromName, part.toName] : [part.name, part.namespace];
    const bad = health(part) === 'bad' || health(part) === 'warn' || part.suspect > 0 || part.failing > 0 || part.ejected > 0;
    return !fits(names) || (failing && !bad);
  }, [search, failing]);
  if (!graph) return error ? h(Trouble, { error, again }) : h(Loading);
  const troubled = graph.edges.filter((edge) => ['bad', 'warn'].includes(health(edge))).length;
  return div({ class: cls('graph-view', { paneled: selected }) },
    div({ class: 'tools' },
      input({ type: 'search', placeholder: 'Find a service', 'aria-label': 'Find a service', value: search, onInput: (event) => setSearch(event.target.value),
        onKeyDown: (event) => {
          const found = event.key === 'Enter' && graph.nodes.find((node) => !dimmed(node));
          if (found) setSelected(found.id);
        } }),
      label({ class: 'hidden', for: 'window' }, 'Calls of'),
      select({ id: 'window', value: seconds, onChange: (event) => setSeconds(Number(event.target.value)) },
        WINDOWS.map(([value, words]) => option({ value }, words))),
      button({ type: 'button', class: cls('toggle', { on: failing, bad: troubled }), 'aria-pressed': failing, onClick: () => setFailing(!failing) },
        troubled ? `Failing ${troubled}` : 'Failing'),
      button({ type: 'button', class: cls('toggle', { on: asTable }), 'aria-pressed': asTable, onClick: () => setAsTable(!asTable) }, 'Table'),
      span({ class: 'muted sums' }, `${format.plural(graph.nodes.filter((node) => node.kind === 'service').length, 'service')}, ${format.plural(graph.edges.length, 'connection')}`)),
    h(Trouble, { error, again }),
    graph.nodes.length === 0
      ? h(Empty, { title: 'Nobody is here yet' }, 'Start a JVM with -javaagent:weft-agent.jar, or see the whole at work with ./weft demo.')
      : asTable
        ? h(Edges, { graph, dimmed })
        : h(Mesh, { graph, selected, onSelect: setSelected, dimmed }),
    selected && h(Panel, { graph, id: selected, onSelect: setSelected, seconds }));
}

const end = (graph, id) => graph.nodes.find((node) => node.id === id);
const endLink = (node, id) => (node && node.kind === 'service' ? a({ href: link.service(node.namespace, node.name) }, node.name) : span(node?.name ?? id));

function Edges({ graph, dimmed }) {
  const rows = graph.edges.filter((edge) => !dimmed(edge)).sort((one, other) => other.rate * other.errorShare - one.rate * one.errorShare || other.rate - one.rate);
  return div({ class: 'page' }, h(Table, {
    label: 'Connections',
    rows,
    keyOf: (edge) => edge.id,
    columns: [
      { name: 'From', of: (edge) => endLink(end(graph, edge.from), edge.from) },
      { name: 'To', of: (edge) => endLink(end(graph, edge.to), edge.to) },
      { name: 'Protocol', of: (edge) => span({ class: 'muted' }, edge.protocol) },
      { name: 'Calls', right: true, of: (edge) => format.rate(edge.rate) },
      { name: 'Errors', right: true, of: (edge) => Errors({ share: edge.errorShare }) },
      { name: 'Median', right: true, of: (edge) => format.millis(edge.p50) },
      { name: 'p99', right: true, of: (edge) => format.millis(edge.p99) },
      { name: 'TLS', of: (edge) => Lock({ secured: edge.secured }) },
    ],
  }));
}
