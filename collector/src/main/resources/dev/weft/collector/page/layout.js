// A layered layout (Sugiyama): callers before whom they call. Deterministic, so that a graph that is
// drawn again each few seconds stands still. 22 to 70 ms for 200 services and 2,000 edges;
// dagre, which there is as a WebJar, did not finish that within 100 s.

const SWEEPS = 12;
/** Above it long edges are drawn straight instead of around other services. */
const MAX_BENDS = 3000;
const MAX_BENT = 400;

/**
 * @param nodes [{id, width, height}]
 * @param edges [{from, to}] of ids
 * @param down callers on top instead of on the left
 * @param columns so many layers of equal size instead of as many as calls follow each other; 0: the latter
 * @returns {places: Map(id -> {x, y}) of centres, bends: Map(edge -> [{x, y}]), width, height}
 */
export function layout(nodes, edges, { down = false, between = 22, layers = 110, columns = 0 } = {}) {
  const items = nodes
    .map((node) => ({ id: node.id, size: down ? node.width : node.height, depth: down ? node.height : node.width, up: [], down: [] }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(items.map((item) => [item.id, item]));
  const links = edges
    .filter((edge) => edge.from !== edge.to && byId.has(edge.from) && byId.has(edge.to))
    .map((edge) => ({ edge, from: byId.get(edge.from), to: byId.get(edge.to) }));
  direct(items, links);
  rank(items, links);
  if (columns) level(items, columns);
  const routes = bend(items, links);
  const rows = order(items);
  place(rows, between);
  return coordinates(items, rows, routes, down, layers);
}

/**
 * Turns few edges around so that all lead one way (Eades, Lin and Smyth 1993): whoever calls most and
 * is called least goes first. Depth-first search turns the wrong ones and made a hundred layers of seven.
 */
function direct(items, links) {
  const out = new Map(items.map((item) => [item, []]));
  const incoming = new Map(items.map((item) => [item, []]));
  for (const link of links) {
    out.get(link.from).push(link.to);
    incoming.get(link.to).push(link.from);
  }
  const calls = new Map(items.map((item) => [item, out.get(item).length]));
  const called = new Map(items.map((item) => [item, incoming.get(item).length]));
  const rest = new Set(items);
  const first = [];
  const last = [];
  const take = (item, list) => {
    list.push(item);
    rest.delete(item);
    for (const other of out.get(item)) called.set(other, called.get(other) - 1);
    for (const other of incoming.get(item)) calls.set(other, calls.get(other) - 1);
  };
  while (rest.size) {
    let best = null;
    for (const item of rest) {
      if (called.get(item) === 0 || calls.get(item) === 0) {
        best = item;
        break;
      }
      if (!best || calls.get(item) - called.get(item) > calls.get(best) - called.get(best)) best = item;
    }
    take(best, calls.get(best) === 0 && called.get(best) > 0 ? last : first);
  }
  const turn = new Map([...first, ...last.reverse()].map((item, i) => [item, i]));
  for (const link of links) {
    link.turned = turn.get(link.from) > turn.get(link.to);
    [link.above, link.below] = link.turned ? [link.to, link.from] : [link.from, link.to];
  }
}

/** The longest way from an entry; entries stand right before whom they call. */
function rank(items, links) {
  const below = new Map(items.map((item) => [item, []]));
  const above = new Map(items.map((item) => [item, 0]));
  for (const link of links) {
    below.get(link.above).push(link.below);
    above.set(link.below, above.get(link.below) + 1);
  }
  items.forEach((item) => (item.rank = 0));
  const entries = items.filter((item) => above.get(item) === 0);
  const ready = [...entries];
  for (let item = ready.pop(); item; item = ready.pop()) {
    for (const next of below.get(item)) {
      next.rank = Math.max(next.rank, item.rank + 1);
      above.set(next, above.get(next) - 1);
      if (above.get(next) === 0) ready.push(next);
    }
  }
  for (const item of entries) {
    const nearest = Math.min(...below.get(item).map((next) => next.rank));
    if (Number.isFinite(nearest)) item.rank = nearest - 1;
  }
}

/** The same order in fewer layers: what does not fit a screen else. Calls within a layer stay. */
function level(items, columns) {
  const size = Math.ceil(items.length / columns);
  [...items].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1)).forEach((item, i) => (item.rank = Math.floor(i / size)));
}

/** Gives long edges a place in each layer that they cross. */
function bend(items, links) {
  const long = links.reduce((sum, link) => sum + Math.max(0, link.below.rank - link.above.rank - 1), 0);
  const routes = new Map();
  for (const link of links) {
    const route = [];
    let last = link.above;
    if (long <= MAX_BENDS && links.length <= MAX_BENT) {
      for (let at = link.above.rank + 1; at < link.below.rank; at++) {
        const point = { id: null, size: 6, depth: 0, rank: at, up: [last], down: [] };
        last.down.push(point);
        items.push(point);
        route.push(point);
        last = point;
      }
    }
    // Within a layer there is nothing to sort by.
    if (link.below.rank > link.above.rank) {
      last.down.push(link.below);
      link.below.up.push(last);
    }
    routes.set(link.edge, { route, turned: link.turned });
  }
  return routes;
}

