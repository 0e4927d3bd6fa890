// Numbers and times as people read them. What is not known is a dash.
const NONE = '–';
const known = (value) => typeof value === 'number' && Number.isFinite(value);

const digits = (value) => {
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(size >= 1 ? 1 : 2);
};

/** 12.3, 1.2k, 3.4M */
export const count = (value) => {
  if (!known(value)) return NONE;
  if (Math.abs(value) >= 1e6) return digits(value / 1e6) + 'M';
  if (Math.abs(value) >= 1e4) return digits(value / 1e3) + 'k';
  return Number.isInteger(value) ? String(value) : digits(value);
};

/** Calls a second. */
export const rate = (value) => (known(value) ? (value === 0 ? '0' : count(value)) + '/s' : NONE);

/** 0 to 1 as a percentage: 0.4 %, never 0 % of something that happened, never 100 % of less than all. */
export const share = (value) => {
  if (!known(value)) return NONE;
  if (value === 0) return '0 %';
  if (value < 0.001) return '< 0.1 %';
  if (value < 1 && value > 0.999) return '> 99.9 %';
  return (value < 0.1 && value < 1 ? (value * 100).toFixed(1) : Math.round(value * 100)) + ' %';
};

/** Milliseconds: 0.4 ms, 12 ms, 1.3 s */
export const millis = (value) => {
  if (!known(value)) return NONE;
  if (value >= 60000) return (value / 60000).toFixed(1) + ' min';
  if (value >= 1000) return (value / 1000).toFixed(value >= 10000 ? 0 : 1) + ' s';
  return (value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2)) + ' ms';
};

/** Microseconds: 60 µs, and from 0.1 ms on as milliseconds. */
export const micros = (value) => (!known(value) ? NONE : value < 100 ? `${value.toFixed(0)} µs` : millis(value / 1000));

/** How long ago, by one unit. */
export const ago = (at, now = Date.now()) => {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return Math.floor(seconds) + ' s ago';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min ago';
  if (seconds < 86400) return Math.floor(seconds / 3600) + ' h ago';
  return Math.floor(seconds / 86400) + ' d ago';
};

/** Milliseconds as a span of time: 3 min, 2 h */
export const span = (value) => ago(0, value).replace(' ago', '').replace('now', '< 1 s');

/** 14:03:07 */
export const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

/** 14:03:07.123 */
export const clockMillis = (at) => clock(at) + '.' + String(Math.floor(at) % 1000).padStart(3, '0');

/** 2026-11-22 14:03:07 */
export const time = (at) => {
  const date = new Date(at);
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(at)}`;
};

/** Of an instance whose agent's id is a random one, as much of it as tells it from others. */
export const instance = (id) => id.replace(/^([0-9a-f]{8})-[0-9a-f-]{27}\//, '$1…/');

export const plural = (many, one, more = one + 's') => `${count(many)} ${many === 1 ? one : more}`;
