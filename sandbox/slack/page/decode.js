/** How long a file really is: the browser's own decoder counts the samples. */

const RATE = 48000;

/**
 * @typedef {{seconds: number, samples: number, channels: number, rate: number}} Decoded at 48 kHz, resampled where the file is not
 */

/** @param {string} url @returns {Promise<Decoded>} */
export async function decodedLength(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the file is not there (${answer.status})`);
  const bytes = await answer.arrayBuffer();
  const audio = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return { seconds: audio.length / RATE, samples: audio.length, channels: audio.numberOfChannels, rate: RATE };
}
