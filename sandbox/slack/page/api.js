/** The sandbox's page API over HTTP; a failure is a value with words a person can read, never an exception. */

/** @typedef {import("./types.js").Answer} Answer */

const UNREACHABLE = "The sandbox does not answer. It may be restarting: your words are kept, try again in a moment.";

/**
 * @param {string} user who acts
 */
export function openApi(user) {
  const get = async (/** @type {string} */ path, /** @type {Record<string, string>} */ query) => {
    const answer = await fetch(`/page/${path}?${new URLSearchParams({ ...query, user })}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
  const post = (/** @type {string} */ path, /** @type {object} */ body) =>
    sent(path, { body: JSON.stringify({ user, ...body }), headers: { "Content-Type": "application/json" } });
  const upload = (/** @type {Record<string, string>} */ fields, /** @type {globalThis.File} */ file) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ user, ...fields })) if (value) form.append(name, value);
    form.append("file", file, file.name);
    return sent("upload", { body: form });
  };
  return { get, post, upload };
}

/** @param {string} path @param {RequestInit} request @returns {Promise<Answer>} */
async function sent(path, request) {
  try {
    const answer = await fetch(`/page/${path}`, { method: "POST", ...request });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return { ok: true, ...body };
    return {
      ok: false,
      error: typeof body.error === "string" ? body.error : `The sandbox refused this (${answer.status}).`,
    };
  } catch {
    return { ok: false, error: UNREACHABLE };
  }
}
