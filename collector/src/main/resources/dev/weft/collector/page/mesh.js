// The drawing of the mesh: services as cards, calls as lines. Colour is for trouble alone.
import { cls, el, useEffect, useMemo, useRef, useState } from './dom.js';
import * as format from './format.js';
import { layout } from './layout.js';
import { useViewport } from './viewport.js';

const { svg, g, path, rect, circle, text, tspan, defs, marker, title, div, button } = el;

const WIDTH = 178;
const HEIGHT = 58;
/** Of a card in a large mesh: its name alone. */
const SMALL_WIDTH = 122;
const SMALL_HEIGHT = 28;
const LINE = 17;
const MAX_DOTS = 6;
/** More lines than this carry figures only near what is looked at. */
const LABELLED_EDGES = 70;
/** Of 13 px text, in the fonts that are asked for. */
const CHARACTER = 7.1;

export const WARN_SHARE = 0.01;
export const BAD_SHARE = 0.05;

/** 'bad', 'warn', 'idle' or 'ok'. */
export const health = (figures) =>
  !figures.rate ? 'idle' : figures.errorShare >= BAD_SHARE ? 'bad' : figures.errorShare >= WARN_SHARE ? 'warn' : 'ok';

/** Of each instance in trouble a class: 'out' for one that callers keep away from, the others first. */
const troubles = (node) => (node.troubled || []).map((one) => (one.state === 'ejected' ? 'out' : 'bad')).sort();

const shorten = (words, width) => {
  const most = Math.floor(width / CHARACTER);
  return words.length > most ? words.slice(0, most - 1) + '…' : words;
};

const isCard = (node) => node.kind !== 'outside';
const hasVersions = (node) => (node.versions || []).filter((one) => one.version).length > 0 && isCard(node);
const cardHeight = (node, small) => (small ? SMALL_HEIGHT : isCard(node) ? HEIGHT + (hasVersions(node) ? LINE : 0) : 34);

