/** What a person can do, each one call of the page API; what is sure at once is shown at once. */

/** @typedef {import("./types.js").Act} Act */
/** @typedef {ReturnType<typeof import("./api.js").openApi>} Api */

/**
 * @param {ReturnType<typeof import("./state.js").openStore>} store
 * @param {() => Api} api of the person one is now
 * @param {{go: Act["go"], become: Act["become"]}} move
 * @returns {Act}
 */
export function actsOf(store, api, move) {
  return {
    ...move,
    say: (channel, thread, text) => api().post("type", { channel, text, ...(thread ? { thread_ts: thread } : {}) }),
    click: (message, channel, block, action, chosen = {}) =>
      api().post("click", { channel, ts: message.ts, block_id: block, action_id: action, ...chosen }),
    react: (message, channel, name, remove) => api().post("react", { channel, ts: message.ts, name, remove }),
    shortcut: (message, channel, callback) =>
      api().post("shortcut", { channel, ts: message.ts, callback_id: callback }),
    upload: async (channel, thread, files, text = "") => {
      let words = text;
      for (const file of files) {
        const answer = await api().upload({ channel, thread_ts: thread, text: words }, file);
        if (!answer.ok) return answer;
        words = "";
      }
      return { ok: true };
    },
    hide: (channel, message) => {
      void api().post("dismiss", { channel, ts: message.ts });
      store.send({ type: "ephemeral_gone", channel, ts: message.ts });
    },
    submit: async (view, values) => {
      const answer = await api().post("submit", { view_id: view.id, values });
      if (answer.view) store.send({ type: "view", view: answer.view });
      else if (answer.ok && !answer.errors) store.send({ type: "view_closed", view_id: view.id });
      return answer;
    },
    closeView: (view) => {
      void api().post("close_view", { view_id: view.id });
      store.send({ type: "view_closed", view_id: view.id });
    },
    viewAction: (view, block, action, chosen = {}) =>
      api().post("view_action", { view_id: view.id, block_id: block, action_id: action, ...chosen }),
  };
}