/** Sorts each layer by the middle of its neighbours, back and forth, and keeps the best. */
function order(items) {
  const rows = [];
  for (const item of items) (rows[item.rank] ??= []).push(item);
  for (let i = 0; i < rows.length; i++) rows[i] ??= [];
  const number = () => rows.forEach((row) => row.forEach((item, i) => (item.at = i)));
  number();
  let best = null;
  let fewest = Infinity;
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const crossings = rows.reduce((sum, row) => sum + crossed(row), 0);
    if (crossings < fewest) {
      fewest = crossings;
      best = rows.map((row) => [...row]);
      if (crossings === 0) break;
    }
    const forth = sweep % 2 === 0;
    for (let i = 1; i < rows.length; i++) {
      const row = rows[forth ? i : rows.length - 1 - i];
      for (const item of row) {
        const near = forth ? item.up : item.down;
        item.key = near.length ? near.reduce((sum, other) => sum + other.at, 0) / near.length : item.at;
      }
      row.sort((a, b) => a.key - b.key || a.at - b.at);
      row.forEach((item, at) => (item.at = at));
    }
  }
  best.forEach((row, i) => (rows[i] = row));
  number();
  return rows;
}

/** How many edges out of a layer cross, by counting inversions. */
function crossed(row) {
  const ends = [];
  for (const item of row) {
    ends.push(...item.down.map((other) => other.at).sort((a, b) => a - b));
  }
  const size = Math.max(0, ...ends) + 2;
  const tree = new Uint32Array(size);
  let crossings = 0;
  ends.forEach((end, seen) => {
    let notAfter = 0;
    for (let i = end + 1; i > 0; i -= i & -i) notAfter += tree[i];
    crossings += seen - notAfter;
    for (let i = end + 1; i < size; i += i & -i) tree[i]++;
  });
  return crossings;
}

/** Across the layers: as near to its neighbours as the order allows, everyone in turn. */
function place(rows, between) {
  for (const row of rows) {
    let at = 0;
    for (const item of row) {
      item.pos = at + item.size / 2;
      at += item.size + between;
    }
    row.forEach((item) => (item.pos -= at / 2));
  }
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[round % 2 ? rows.length - 1 - i : i];
      settle(row, between, (item) => {
        // The last rounds look both ways, and stop what only leans one way.
        const near = round >= 6 ? [...item.up, ...item.down] : round % 2 ? item.down : item.up;
        return near.length ? near.reduce((sum, other) => sum + other.pos, 0) / near.length : item.pos;
      });
    }
  }
}

/** Least squares under "in this order, not nearer than": pools of neighbours that push each other. */
function settle(row, between, wish) {
  const pools = [];
  let offset = 0;
  row.forEach((item, i) => {
    if (i > 0) offset += (row[i - 1].size + item.size) / 2 + between;
    item.offset = offset;
    // Bends hold their line harder than services hold their place.
    let pool = { sum: (wish(item) - offset) * (item.id ? 1 : 2), weight: item.id ? 1 : 2, items: [item] };
    while (pools.length && pools.at(-1).sum / pools.at(-1).weight >= pool.sum / pool.weight) {
      const before = pools.pop();
      pool = { sum: before.sum + pool.sum, weight: before.weight + pool.weight, items: before.items.concat(pool.items) };
    }
    pools.push(pool);
  });
  for (const pool of pools) {
    for (const item of pool.items) item.pos = pool.sum / pool.weight + item.offset;
  }
}

function coordinates(items, rows, routes, down, layers) {
  let at = 0;
  const depths = rows.map((row) => {
    const depth = Math.max(0, ...row.map((item) => item.depth));
    const middle = at + depth / 2;
    at += depth + layers;
    return middle;
  });
  const low = Math.min(0, ...items.map((item) => item.pos - item.size / 2));
  const high = Math.max(0, ...items.map((item) => item.pos + item.size / 2));
  const point = (item) =>
    down ? { x: item.pos - low, y: depths[item.rank] } : { x: depths[item.rank], y: item.pos - low };
  const places = new Map(items.filter((item) => item.id).map((item) => [item.id, point(item)]));
  const bends = new Map();
  for (const [edge, { route, turned }] of routes) {
    const points = route.map(point);
    bends.set(edge, turned ? points.reverse() : points);
  }
  const along = Math.max(0, at - layers);
  const across = high - low;
  return { places, bends, width: down ? across : along, height: down ? along : across };
}
