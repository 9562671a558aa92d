/** What this window remembers of its composers: drafts that were not sent, and what was. */

/**
 * @returns {{draft: (place: string) => string, keep: (place: string, text: string) => void, sent: (place: string) => string[]}}
 */
export function openMemory() {
  /** @type {Map<string, string>} */ const drafts = new Map();
  /** @type {Map<string, string[]>} */ const sent = new Map();
  return {
    draft: (place) => drafts.get(place) ?? "",
    keep: (place, text) => void drafts.set(place, text),
    sent: (place) => {
      if (!sent.has(place)) sent.set(place, []);
      return sent.get(place) ?? [];
    },
  };
}
