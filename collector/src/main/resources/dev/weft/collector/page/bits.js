// Small parts that several views share.
import { cls, el } from './dom.js';
import * as format from './format.js';

const { div, span, p, a, h1, table, thead, tbody, tr, th, td, svg, path, caption } = el;

export const link = {
  service: (namespace, name) => `#/services/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
  trace: (id) => `#/traces/${encodeURIComponent(id)}`,
  policy: (kind, namespace, name) => `#/policies/${[kind, namespace, name].map(encodeURIComponent).join('/')}`,
};

/** A word with a state: 'good', 'warn', 'bad' or nothing. */
export const Badge = ({ state = '', children, title }) => span({ class: cls('badge', state), title }, children);

export const badge = (words, state, title) => Badge({ state, title, children: words });

/** Title of a view, what stands beside it, what can be done. */
export const Head = ({ title, beside, up, children }) =>
  div({ class: 'head' },
    div({ class: 'titles' }, up && a({ class: 'up', href: up.href }, up.text), h1(title), beside && div({ class: 'beside' }, beside)),
    children && div({ class: 'actions' }, children));

export const Empty = ({ title, children }) => div({ class: 'empty' }, p({ class: 'strong' }, title), children && p(children));

/** What went wrong, and what to do about it. */
export const Trouble = ({ error, again }) =>
  error &&
  div({ class: 'trouble', role: 'alert' },
    p(span({ class: 'strong' }, error.status ? `The collector answers ${error.status}. ` : 'The collector is not reached. '),
      error.status ? error.message : 'What is shown is what was known last.'),
    again && el.button({ type: 'button', class: 'quiet', onClick: again }, 'Try again'));

export const Loading = () => div({ class: 'loading', role: 'status' }, 'Loading …');

/**
 * @param columns [{name, of: (row) => child, right, sort: (row) => key}]
 */
export const Table = ({ label, columns, rows, keyOf, rowClass }) =>
  div({ class: 'scroll' },
    table(caption({ class: 'hidden' }, label),
      thead(tr(columns.map((column) => th({ key: column.name, scope: 'col', class: cls({ right: column.right }) }, column.name)))),
      tbody(rows.map((row, i) =>
        tr({ key: keyOf ? keyOf(row) : i, class: rowClass?.(row) },
          columns.map((column) => td({ key: column.name, class: cls({ right: column.right }, column.class), 'data-name': column.name }, column.of(row))))))));

export const Section = ({ title, beside, children, id }) =>
  el.section({ class: 'section', id },
    div({ class: 'section-head' }, el.h2(title), beside && span({ class: 'muted' }, beside)), children);

export const errorState = (share) => (share >= 0.05 ? 'bad' : share >= 0.01 ? 'warn' : '');

export const Errors = ({ share }) => span({ class: cls('num', errorState(share)) }, format.share(share));

export const Lock = ({ secured }) =>
  secured !== undefined && span({ class: cls('lock', secured >= 0.999 ? 'whole' : secured > 0 ? 'half' : 'open'),
      title: secured >= 0.999 ? 'mutual TLS' : secured > 0 ? `mutual TLS for ${format.share(secured)}` : 'plaintext' },
    svg({ viewBox: '0 0 12 12', 'aria-hidden': 'true' },
      path({ d: secured > 0 ? 'M2 5.500h8v5H2zM4 5.500V3.500a2 2 0 0 1 4 0v2' : 'M2 5.500h8v5H2zM4 5.500V3a2 2 0 0 1 3.800 -0.900' })),
    span({ class: 'hidden' }, secured >= 0.999 ? 'mutual TLS' : secured > 0 ? 'partly mutual TLS' : 'plaintext'));
