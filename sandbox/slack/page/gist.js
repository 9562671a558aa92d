/** A message in a few words, for those who listen. */

import { words } from "./mrkdwn.js";

/** @param {import("./types.js").Message} message @returns {string} */
export function gist(message) {
  const said = words(message.text ?? "") || (message.files ?? []).map((file) => file.title || file.name).join(", ");
  return `${message.ephemeral ? "only visible to you: " : ""}${said.slice(0, 200)}`;
}
