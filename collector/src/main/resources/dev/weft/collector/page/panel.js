// What is known of one service or connection of the graph, beside it.
import { useAnswer } from './api.js';
import { errorState, Errors, link, Lock } from './bits.js';
import { away } from './ejections.js';
import { cls, el, h, useEffect, useRef } from './dom.js';
import * as format from './format.js';

const { aside, div, h2, h3, button, a, p, span, ul, li, dl, dt, dd } = el;

export function Panel({ graph, id, onSelect, seconds }) {
  const close = () => onSelect(null);
  const box = useRef(null);
  useEffect(() => {
    const key = (event) => event.key === 'Escape' && close();
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  const node = graph.nodes.find((one) => one.id === id);
  const edge = graph.edges.find((one) => one.id === id);
  if (!node && !edge) return null;
  return aside({ class: 'panel', ref: box, 'aria-label': 'Details' },
    button({ type: 'button', class: 'icon close', onClick: close, 'aria-label': 'Close', title: 'Close (Esc)' }, '×'),
    node ? OfNode({ graph, node, onSelect }) : h(OfEdge, { key: edge.id, edge, onSelect, seconds }));
}

const fact = (name, value, state) => div({ class: 'fact' }, dt(name), dd({ class: state }, value));

const Figures = ({ of }) =>
  dl({ class: 'facts' },
    fact('Calls', format.rate(of.rate)), fact('Errors', format.share(of.rate ? of.errorShare : NaN), errorState(of.errorShare)),
    fact('Median', format.millis(of.p50)), fact('p99', format.millis(of.p99)));

function OfNode({ graph, node, onSelect }) {
  const service = node.kind === 'service';
  return [
    h2(node.name),
    p({ class: 'muted' }, service ? `${node.namespace} · ${format.plural(node.instances || 0, 'instance')}`
      : node.kind === 'entry' ? 'declared by a ServiceEntry' : node.id === 'unknown/unknown' ? 'callers that the mesh does not know' : 'hosts that the mesh does not know'),
    Figures({ of: node }),
    (node.troubled || []).length > 0 && [
      h3('In trouble'),
      ul({ class: 'rows' }, node.troubled.map((one) =>
        li({ key: one.id, class: 'tall' }, span({ class: 'mono', title: one.id }, format.instance(one.id)), span({ class: 'bad' }, one.why)))),
    ],
    (node.versions || []).length > 0 && [
      h3('Versions'),
      ul({ class: 'rows' }, node.versions.map((one) =>
        li({ key: one.version }, span(one.version || 'no version'), span({ class: 'num muted' }, format.plural(one.instances || 0, 'instance')),
          span({ class: 'num' }, format.share(one.share)), Errors({ share: one.errorShare })))),
    ],
    Sides({ title: 'Called by', edges: graph.edges.filter((edge) => edge.to === node.id), name: 'fromName', onSelect }),
    Sides({ title: 'Calls', edges: graph.edges.filter((edge) => edge.from === node.id), name: 'toName', onSelect }),
    service && p({ class: 'buttons' },
      a({ class: 'button main', href: link.service(node.namespace, node.name) }, 'Open service'),
      a({ class: 'button', href: `#/traces?service=${encodeURIComponent(node.name)}` }, 'Traces')),
  ];
}

const Sides = ({ title, edges, name, onSelect }) =>
  edges.length > 0 && [
    h3(title),
    ul({ class: 'rows' }, edges.sort((a, b) => b.rate - a.rate).slice(0, 30).map((edge) =>
      li({ key: edge.id },
        button({ type: 'button', class: 'as-link', onClick: () => onSelect(edge.id) }, edge[name]), Lock({ secured: edge.secured }),
        span({ class: 'num' }, format.rate(edge.rate)), Errors({ share: edge.errorShare })))),
  ];

function OfEdge({ edge, onSelect, seconds }) {
  const { value: told } = useAnswer(edge.ejected ? '/v1/ejections' : null, 3000);
  const out = (told?.ejections || []).filter((one) => one.by === edge.from && toOf(one.host) === edge.to);
  const { value: more } = useAnswer(`/v1/graph/connection?from=${encodeURIComponent(edge.from)}&to=${encodeURIComponent(edge.to)}&window=${seconds}`, 5000);
  const end = (id, name) => button({ type: 'button', class: 'as-link', onClick: () => onSelect(id) }, name);
  const words = edge.secured === undefined ? 'no call was sent' : edge.secured >= 0.999 ? 'mutual TLS' : edge.secured > 0 ? `mutual TLS for ${format.share(edge.secured)}` : 'plaintext';
  return [
    h2({ class: 'ends' }, end(edge.from, edge.fromName), span({ class: 'muted' }, ' → '), end(edge.to, edge.toName)),
    p({ class: 'muted' }, Lock({ secured: edge.secured }), ` ${words} · ${edge.protocol}`),
    Figures({ of: edge }),
    out.length > 0 && [
      h3('Ejected'),
      ul({ class: 'rows' }, out.map((one) =>
        li({ key: one.instance + one.subset + one.port, class: 'tall' }, span({ class: 'mono', title: one.instance }, format.instance(one.instance)), span({ class: 'bad' }, away(one).replace(/^by \S+ /, ''))))),
    ],
    (more?.versions || []).length > 1 && [
      h3('To versions'),
      ul({ class: 'rows' }, more.versions.map((one) =>
        li({ key: one.version }, span(one.version || 'none reached'), span({ class: 'num' }, format.share(one.share)), Errors({ share: one.errorShare })))),
    ],
    (more?.answers || []).length > 0 && [
      h3('Answers'),
      ul({ class: 'rows' }, more.answers.map((one) =>
        li({ key: `${one.code} ${one.grpc} ${one.flags}` },
          span({ class: cls({ bad: one.failed }) }, answer(one)), one.flags && span({ class: 'flag', title: one.flags.split(',').map((flag) => FLAGS[flag] ?? flag).join(', ') }, one.flags),
          span({ class: 'num' }, format.rate(one.rate))))),
    ],
    p({ class: 'buttons' }, a({ class: 'button', href: `#/traces?service=${encodeURIComponent(edge.fromName)}` }, 'Traces of the caller')),
  ];
}

/** gRPC's status by number. */
const GRPC = 'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(' ');

/** The node of a canonical host name. */
const toOf = (host) => host.replace(/^([^.]+)\.([^.]+)\.svc\.cluster\.local$/, '$2/$1');

const answer = (one) => (one.grpc ? `gRPC ${GRPC[one.grpc] ?? one.grpc}` : one.code === '0' ? 'given up by the caller' : one.code);

/** Envoy's response flags that Weft has, in words. */
export const FLAGS = {
  UH: 'no healthy upstream', UF: 'connect failure', UO: 'overflow', NR: 'no route', URX: 'retries exhausted', UT: 'timeout',
  FI: 'injected abort', DI: 'injected delay', UAEX: 'denied',
};
