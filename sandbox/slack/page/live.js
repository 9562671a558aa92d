/** The live connection: one WebSocket that comes back by itself, each wait a little longer up to five seconds. */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * @param {string} user whose eyes
 * @param {{frame: (frame: any) => void, up: () => void, down: () => void}} on `up` at every (re)connection: time to load afresh
 * @returns {{close: () => void}}
 */
export function openLive(user, on) {
  let wait = FIRST_WAIT_MS;
  let closed = false;
  /** @type {WebSocket} */ let socket;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;

  const connect = () => {
    const url = new URL(`/page/live?user=${encodeURIComponent(user)}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.onopen = () => {
      wait = FIRST_WAIT_MS;
      on.up();
    };
    socket.onmessage = (event) => on.frame(JSON.parse(event.data));
    socket.onclose = again;
  };
  const again = () => {
    if (closed) return;
    on.down();
    timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(LONGEST_WAIT_MS, wait * 1.7);
  };
  const hurry = () => {
    if (closed || socket.readyState === WebSocket.OPEN || document.hidden) return;
    if (socket.readyState === WebSocket.CONNECTING) return;
    clearTimeout(timer);
    connect();
  };
  const close = () => {
    closed = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", hurry);
    socket.close();
  };
  document.addEventListener("visibilitychange", hurry);
  connect();
  return { close };
}
