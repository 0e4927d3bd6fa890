// An editor for documents: validated by the collector while one types, applied only on demand.
import { ask } from './api.js';
import { badge, Trouble } from './bits.js';
import { cls, el, h, useEffect, useRef, useState } from './dom.js';
import * as format from './format.js';

const { div, textarea, pre, span, button, ul, li, code, p } = el;

/** Typing pauses that are shorter ask nothing. */
const PAUSE = 350;
const LINE = 20;

/**
 * @param base ETag of what is edited, null: new
 * @param at its path, for removing it
 */
export function Editor({ text, base, at, onApplied, onRemoved }) {
  const [draft, setDraft] = useState(text);
  const [checked, setChecked] = useState({ state: 'same' });
  const [sent, setSent] = useState(null);
  const [sure, setSure] = useState(false);
  const area = useRef(null);
  const gutter = useRef(null);
  const touched = draft !== text;

  // A newer version replaces what was not touched; what was is kept, and If-Match tells of the other.
  const shown = useRef(text);
  /** What was just applied comes back as the collector writes it. */
  const adopt = useRef(false);
  useEffect(() => {
    if (draft === shown.current || adopt.current) setDraft(text);
    adopt.current = false;
    shown.current = text;
  }, [text]);

  useEffect(() => {
    if (!touched && base) {
      setChecked({ state: 'same' });
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      setChecked((old) => ({ ...old, busy: true }));
      try {
        const { value } = await ask('/v1/policies?dryRun=true', { method: 'POST', body: draft, signal: abort.signal });
        setChecked({ state: 'valid', documents: value.documents });
      } catch (error) {
        if (!abort.signal.aborted) setChecked({ state: error.problems?.length ? 'wrong' : 'unknown', error });
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [draft, base]);

  const apply = async () => {
    setSent({ busy: true });
    try {
      // Of one document that was read the version is known: nobody else's change is overwritten.
      const { value } = base
        ? await ask(at, { method: 'PUT', body: draft, more: { 'if-match': base } })
        : await ask('/v1/policies', { method: 'POST', body: draft });
      adopt.current = true;
      setSent({ applied: value });
      onApplied(value);
    } catch (error) {
      setSent({ error });
    }
  };
  const remove = async () => {
    if (!sure) {
      setSure(true);
      return;
    }
    try {
      await ask(at, { method: 'DELETE', more: { 'if-match': base } });
      onRemoved();
    } catch (error) {
      setSent({ error });
    }
  };
  const key = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && checked.state === 'valid') {
      event.preventDefault();
      apply();
    }
  };

  const lines = draft.split('\n');
  const problems = checked.error?.problems || [];
  const marked = new Map(problems.filter((one) => one.line > 0).map((one) => [one.line, one]));
  const notes = (checked.documents || []).flatMap((one) => [
    ...(one.notEnforced || []).map((field) => ({ type: 'NotEnforced', path: field.path, text: field.reason })),
    ...(one.warnings || []).map((field) => ({ type: 'Warning', path: field.path, text: field.message })),
  ]);
  return div({ class: 'editor' },
    div({ class: 'sheet' },
      pre({ class: 'gutter', ref: gutter, 'aria-hidden': 'true' }, lines.map((_, i) => span({ key: i, class: cls({ bad: marked.has(i + 1) }), title: marked.get(i + 1)?.expected }, i + 1))),
      textarea({
        ref: area, value: draft, spellcheck: false, autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-label': 'Document as YAML or JSON',
        'aria-describedby': 'verdict', rows: Math.min(34, Math.max(12, lines.length + 1)),
        onInput: (event) => { setDraft(event.target.value); setSent(null); setSure(false); },
        onScroll: (event) => (gutter.current.style.transform = `translateY(${-event.target.scrollTop}px)`), onKeyDown: key,
      })),
    div({ class: 'verdict', id: 'verdict', 'aria-live': 'polite' },
      Verdict({ checked, sent }),
      problems.length > 0 && ul({ class: 'problems' }, problems.map((one, i) =>
        li({ key: i },
          button({ type: 'button', class: 'as-link mono', onClick: () => go(area.current, lines, one.line) }, one.line ? `line ${one.line}` : 'document'),
          code(one.path), span([one.value && one.value !== 'null' ? [code({ class: 'bad' }, one.value), ' '] : '', 'expected ', one.expected])))),
      checked.error && problems.length === 0 && h(Trouble, { error: checked.error }),
      sent?.error && [h(Trouble, { error: sent.error }), sent.error.status === 412 && p({ class: 'muted' }, 'Somebody else has changed it meanwhile: keep your text, load the page again and compare.')],
      notes.length > 0 && ul({ class: 'problems' }, notes.map((one, i) => li({ key: i }, badge(one.type, 'warn'), code(one.path), span(one.text))))),
    div({ class: 'buttons' },
      button({ type: 'button', class: 'main', disabled: checked.state !== 'valid' || sent?.busy, onClick: apply, title: 'Ctrl Enter' }, 'Apply'),
      touched && base && button({ type: 'button', class: 'quiet', onClick: () => setDraft(text) }, 'Discard changes'),
      at && button({ type: 'button', class: cls('quiet', { danger: sure }), onClick: remove }, sure ? 'Really remove' : 'Remove')));
}

/** Puts the cursor to a line and shows it. */
function go(area, lines, number) {
  if (!number) return;
  const begin = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  area.focus();
  area.setSelectionRange(begin, begin + (lines[number - 1] || '').length);
  area.scrollTop = Math.max(0, (number - 6) * LINE);
}

function Verdict({ checked, sent }) {
  if (sent?.applied) {
    const made = sent.applied.documents.map((one) => one.result).join(', ');
    return p(badge('Applied', 'good'), ` ${made}, revision ${sent.applied.revision}`);
  }
  switch (checked.state) {
    case 'valid':
      return p(badge('Valid', 'good'), ` ${format.plural(checked.documents.length, 'document')}: ${checked.documents.map((one) => one.document).join(', ')}. Nothing is changed until you apply.`);
    case 'wrong':
      return p(badge('Not valid', 'bad'), ` ${checked.error.message}`);
    case 'same':
      return p({ class: 'muted' }, checked.busy ? 'Checking …' : 'As it is stored. Changes are checked as you type.');
    default:
      return null;
  }
}
