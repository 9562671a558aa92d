/**
 * What the page knows, as one value: `reduce` makes the next from the last and an event; `openStore` tells whoever listens.
 */

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {{type: string, [key: string]: any}} Frame a live frame, or an event of the page itself */

/** @type {State} */
const EMPTY = {
  world: {
    team: { id: "", name: "" },
    me: "",
    users: [],
    channels: [],
    bot: { user_id: "", name: "bgm", connected: false },
    commands: [],
    shortcuts: [],
  },
  online: true,
  route: { channel: "", thread: "" },
  messages: {},
  loaded: {},
  unread: {},
  files: {},
  views: [],
};

/**
 * What each event makes of the state: only the parts that change.
 * @type {Record<string, (state: State, frame: Frame) => Partial<State>>}
 */
const EVENTS = {
  world: (_, frame) => ({ world: frame.world }),
  online: (_, frame) => ({ online: frame.online }),
  route: (state, frame) => ({
    route: frame.route,
    unread: { ...state.unread, [frame.route.channel]: false, [threadKey(frame.route)]: false },
  }),
  channel_loaded: (state, frame) => ({
    ...put(state, frame.channel, frame.messages, (old) => isRoot(old)),
    loaded: { ...state.loaded, [frame.channel]: true },
  }),
  thread_loaded: (state, frame) => ({
    ...put(state, frame.channel, frame.messages, (old) => old.thread_ts === frame.ts),
    loaded: { ...state.loaded, [`${frame.channel}/${frame.ts}`]: true },
  }),
  message: (state, frame) => ({
    ...put(state, frame.channel, [frame.message]),
    unread: marked(state, frame.channel, frame.message),
  }),
  ephemeral: (state, frame) => ({
    ...put(state, frame.channel, [{ ...frame.message, ephemeral: true }]),
    unread: marked(state, frame.channel, frame.message),
  }),
  message_changed: (state, frame) => put(state, frame.channel, [frame.message]),
  message_deleted: (state, frame) => without(state, frame.channel, frame.ts),
  ephemeral_gone: (state, frame) => without(state, frame.channel, frame.ts),
  reactions: (state, frame) => {
    const old = state.messages[frame.channel]?.[frame.ts];
    return old ? put(state, frame.channel, [{ ...old, reactions: frame.reactions }]) : {};
  },
  view: (state, frame) => {
    const known = state.views.some((view) => view.id === frame.view.id);
    return {
      views: known
        ? state.views.map((view) => (view.id === frame.view.id ? frame.view : view))
        : [...state.views, frame.view],
    };
  },
  view_closed: (state, frame) => ({ views: state.views.filter((view) => view.id !== frame.view_id) }),
  bot: (state, frame) => ({ world: { ...state.world, bot: { ...state.world.bot, connected: frame.connected } } }),
  channel: (state, frame) => ({ world: { ...state.world, channels: upsert(state.world.channels, frame.channel) } }),
  reset: (state) => ({ ...EMPTY, route: state.route }),
};

/** @param {State} state @param {Frame} frame @returns {State} the next state; the same one for an unknown event */
export function reduce(state, frame) {
  const change = EVENTS[frame.type]?.(state, frame);
  return change ? { ...state, ...change } : state;
}

/**
 * Take in messages; `stale` names those known ones that are dropped unless they are among the new.
 * @param {State} state @param {string} channel @param {Message[]} messages @param {(old: Message) => boolean} [stale]
 */
function put(state, channel, messages, stale = () => false) {
  const kept = Object.entries(state.messages[channel] ?? {}).filter(([, old]) => !stale(old));
  const all = Object.fromEntries([...kept, ...messages.map((message) => [message.ts, message])]);
  const files = messages.flatMap((message) => message.files ?? []).map((file) => [file.id, file]);
  return {
    messages: { ...state.messages, [channel]: all },
    files: files.length ? { ...state.files, ...Object.fromEntries(files) } : state.files,
  };
}

/** @param {State} state @param {string} channel @param {string} ts */
function without(state, channel, ts) {
  const { [ts]: _, ...rest } = state.messages[channel] ?? {};
  return { messages: { ...state.messages, [channel]: rest } };
}

/** @param {State} state @param {string} channel @param {Message} message */
function marked(state, channel, message) {
  if (message.user === state.world.me) return state.unread;
  const thread = `${channel}/${message.thread_ts ?? ""}`;
  const away = state.route.channel !== channel;
  const elsewhere = !isRoot(message) && (away || state.route.thread !== message.thread_ts);
  return { ...state.unread, ...(away ? { [channel]: true } : {}), ...(elsewhere ? { [thread]: true } : {}) };
}

/** @param {import("./types.js").Channel[]} channels @param {import("./types.js").Channel} channel */
function upsert(channels, channel) {
  const known = channels.some((old) => old.id === channel.id);
  return known ? channels.map((old) => (old.id === channel.id ? channel : old)) : [...channels, channel];
}

/** @param {{channel: string, thread: string}} route */
function threadKey(route) {
  return `${route.channel}/${route.thread}`;
}

/** @param {Message} message */
export function isRoot(message) {
  return !message.thread_ts || message.thread_ts === message.ts;
}

/**
 * The messages of a channel (thread "") or of a thread, root first, oldest first.
 * @param {State} state
 * @param {string} channel
 * @param {string} thread
 */
export function messagesOf(state, channel, thread) {
  const all = Object.values(state.messages[channel] ?? {});
  const shown = all.filter((message) =>
    thread ? message.ts === thread || message.thread_ts === thread : isRoot(message),
  );
  return shown.sort((a, b) => compareTs(a.ts, b.ts));
}

/** Slack's timestamps sort as pairs of numbers. @param {string} a @param {string} b */
export function compareTs(a, b) {
  const [x, y] = [a.split("."), b.split(".")];
  return Number(x[0]) - Number(y[0]) || Number(x[1] ?? 0) - Number(y[1] ?? 0);
}

/** @returns {{get: () => State, send: (frame: Frame) => void, listen: (listener: (state: State) => void) => void}} */
export function openStore() {
  let state = EMPTY;
  let due = false;
  /** @type {((state: State) => void)[]} */ const listeners = [];
  const tell = () => {
    due = false;
    for (const listener of listeners) listener(state);
  };
  const send = (/** @type {Frame} */ frame) => {
    state = reduce(state, frame);
    if (!due) queueMicrotask(tell);
    due = true;
  };
  return { get: () => state, send, listen: (listener) => void listeners.push(listener) };
}
