// The frame: where we are, who we are, and which view is shown.
import { onSignIn, signIn, signedIn, wanted } from './api.js';
import { cls, el, h, render, useEffect, useRef, useState } from './dom.js';
import { GraphView } from './graph.js';
import { start, useEvents } from './stream.js';

const { header, nav, a, main, button, span, svg, path, dialog, form, label, input, p, h2, div } = el;

/** Views besides the first are loaded when they are looked at. */
const VIEWS = {
  services: () => import('./services.js'),
  service: () => import('./service.js'),
  traces: () => import('./traces.js'),
  trace: () => import('./trace.js'),
  policies: () => import('./policies.js'),
  policy: () => import('./policy.js'),
  new: () => import('./policy.js'),
  events: () => import('./events.js'),
};

const TABS = [
  ['graph', '#/', 'Graph'],
  ['services', '#/services', 'Services'],
  ['traces', '#/traces', 'Traces'],
  ['policies', '#/policies', 'Policies'],
  ['events', '#/events', 'Events'],
];

/** #/services/ns/name?window=300 to {tab, view, names, query}. */
function where() {
  const [names, query] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = names.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  const [tab = 'graph', ...rest] = parts;
  const one = { services: 'service', traces: 'trace', policies: 'policy' }[tab];
  const view = tab === 'policies' && rest[0] === 'new' ? 'new' : rest.length && one ? one : tab;
  return { tab, view, names: rest, query: new URLSearchParams(query || ''), key: view + '/' + rest.join('/') };
}

const THEMES = { '': 'as the system', light: 'light', dark: 'dark' };

function Theme() {
  const [theme, set] = useState(() => document.documentElement.dataset.theme || '');
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const next = () => {
    const other = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = other;
    // Taste is no secret: kept for the next visit.
    try {
      localStorage.setItem('weft.theme', other);
    } catch {
      // Storage is switched off: it holds for this visit.
    }
    set(other);
  };
  const title = `Colours: ${THEMES[theme]}; change to ${dark ? 'light' : 'dark'}`;
  return button({ type: 'button', class: 'icon theme', onClick: next, title, 'aria-label': title },
    svg({ viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      path({ d: dark ? 'M8 4.800a3.200 3.200 0 1 1 0 6.400a3.200 3.200 0 1 1 0-6.400zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1.100 1.100M11.900 11.900L13 13M13 3l-1.100 1.100M4.100 11.900L3 13' : 'M13.500 9.800A6 6 0 0 1 6.200 2.500a6 6 0 1 0 7.300 7.300z' })));
}

const STATES = { live: 'Live', connecting: 'Connecting', away: 'Collector away', closed: 'Token wanted' };

function Live() {
  const { state } = useEvents();
  return span({ class: cls('live', 'is-' + state), role: 'status', title: STATES[state] }, span({ class: 'words' }, STATES[state]));
}

function SignIn() {
  const [why, setWhy] = useState(wanted());
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const field = useRef(null);
  useEffect(() => onSignIn(() => setWhy(wanted())), []);
  const shown = why !== null || open;
  useEffect(() => {
    if (shown && !box.current.open) box.current.showModal();
    if (!shown && box.current.open) box.current.close();
  }, [shown]);
  const send = (event) => {
    event.preventDefault();
    const text = field.current.value;
    field.current.value = '';
    setOpen(false);
    signIn(text);
  };
  return [
    button({ type: 'button', class: cls('icon', { on: signedIn() }), onClick: () => setOpen(true),
        title: signedIn() ? 'Another token' : 'Use a token', 'aria-label': signedIn() ? 'Another token' : 'Use a token' },
      svg({ viewBox: '0 0 16 16', 'aria-hidden': 'true' }, path({ d: 'M9.500 6.500a3 3 0 1 0-3 3a3 3 0 0 0 3-3zM8.700 8.700L14 14M11.500 11.500L13 10' }))),
    dialog({ ref: box, class: 'sign-in', onClose: () => setOpen(false), 'aria-labelledby': 'sign-in' },
      form({ method: 'dialog', onSubmit: send },
        h2({ id: 'sign-in' }, 'Operator’s token'),
        why && p({ class: 'why' }, why),
        label({ for: 'token' }, 'Token of role read, write or admin'),
        input({ id: 'token', ref: field, type: 'password', autocomplete: 'off', spellcheck: false, placeholder: 'weft_op_…', required: true }),
        p({ class: 'muted' }, 'It stays in this page’s memory: it is gone when the page is closed or loaded again. ',
          el.code('weft token create --role read'), ' makes one.'),
        div({ class: 'buttons' },
          !why && button({ type: 'button', class: 'quiet', onClick: () => setOpen(false) }, 'Cancel'),
          button({ type: 'submit', class: 'main' }, 'Use it')))),
  ];
}

function View({ at }) {
  const [loaded, setLoaded] = useState({ view: 'graph', Shown: GraphView });
  useEffect(() => {
    if (at.view === 'graph' || !VIEWS[at.view]) {
      setLoaded({ view: 'graph', Shown: GraphView });
      return;
    }
    let wants = true;
    VIEWS[at.view]().then(
      (module) => wants && setLoaded({ view: at.view, Shown: module.View }),
      () => wants && setLoaded({ view: at.view, Shown: () => p({ class: 'empty' }, 'This part of the page could not be loaded. The collector may have been updated: load the page again.') }));
    return () => {
      wants = false;
    };
  }, [at.view]);
  const known = VIEWS[at.view] ? at.view : 'graph';
  return loaded.view === known ? h(loaded.Shown, { key: at.key, names: at.names, query: at.query }) : div({ class: 'boot' });
}

function App() {
  const [at, setAt] = useState(where);
  useEffect(() => {
    const moved = () => {
      setAt(where());
      window.scrollTo(0, 0);
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  useEffect(() => {
    const tab = TABS.find(([name]) => name === at.tab);
    document.title = [at.names.at(-1), tab?.[2], 'Weft'].filter(Boolean).join(' · ');
  }, [at.key]);
  return [
    a({ class: 'skip', href: '#main', onClick: (event) => { event.preventDefault(); document.getElementById('main').focus(); } }, 'Skip to the content'),
    header({ class: 'top' },
      a({ class: 'brand', href: '#/' }, svg({ viewBox: '0 0 20 20', 'aria-hidden': 'true' }, path({ d: 'M2 6h4m3 0h9M2 14h9m3 0h4M6 2v9m0 3v4M14 2v4m0 3v9' })), 'Weft'),
      nav({ 'aria-label': 'Views' }, TABS.map(([name, href, words]) =>
        a({ key: name, href, 'aria-current': at.tab === name ? 'page' : undefined }, words))),
      div({ class: 'side' }, h(Live), h(SignIn), h(Theme))),
    main({ id: 'main', tabindex: -1, class: 'view-' + at.view }, h(View, { at })),
  ];
}

try {
  const kept = localStorage.getItem('weft.theme');
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
} catch {
  // Storage is switched off: as the system has it.
}
const root = document.getElementById('app');
root.replaceChildren();
render(h(App), root);
start();
