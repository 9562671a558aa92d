/** The menu of a message: the app's shortcuts, reply, copy. */

import { openMenu } from "./menu.js";
import { words } from "./mrkdwn.js";

/**
 * @param {import("./page.js").Page} page @param {{channel: string, thread: string}} place
 * @param {import("./types.js").Message} message @param {HTMLElement} anchor
 */
export function openMessageMenu(page, place, message, anchor) {
  const run = async (/** @type {string} */ callback) => {
    const answer = await page.act.shortcut(message, place.channel, callback);
    if (!answer.ok) page.fail(answer.error ?? "That did not work.");
  };
  const copy = async () => {
    await navigator.clipboard?.writeText(words(message.text ?? "")).catch(() => undefined);
    page.tell("Copied.");
  };
  const { shortcuts, bot } = page.state().world;
  openMenu(anchor, "Message", [
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      hint: bot.name,
      icon: "bars",
      run: () => void run(shortcut.callback_id),
    })),
    ...(place.thread
      ? []
      : [
          {
            label: "Reply in thread",
            hint: "T",
            icon: "reply",
            run: () => page.act.go({ channel: place.channel, thread: message.ts }),
          },
        ]),
    { label: "Copy text", icon: "file", run: () => void copy() },
  ]);
}
