/**
 * The shapes that travel between server and page, and the page's own state. Types only: nothing runs here.
 *
 * @typedef {{id: string, name: string, real_name: string, is_bot: boolean, color: string}} User
 * @typedef {{id: string, name: string, kind: "public"|"private"|"im"|"mpim", is_member: boolean, is_archived: boolean,
 *   is_read_only: boolean, is_shared?: boolean, topic: string}} Channel
 * @typedef {{command: string, description: string, usage_hint: string}} Command
 * @typedef {{name: string, callback_id: string}} Shortcut
 * @typedef {{name: string, count: number, users: string[]}} Reaction
 * @typedef {{id: string, name: string, title: string, mimetype: string, filetype: string, size: number, url: string,
 *   alt_txt?: string, permalink: string, user: string, deleted?: boolean}} File
 * @typedef {{type: string, text?: string, emoji?: boolean, verbatim?: boolean}} TextObject
 * @typedef {{text: TextObject, value: string, description?: TextObject, url?: string}} Option
 * @typedef {{title: TextObject, text: TextObject, confirm: TextObject, deny: TextObject, style?: string}} Confirm
 * @typedef {{type: string, action_id?: string, text?: any, value?: string, style?: string, url?: string, confirm?: Confirm,
 *   options?: Option[], option_groups?: {label: TextObject, options: Option[]}[], initial_option?: Option,
 *   initial_options?: Option[], initial_value?: string, placeholder?: TextObject, multiline?: boolean, min_length?: number,
 *   max_length?: number, image_url?: string, slack_file?: {id?: string, url?: string}, alt_text?: string,
 *   accessibility_label?: string}} Element
 * @typedef {{type: string, block_id?: string, text?: TextObject, fields?: TextObject[], accessory?: Element, elements?: Element[],
 *   element?: Element, label?: TextObject, hint?: TextObject, optional?: boolean, dispatch_action?: boolean, title?: TextObject,
 *   image_url?: string, slack_file?: {id?: string, url?: string}, alt_text?: string}} Block
 * @typedef {{ts: string, thread_ts?: string, user: string, text: string, blocks?: Block[], files?: File[], reactions?: Reaction[],
 *   reply_count?: number, reply_users?: string[], latest_reply?: string, edited?: {ts?: string}, ephemeral?: boolean,
 *   bot_id?: string, deleted?: boolean}} Message
 * @typedef {{id: string, type: string, callback_id?: string, title: TextObject, submit?: TextObject, close?: TextObject,
 *   blocks: Block[]}} View
 * @typedef {{ok: boolean, error?: string, errors?: Record<string, string>, view?: View}} Answer
 * @typedef {{channel: string, thread: string}} Route
 * @typedef {{team: {id: string, name: string}, me: string, users: User[], channels: Channel[],
 *   bot: {user_id: string, name: string, connected: boolean}, commands: Command[], shortcuts: Shortcut[]}} World
 *
 * @typedef {object} State everything the page shows; replaced, never changed in place
 * @property {World} world people, channels, commands
 * @property {boolean} online whether the live connection to the sandbox stands
 * @property {Route} route what is open
 * @property {Record<string, Record<string, Message>>} messages by channel and ts, roots and replies alike
 * @property {Record<string, boolean>} loaded channels (id) and threads ("id/ts") that were fetched
 * @property {Record<string, boolean>} unread channels (id) and threads ("id/ts") with something new
 * @property {Record<string, File>} files every file seen, by id
 * @property {View[]} views open modals, the top one last
 *
 * @typedef {object} Act what a person can do; given to the panes by main.js
 * @property {(route: Partial<Route>) => void} go
 * @property {(channel: string, thread: string, text: string) => Promise<Answer>} say
 * @property {(message: Message, channel: string, block: string, action: string, chosen?: object) => Promise<Answer>} click
 * @property {(message: Message, channel: string, name: string, remove: boolean) => Promise<Answer>} react
 * @property {(message: Message, channel: string, callback: string) => Promise<Answer>} shortcut
 * @property {(channel: string, thread: string, files: Iterable<globalThis.File>, text?: string) => Promise<Answer>} upload
 * @property {(channel: string, message: Message) => void} hide
 * @property {(user: string) => void} become
 * @property {(view: View, values: object) => Promise<Answer>} submit
 * @property {(view: View) => void} closeView
 * @property {(view: View, block: string, action: string, chosen?: object) => Promise<Answer>} viewAction
 */
export {};
