/**
 * What is open lives in the address: "#/channel/thread" and "?user=": a reload, a second window and Back keep their place.
 */

/** @typedef {import("./types.js").Route} Route */

/** @returns {Route} */
export function readRoute() {
  const [, channel = "", thread = ""] = location.hash.split("/").map(decodeURIComponent);
  return { channel, thread };
}

/** @param {Route} route @param {boolean} [quietly] replace the entry in the history instead of adding one */
export function writeRoute(route, quietly = false) {
  const hash = `#/${[route.channel, route.thread].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (hash === location.hash) return;
  history[quietly ? "replaceState" : "pushState"](null, "", hash);
}

const NEWCOMER = "U_ANN";

/** @returns {string} the person this window is */
export function readUser() {
  return new URLSearchParams(location.search).get("user") || NEWCOMER;
}

/** @param {string} user */
export function writeUser(user) {
  const url = new URL(location.href);
  url.searchParams.set("user", user);
  history.replaceState(null, "", url);
}
