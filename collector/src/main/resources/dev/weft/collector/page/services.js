// All services with their signals.
import { useAnswer } from './api.js';
import { badge, Empty, Errors, Head, link, Loading, Table, Trouble } from './bits.js';
import { el, h, useState } from './dom.js';
import * as format from './format.js';
import { useOnEvent } from './stream.js';

const { div, a, span, input } = el;

export function View() {
  const [search, setSearch] = useState('');
  const { value, error, again } = useAnswer('/v1/graph?window=60', 3000);
  useOnEvent(['registry', 'agent', 'ejection'], again);
  if (!value) return error ? h(Trouble, { error, again }) : h(Loading);
  const words = search.toLowerCase();
  const rows = value.nodes
    .filter((node) => node.kind !== 'outside' && `${node.name} ${node.namespace}`.toLowerCase().includes(words))
    .sort((a, b) => a.name.localeCompare(b.name));
  return div({ class: 'page' },
    h(Head, { title: 'Services', beside: 'the last minute' },
      input({ type: 'search', placeholder: 'Find', 'aria-label': 'Find a service', value: search, onInput: (event) => setSearch(event.target.value) })),
    h(Trouble, { error, again }),
    rows.length === 0 ? h(Empty, { title: search ? 'No service is called so' : 'No service is registered' })
      : h(Table, {
        label: 'Services', rows, keyOf: (node) => node.id,
        columns: [
          { name: 'Service', class: 'lead', of: (node) => node.kind === 'service' ? a({ href: link.service(node.namespace, node.name) }, node.name) : node.name },
          { name: 'Namespace', of: (node) => span({ class: 'muted' }, node.namespace) },
          { name: 'Versions', of: (node) => (node.versions || []).map((one) => one.version && span({ class: 'tag' }, one.version)) },
          { name: 'Instances', right: true, of: (node) => node.kind === 'entry' ? span({ class: 'muted' }, 'outside')
            : [node.troubled?.length > 0 && badge(`${node.troubled.length} in trouble`, 'bad', node.troubled.map((one) => one.why).join('\n')), ' ', node.instances] },
          { name: 'Calls', right: true, of: (node) => format.rate(node.rate) },
          { name: 'Errors', right: true, of: (node) => Errors({ share: node.rate ? node.errorShare : NaN }) },
          { name: 'Median', right: true, of: (node) => format.millis(node.p50) },
          { name: 'p99', right: true, of: (node) => format.millis(node.p99) },
        ],
      }));
}
