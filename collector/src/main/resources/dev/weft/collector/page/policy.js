// One document: its conditions, its text in an editor, who has it in force, and what it was before.
import { ask, get, path, useAnswer } from './api.js';
import { badge, Head, link, Loading, Section, Table, Trouble } from './bits.js';
import { Diff } from './diff.js';
import { cls, el, h, useEffect, useState } from './dom.js';
import { Editor } from './editor.js';
import * as format from './format.js';
import { stateOf } from './policies.js';
import { useOnEvent } from './stream.js';

const { div, button, span, ul, li, p } = el;

const EXAMPLE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
spec:
  hosts: [reviews]
  http:
  - route:
    - destination:
        host: reviews
`;

/** Versions that are shown at first, and that each further look brings. */
const PAGE = 20;

/** What the collector adds to a document is not the operator's to write. */
const own = (yaml) => yaml.replace(/^ {2}(creationTimestamp|resourceVersion): .*\n/gm, '');

export function View({ names }) {
  return names[0] === 'new' ? h(Made) : h(Stored, { names });
}

function Made() {
  return div({ class: 'page' },
    h(Head, { title: 'New policy', up: { href: '#/policies', text: 'Policies' } }),
    h(Editor, { text: EXAMPLE, base: null, onApplied: (answer) => {
      const [one] = answer.documents;
      location.hash = answer.documents.length === 1 ? link.policy(one.kind, one.namespace, one.name) : '#/policies';
    } }));
}

function Stored({ names: [kind, namespace, name] }) {
  const at = `/v1/policies${path(kind, namespace, name)}`;
  const [stored, setStored] = useState(null);
  const [round, setRound] = useState(0);
  const status = useAnswer(`${at}/status`, 10000);
  const history = useAnswer(`${at}/history?diff=true&limit=${PAGE}`);
  const again = () => setRound((n) => n + 1);
  useEffect(() => {
    let wants = true;
    ask(at, { accept: 'application/yaml' }).then(
      ({ value, etag }) => wants && setStored((old) => (old?.etag === etag ? old : { text: own(value), etag })),
      (error) => wants && setStored({ error }));
    return () => {
      wants = false;
    };
  }, [at, round]);
  useOnEvent(['policy'], () => {
    again();
    history.again();
  });
  useOnEvent(['policy', 'ack', 'nack', 'agent'], status.again, 300);
  if (!stored) return h(Loading);
  const gone = stored.error?.status === 404;
  return div({ class: 'page policy-view' },
    h(Head, { title: name, up: { href: '#/policies', text: 'Policies' }, beside: [span(kind), namespace !== 'default' && span(`in ${namespace}`), stored.etag && span({ class: 'num' }, `revision ${stored.etag.replace(/"/g, '')}`)] }),
    stored.error && !gone && h(Trouble, { error: stored.error, again }),
    gone && p({ class: 'trouble' }, 'It was removed, or never was. What is kept of its history can be brought back.'),
    !gone && status.value && h(Conditions, { status: status.value }),
    !stored.error && h(Section, { title: 'Document' }, h(Editor, { text: stored.text, base: stored.etag, at, onApplied: () => { again(); history.again(); }, onRemoved: () => (location.hash = '#/policies') })),
    !gone && status.value && h(Agents, { status: status.value }),
    history.value && h(History, { at, first: history.value, etag: stored.etag, again }));
}

function Conditions({ status }) {
  return ul({ class: 'conditions', 'aria-label': 'Conditions' }, status.conditions.map((one, i) =>
    li({ key: i }, badge(one.status === 'True' ? one.type : `${one.type}: no`, stateOf(one)), span(one.message))));
}

const AGENT_STATES = { Applied: 'good', Pending: 'warn', RefusedBy: 'bad', Disconnected: 'warn' };

function Agents({ status }) {
  if (status.agents.length === 0) return null;
  return h(Section, { title: 'Who has it in force', beside: status.summary }, h(Table, {
    label: 'Agents', rows: status.agents, keyOf: (one) => one.agent + one.service,
    columns: [
      { name: 'Service', class: 'lead', of: (one) => one.service },
      { name: 'Agent', of: (one) => span({ class: 'mono muted' }, one.agent.slice(0, 12)) },
      { name: 'State', of: (one) => [badge(one.state, AGENT_STATES[one.state]), one.reason && span({ class: 'muted' }, ' ' + one.reason)] },
      { name: 'Pushed after', right: true, of: (one) => format.millis(one.pushedAfterMillis) },
      { name: 'In force after', right: true, of: (one) => format.millis(one.ackedAfterMillis) },
    ],
  }));
}

const ACTIONS = { created: 'good', deleted: 'bad' };

function History({ at, first, etag, again }) {
  const newest = first.versions[0]?.revision;
  const [open, setOpen] = useState(newest);
  const [older, setOlder] = useState({ versions: [], next: first.next });
  // With a new version the pages have moved.
  useEffect(() => {
    setOpen(newest);
    setOlder({ versions: [], next: first.next });
  }, [newest, first.next]);
  const versions = [...first.versions, ...older.versions];
  const more = async () => {
    try {
      const answer = await get(`${at}/history?diff=true&limit=${PAGE}&before=${older.next}`);
      setOlder({ versions: [...older.versions, ...answer.versions], next: answer.next });
    } catch (refused) {
      setError(refused);
    }
  };
  const [error, setError] = useState(null);
  const [sure, setSure] = useState(null);
  const rollBack = async (revision) => {
    if (sure !== revision) {
      setSure(revision);
      return;
    }
    setSure(null);
    try {
      await ask(`${at}/rollback?to=${revision}`, { method: 'POST', more: etag ? { 'if-match': etag } : {} });
      setError(null);
      again();
    } catch (refused) {
      setError(refused);
    }
  };
  return h(Section, { title: 'History', beside: older.next ? `the latest ${versions.length}` : format.plural(versions.length, 'version') },
    h(Trouble, { error }),
    ul({ class: 'history' }, versions.map((one, i) =>
      li({ key: one.revision },
        div({ class: 'version' },
          button({ type: 'button', class: 'as-row', 'aria-expanded': open === one.revision, onClick: () => setOpen(open === one.revision ? null : one.revision) },
            span({ class: 'num strong' }, one.revision), badge(one.restores ? `restores ${one.restores}` : one.action, ACTIONS[one.action] || ''),
            span({ class: 'muted' }, one.who, one.from && ` from ${one.from}`), span({ class: 'muted when' }, format.time(Date.parse(one.at)))),
          i > 0 && one.action !== 'deleted' && button({ type: 'button', class: cls('quiet', { danger: sure === one.revision }), onClick: () => rollBack(one.revision) }, sure === one.revision ? 'Really roll back' : 'Roll back')),
        open === one.revision && h(Diff, { text: one.diff })))),
    older.next && p({ class: 'buttons' }, button({ type: 'button', onClick: more }, 'Older versions')));
}
