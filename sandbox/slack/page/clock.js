/** Times and sizes in words. */

const HOUR = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** @param {string} ts Slack's timestamp @returns {Date} */
const date = (ts) => new Date(Number(ts) * 1000);

/** @param {string} ts */
export const hourOf = (ts) => HOUR.format(date(ts));

/** @param {string} ts */
export const wholeTime = (ts) => WHOLE.format(date(ts));

/** @param {string} ts */
export const iso = (ts) => date(ts).toISOString();

/** "Today", "Yesterday" or the day. @param {string} ts @param {Date} [now] */
export function dayOf(ts, now = new Date()) {
  const midnight = (/** @type {Date} */ day) => new Date(day).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(now) - midnight(date(ts))) / 86_400_000);
  return days === 0 ? "Today" : days === 1 ? "Yesterday" : DAY.format(date(ts));
}

/** Seconds as m:ss (h:mm:ss from an hour on). @param {number} seconds */
export function length(seconds) {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}` : `${m}:${String(s).padStart(2, "0")}`;
}

/** Bytes in words. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
