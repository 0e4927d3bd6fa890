// A trace as Jaeger's API tells it, as a tree.

const tag = (span, key) => span.tags?.find((one) => one.key === key)?.value;

/** One span with what Weft says of it. */
function node(span, trace) {
  const attempt = Number(tag(span, 'weft.attempt') ?? 1 + Number(tag(span, 'http.request.resend_count') ?? 0));
  return {
    id: span.spanID,
    parent: span.references?.find((one) => one.refType === 'CHILD_OF')?.spanID,
    service: trace.processes[span.processID]?.serviceName ?? '?',
    operation: span.operationName,
    kind: tag(span, 'span.kind') || '',
    start: span.startTime,
    duration: span.duration,
    error: tag(span, 'error') === true || tag(span, 'error') === 'true' || tag(span, 'otel.status_code') === 'ERROR',
    status: tag(span, 'http.response.status_code') ?? tag(span, 'rpc.status_code') ?? tag(span, 'error.type') ?? '',
    resend: Math.max(0, attempt - 1) || 0,
    flags: String(tag(span, 'weft.flags') ?? '').split(',').filter((flag) => flag && flag !== '-'),
    route: tag(span, 'weft.route') || '',
    subset: tag(span, 'weft.subset') || '',
    host: tag(span, 'server.address') || '',
    peer: tag(span, 'network.peer.address') ? `${tag(span, 'network.peer.address')}:${tag(span, 'network.peer.port') ?? ''}` : '',
    tags: span.tags || [],
    logs: span.logs || [],
    process: trace.processes[span.processID]?.tags || [],
    children: [],
  };
}

/** {id, roots, nodes in the order of the waterfall with their depth, start, duration, services} */
export function read(trace) {
  const all = trace.spans.map((span) => node(span, trace));
  const byId = new Map(all.map((one) => [one.id, one]));
  const roots = [];
  for (const one of all) {
    const parent = byId.get(one.parent);
    (parent && parent !== one ? parent.children : roots).push(one);
  }
  const early = (one, other) => one.start - other.start;
  roots.sort(early);
  const nodes = [];
  const seen = new Set();
  // A stack of our own: a trace may be as deep as its sender likes.
  const stack = roots.map((one) => [one, 0]).reverse();
  while (stack.length) {
    const [one, depth] = stack.pop();
    if (seen.has(one)) continue;
    seen.add(one);
    one.depth = depth;
    nodes.push(one);
    one.children.sort(early);
    for (let i = one.children.length - 1; i >= 0; i--) stack.push([one.children[i], depth + 1]);
  }
  const start = Math.min(...nodes.map((one) => one.start));
  const end = Math.max(...nodes.map((one) => one.start + one.duration));
  return { id: trace.traceID, roots, nodes, start, duration: Math.max(1, end - start), services: [...new Set(nodes.map((one) => one.service))] };
}

/** What a list shows of a trace. */
export function summary(trace) {
  const tree = read(trace);
  const root = tree.roots[0];
  return {
    id: tree.id, service: root?.service ?? '', operation: root?.operation ?? '', start: tree.start, duration: tree.duration,
    spans: tree.nodes.length, services: tree.services,
    errors: tree.nodes.filter((one) => one.error).length, retries: tree.nodes.filter((one) => one.resend > 0).length,
    flags: [...new Set(tree.nodes.flatMap((one) => one.flags))],
  };
}
