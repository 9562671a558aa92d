/** One person's stay: the live connection, loading afresh whenever it comes back, and everything the person can do. */

import { openApi } from "./api.js";
import { openLive } from "./live.js";

/** @typedef {ReturnType<typeof import("./state.js").openStore>} Store */

/**
 * @param {Store} store @param {string} user
 * @returns {{api: ReturnType<typeof openApi>, load: (channel: string, thread: string) => Promise<void>, close: () => void}}
 */
export function openSession(store, user) {
  const api = openApi(user);
  let closed = false;
  /**
   * @type {any[]|null} frames that came while something was being loaded; what was loaded may be older than they are
   */
  let waiting = null;
  let loading = Promise.resolve();

  /**
   * Loads run one after another; a failed one is made good by the next reconnection.
   * @param {() => Promise<void>} work
   */
  const hold = (work) => {
    loading = loading.then(async () => {
      if (closed) return;
      waiting = [];
      await work().catch(() => undefined);
      const frames = waiting;
      waiting = null;
      frames.forEach(send);
    });
    return loading;
  };
  const send = (/** @type {import("./state.js").Frame} */ frame) => closed || store.send(frame);
  const channel = async (/** @type {string} */ id) => {
    const { messages } = await api.get("messages", { channel: id });
    send({ type: "channel_loaded", channel: id, messages });
  };
  const thread = async (/** @type {string} */ id, /** @type {string} */ ts) => {
    const { messages } = await api.get("thread", { channel: id, ts });
    send({ type: "thread_loaded", channel: id, ts, messages });
  };
  const load = (/** @type {string} */ id, /** @type {string} */ ts) =>
    hold(async () => {
      await channel(id);
      if (ts) await thread(id, ts);
    });
  const everything = () =>
    hold(async () => {
      const world = await api.get("state", {});
      send({ type: "world", world });
      send({ type: "online", online: true });
      const { route } = store.get();
      if (world.channels.some((/** @type {{id: string}} */ one) => one.id === route.channel))
        await channel(route.channel);
      if (route.thread) await thread(route.channel, route.thread);
    });
  const live = openLive(user, {
    frame: (frame) => (waiting ? waiting.push(frame) : send(frame)),
    up: () => void everything(),
    down: () => send({ type: "online", online: false }),
  });
  const close = () => {
    closed = true;
    live.close();
  };
  return { api, load, close };
}
