// All documents with their conditions.
import { useAnswer } from './api.js';
import { badge, Empty, Head, link, Loading, Table, Trouble } from './bits.js';
import { el, h, useState } from './dom.js';
import { useOnEvent } from './stream.js';

const { div, a, span, input } = el;

/** What a condition is to whoever looks: good, warn, bad, or nothing to say. */
export const stateOf = (condition) => {
  const holds = condition.status === 'True';
  switch (condition.type) {
    case 'Accepted':
      return holds ? 'good' : 'bad';
    case 'Applied':
      return holds ? 'good' : condition.reason === 'NoConsumers' ? '' : condition.reason === 'RefusedBy' ? 'bad' : 'warn';
    case 'ResolvedRefs':
      return holds ? 'good' : 'warn';
    case 'RefusedBy':
      return 'bad';
    default:
      return holds ? 'warn' : '';
  }
};

/** Conditions worth a word in a list: not those that say that all is well. */
const notable = (conditions) => conditions.filter((one) => !['Accepted', 'Applied'].includes(one.type) && !(one.type === 'ResolvedRefs' && one.status === 'True'));

const words = (condition) => (condition.type === 'ResolvedRefs' ? 'Unresolved' : condition.type);

/** `VirtualService default/reviews` to its parts. */
export const parts = (document) => {
  const [kind, rest] = document.split(' ');
  const [namespace, name] = rest.split('/');
  return { kind, namespace, name };
};

export function Conditions({ conditions }) {
  const counted = new Map();
  for (const one of notable(conditions)) {
    const known = counted.get(words(one)) || { state: stateOf(one), many: 0, text: [] };
    known.many += 1;
    known.text.push(one.message);
    counted.set(words(one), known);
  }
  return [...counted].map(([name, one]) => [badge(one.many > 1 ? `${name} ${one.many}` : name, one.state, one.text.join('\n')), ' ']);
}

export function View() {
  const [search, setSearch] = useState('');
  const { value, error, again } = useAnswer('/v1/status', 10000);
  useOnEvent(['policy', 'ack', 'nack', 'agent'], again);
  if (!value) return error ? h(Trouble, { error, again }) : h(Loading);
  const rows = value.documents.filter((one) => one.document.toLowerCase().includes(search.toLowerCase()));
  const applied = (one) => one.conditions.find((condition) => condition.type === 'Applied');
  return div({ class: 'page' },
    h(Head, { title: 'Policies', beside: `revision ${value.revision}` },
      input({ type: 'search', placeholder: 'Find', 'aria-label': 'Find a policy', value: search, onInput: (event) => setSearch(event.target.value) }),
      a({ class: 'button main', href: '#/policies/new' }, 'New')),
    h(Trouble, { error, again }),
    rows.length === 0
      ? h(Empty, { title: search ? 'No document is called so' : 'No policy yet' }, !search && 'Istio’s documents are taken as they are: weft apply -f, or New.')
      : h(Table, {
        label: 'Policies', rows, keyOf: (one) => one.document,
        columns: [
          { name: 'Document', class: 'lead', of: (one) => {
            const { kind, namespace, name } = parts(one.document);
            return [a({ href: link.policy(kind, namespace, name) }, name), namespace !== 'default' && span({ class: 'muted' }, ` in ${namespace}`)];
          } },
          { name: 'Kind', of: (one) => span({ class: 'muted' }, parts(one.document).kind) },
          { name: 'In force', of: (one) => badge(one.summary || applied(one)?.reason, stateOf(applied(one)), applied(one)?.message) },
          { name: 'To look at', of: (one) => h(Conditions, { conditions: one.conditions }) },
          { name: 'Revision', right: true, of: (one) => one.revision },
        ],
      }));
}