export function Mesh({ graph, selected, onSelect, dimmed }) {
  const frame = useRef(null);
  const scene = useRef(null);
  const [hovered, setHovered] = useState(null);
  const down = window.innerWidth < 700;
  const labelled = graph.edges.length <= LABELLED_EDGES;
  const shape = graph.nodes.map((node) => node.id + cardHeight(node, !labelled)).join() + '|' + graph.edges.map((edge) => edge.id).join();
  const drawn = useMemo(
    () =>
      layout(
        graph.nodes.map((node) => ({ id: node.id, width: labelled ? WIDTH : SMALL_WIDTH, height: cardHeight(node, !labelled) })),
        graph.edges,
        labelled ? { down, between: down ? 26 : 30, layers: down ? 84 : 150 } : { down, between: 9, layers: down ? 60 : 74, columns: columnsFor(graph.nodes.length, down) }),
    [shape, down]);
  const bends = useMemo(() => new Map([...drawn.bends].map(([edge, points]) => [edge.id, points])), [drawn]);
  const viewport = useViewport(frame, scene, drawn);
  // How long it takes until there is something to see is measured.
  useEffect(() => performance.mark('drawn'), []);
  const near = hovered || selected;
  const touches = (edge) => near && (edge.id === near || edge.from === near || edge.to === near);
  const lit = new Set(near && !labelled ? [near, ...graph.edges.filter(touches).flatMap((edge) => [edge.from, edge.to])] : []);
  const choose = (id) => (event) => {
    event.stopPropagation();
    onSelect(id === selected ? null : id);
  };
  const byKey = (id) => (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(id)(event);
    }
  };
  const heights = new Map(graph.nodes.map((node) => [node.id, cardHeight(node, !labelled)]));
  // What fails is drawn last, over the rest.
  const rising = { idle: 0, ok: 1, warn: 2, bad: 3 };
  const edges = [...graph.edges].sort((a, b) => rising[health(a)] - rising[health(b)]);

  return div({ class: 'mesh' },
    svg({
        ref: frame, class: cls({ dense: !labelled, looking: near }), tabindex: 0, role: 'group',
        'aria-label': `Service graph: ${format.plural(graph.nodes.length, 'service')}, ${format.plural(graph.edges.length, 'connection')}`,
        onClick: () => onSelect(null),
      },
      defs(null, ['idle', 'ok', 'warn', 'bad'].map((kind) =>
        marker({ id: 'end-' + kind, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: 'userSpaceOnUse', orient: 'auto' },
          path({ d: 'M0.500 0.800 L7.500 4 L0.500 7.200 Z', class: 'end ' + kind })))),
      g({ ref: scene },
        g({ class: 'edges' }, edges.map((edge) => {
          const way = route(edge, drawn, bends, heights, down, labelled ? WIDTH : SMALL_WIDTH);
          if (!way) return null;
          const kind = health(edge);
          return g({
              key: edge.id, class: cls('edge', kind, { on: touches(edge), dim: dimmed?.(edge), chosen: edge.id === selected }),
              onClick: choose(edge.id),
            },
            path({ class: 'reach', d: way.d }),
            path({ class: 'line', d: way.d, 'stroke-width': weight(edge.rate), 'marker-end': `url(#end-${kind})` }));
        })),
        g({ class: 'cards' }, graph.nodes.map((node) => {
          const at = drawn.places.get(node.id);
          return (labelled ? Card : SmallCard)({ node, at, height: cardHeight(node, !labelled), chosen: node.id === selected,
            dim: dimmed?.(node), off: near && !labelled && !lit.has(node.id),
            onClick: choose(node.id), onKeyDown: byKey(node.id),
            onMouseEnter: () => setHovered(node.id), onMouseLeave: () => setHovered(null),
            onFocus: () => { setHovered(node.id); viewport.reveal(at); }, onBlur: () => setHovered(null) });
        })),
        g({ class: 'labels' }, edges.filter((edge) => (labelled || touches(edge)) && edge.rate > 0).map((edge) => {
          const way = route(edge, drawn, bends, heights, down, labelled ? WIDTH : SMALL_WIDTH);
          return way && Label({ edge, at: way.middle, on: touches(edge), dim: dimmed?.(edge), onClick: choose(edge.id), onKeyDown: byKey(edge.id) });
        })))),
    div({ class: 'zoom' },
      button({ type: 'button', title: 'Closer (+)', 'aria-label': 'Closer', onClick: () => viewport.zoom(1.25) }, '+'),
      button({ type: 'button', title: 'Farther (−)', 'aria-label': 'Farther', onClick: () => viewport.zoom(0.8) }, '−'),
      button({ type: 'button', title: 'All (0)', 'aria-label': 'Show all', onClick: viewport.fit },
        svg({ viewBox: '0 0 16 16', 'aria-hidden': 'true' }, path({ d: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4' })))));
}

/** So many that the whole has about the shape of the window. */
const columnsFor = (nodes, down) => {
  const shape = window.innerWidth / Math.max(300, window.innerHeight - 150);
  const [along, across] = down ? [SMALL_HEIGHT + 60, SMALL_WIDTH + 9] : [SMALL_WIDTH + 74, SMALL_HEIGHT + 9];
  return Math.max(2, Math.round(Math.sqrt((nodes * across * (down ? 1 / shape : shape)) / along)));
};

const weight = (rate) => (rate > 0 ? Math.min(5, 1.3 + Math.log10(1 + rate) * 1.1).toFixed(2) : 1.2);

/** A smooth line through its bends, from card to card. */
function route(edge, drawn, bends, heights, down, width) {
  const from = drawn.places.get(edge.from);
  const to = drawn.places.get(edge.to);
  if (!from || !to) return null;
  if (edge.from === edge.to) {
    const y = from.y - heights.get(edge.from) / 2;
    return { d: `M${from.x + 20} ${y} C${from.x + 30} ${y - 44} ${from.x + 76} ${y - 44} ${from.x + 66} ${y - 3}`, middle: { x: from.x + 48, y: y - 38 } };
  }
  const back = down ? from.y > to.y : from.x > to.x;
  const half = (id) => (down ? heights.get(id) / 2 : width / 2);
  if (down ? from.y === to.y : from.x === to.x) {
    // Side by side: out and in on the same side.
    const [out, far] = [half(edge.from), half(edge.from) + 34];
    const d = down
      ? `M${round(from.x)} ${round(from.y + out)} C${round(from.x)} ${round(from.y + far)} ${round(to.x)} ${round(to.y + far)} ${round(to.x)} ${round(to.y + out + 3)}`
      : `M${round(from.x + out)} ${round(from.y)} C${round(from.x + far)} ${round(from.y)} ${round(to.x + far)} ${round(to.y)} ${round(to.x + out + 3)} ${round(to.y)}`;
    return { d, middle: down ? { x: (from.x + to.x) / 2, y: from.y + far - 8 } : { x: from.x + far - 8, y: (from.y + to.y) / 2 } };
  }
  const sign = back ? -1 : 1;
  const shift = (point, id, by) => (down ? { x: point.x, y: point.y + by * half(id) } : { x: point.x + by * half(id), y: point.y });
  const start = shift(from, edge.from, sign);
  const end = shift(to, edge.to, -sign);
  if (down) end.y -= sign * 3;
  else end.x -= sign * 3;
  const points = [start, ...(bends.get(edge.id) || []), end];
  let d = `M${round(start.x)} ${round(start.y)}`;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    d += down
      ? ` C${round(a.x)} ${round((a.y + b.y) / 2)} ${round(b.x)} ${round((a.y + b.y) / 2)} ${round(b.x)} ${round(b.y)}`
      : ` C${round((a.x + b.x) / 2)} ${round(a.y)} ${round((a.x + b.x) / 2)} ${round(b.y)} ${round(b.x)} ${round(b.y)}`;
  }
  const last = points.length - 1;
  const [a, b] = [points[Math.floor((last - 1) / 2)], points[Math.floor((last - 1) / 2) + 1]];
  return { d, middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
}

const round = (value) => Math.round(value * 10) / 10;

const LOCK = 'M-3.500 -0.500h7v5h-7zM-2 -0.500v-1.600a2 2 0 0 1 4 0v1.600';
const OPEN_LOCK = 'M-3.500 -0.500h7v5h-7zM-2 -0.500v-2.600a2 2 0 0 1 3.800 -0.800';

function Label({ edge, at, on, dim, onClick, onKeyDown }) {
  const kind = health(edge);
  const failing = kind === 'bad' || kind === 'warn';
  const first = format.rate(edge.rate) + (edge.errorShare ? '  ' + format.share(edge.errorShare) : '');
  const second = `${format.millis(edge.p50)} · ${format.millis(edge.p99)}`;
  const width = Math.max(first.length + 2.5, second.length) * 5.9 + 14;
  const secured = edge.secured === undefined ? 'unknown' : edge.secured >= 0.999 ? 'lock' : edge.secured > 0 ? 'half' : 'plain';
  return g({
      key: 'label ' + edge.id, class: cls('label', kind, { on, dim }), transform: `translate(${round(at.x)} ${round(at.y)})`,
      tabindex: 0, role: 'button', onClick, onKeyDown,
      'aria-label': `${edge.fromName} calls ${edge.toName}: ${first}, median ${format.millis(edge.p50)}, 99th percentile ${format.millis(edge.p99)}, ${SECURED[secured]}${edge.ejected ? `, ${edge.ejected} ejected` : ''}`,
    },
    rect({ x: -width / 2, y: -17, width, height: 34, rx: 5 }),
    secured !== 'unknown' && path({ class: 'lock ' + secured, d: secured === 'lock' ? LOCK : OPEN_LOCK, transform: `translate(${round(-width / 2 + 11)} -6.500)` }, title(SECURED[secured])),
    text({ x: 6, y: -4 }, format.rate(edge.rate), edge.errorShare ? tspan({ class: failing ? 'err ' + kind : 'err', dx: 5 }, format.share(edge.errorShare)) : null),
    text({ class: 'small', y: 10.5 }, second, title('Median and 99th percentile')),
    edge.ejected > 0 && Out({ edge, x: width / 2 }));
}

/** How many instances the caller keeps its calls from. */
function Out({ edge, x }) {
  const words = `${edge.fromName} has ejected ${format.plural(edge.ejected, 'instance')} of ${edge.toName}`;
  return g({ class: 'out', transform: `translate(${round(x)} -17)` },
    title(words), rect({ x: -9, y: -8, width: 18, height: 16, rx: 8 }), text({ y: 3.5 }, edge.ejected));
}

const SECURED = { unknown: 'no call was sent', lock: 'mutual TLS', half: 'partly mutual TLS', plain: 'plaintext' };

function Card({ node, at, height, chosen, dim, off, ...events }) {
  const kind = health(node);
  const dots = Math.min(MAX_DOTS, node.instances || 0);
  const states = troubles(node).slice(0, dots);
  const trouble = states.length > 0;
  const x = -WIDTH / 2;
  const y = -height / 2;
  return g({
      key: node.id, class: cls('card', node.kind, kind, { chosen, dim: dim || off, trouble }), transform: `translate(${round(at.x)} ${round(at.y)})`,
      tabindex: 0, role: 'button', 'aria-pressed': chosen, 'aria-label': describe(node), ...events,
    },
    rect({ class: 'face', x, y, width: WIDTH, height, rx: isCard(node) ? 8 : height / 2 }),
    isCard(node) && kind !== 'ok' && kind !== 'idle' && path({ class: 'edgeline', d: `M${x} ${y + 10}v${height - 20}` }),
    text({ class: 'name', x: isCard(node) ? x + 14 : 0, y: isCard(node) ? y + 23 : 4.5, 'text-anchor': isCard(node) ? 'start' : 'middle' },
      shorten(node.name, WIDTH - 34 - dots * 9)),
    isCard(node) && Array.from({ length: dots }, (_, i) =>
      circle({ class: cls('dot', states[dots - 1 - i]), cx: -x - 15 - (dots - 1 - i) * 9, cy: y + 18.5, r: 3 })),
    isCard(node) && text({ class: 'figures', x: x + 14, y: y + 43 },
      node.rate ? format.rate(node.rate) : 'no calls',
      node.rate ? [tspan({ class: cls('err', kind), dx: 7 }, format.share(node.errorShare)), tspan({ dx: 7 }, format.millis(node.p99))] : null),
    hasVersions(node) && Versions({ node, x: x + 14, y: y + HEIGHT - 4, width: WIDTH - 28 }));
}

function SmallCard({ node, at, height, chosen, dim, off, ...events }) {
  const kind = health(node);
  const x = -SMALL_WIDTH / 2;
  return g({
      key: node.id, class: cls('card', 'small', node.kind, kind, { chosen, dim: dim || off }), transform: `translate(${round(at.x)} ${round(at.y)})`,
      tabindex: 0, role: 'button', 'aria-pressed': chosen, 'aria-label': describe(node), ...events,
    },
    rect({ class: 'face', x, y: -height / 2, width: SMALL_WIDTH, height, rx: 6 }),
    kind !== 'ok' && kind !== 'idle' && path({ class: 'edgeline', d: `M${x} ${-height / 2 + 6}v${height - 12}` }),
    text({ class: 'name', x: x + 10, y: 4.5 }, shorten(node.name, SMALL_WIDTH - 18), title(node.name)),
    troubles(node).length > 0 && circle({ class: cls('dot', troubles(node)[0]), cx: -x - 10, cy: 0, r: 3.5 }));
}

function Versions({ node, x, y, width }) {
  const shown = node.versions.slice(0, 4);
  const total = shown.reduce((sum, one) => sum + (one.share || 0), 0) || shown.length;
  let at = x;
  return g({ class: 'versions' }, shown.map((one, i) => {
    const part = Math.max(3, ((total === shown.length && !one.share ? 1 : one.share || 0) / total) * (width - 2 * (shown.length - 1)));
    const bar = rect({ class: cls('share', 's' + i, health(one)), x: at, y, width: part, height: 3, rx: 1.5 });
    const name = part > 26 && text({ class: 'small', x: at, y: y + 13.5 },
      one.version + (shown.length > 1 && part > 48 ? ' ' + format.share(one.share) : ''));
    at += part + 2;
    return [bar, name];
  }));
}

const describe = (node) =>
  [node.name, node.namespace && node.namespace !== 'default' ? 'in ' + node.namespace : '',
    node.instances ? format.plural(node.instances, 'instance') : '', node.ejected ? `${node.ejected} ejected` : '', node.rate ? format.rate(node.rate) : 'no calls',
    node.errorShare ? format.share(node.errorShare) + ' errors' : ''].filter(Boolean).join(', ');
