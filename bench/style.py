"""Do the styles differ, do seeds and moods matter? Beds of 24 s; the names are guessed on unseen seeds."""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from multiprocessing import get_context

import numpy as np

from bench.listening import NAMES, listen, make, vector
from bot.composer.score import RATE, Score
from bot.composer.styles import STYLES

SECONDS = 24.0
KNOWN, UNSEEN = (1, 2, 3, 4, 5), (1001, 1002, 1003, 1004)
GENRES_TURNED = ("ambient", "lo-fi", "cinematic", "house", "acoustic")


def main() -> int:
    """Print the table and the JSON line; exit 1 when a figure is below what was promised."""
    jobs = [(style, seed) for style in STYLES for seed in (*KNOWN, *UNSEEN)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        rows = dict(zip(jobs, pool.map(_heard, jobs, chunksize=4), strict=True))
        turned = list(pool.map(_turned, GENRES_TURNED))
    known = {style: np.stack([rows[style, seed] for seed in KNOWN]) for style in STYLES}
    guesses = guess(known, {(style, seed): rows[style, seed] for style in STYLES for seed in UNSEEN})
    right = sum(style == said for (style, _), said in guesses.items()) / len(guesses)
    _table(known, guesses)
    twins = sum(alike(make(s, a, SECONDS), make(s, b, SECONDS)) for s in STYLES for a, b in ((1, 2), (1001, 1002)))
    played = [name for name, style in STYLES.items() if not style.loops]
    repeats = [name for name in played if any(repeated(make(name, seed, 60.0)) for seed in UNSEEN)]
    voice = {style: max(rows[style, seed][NAMES.index("voice")] for seed in (*KNOWN, *UNSEEN)) for style in STYLES}
    told = [name for ok, name in zip(turned, GENRES_TURNED, strict=True) if ok]
    print(f"\nnamed right on unseen seeds: {right:.0%}   twins: {twins}   four bars repeated in: {repeats or 'none'}")
    loudest = max(voice, key=lambda style: voice[style])
    print(f"largest 1-4 kHz share: {voice[loudest]:.1f} dB ({loudest})   moods told apart: {told}")
    figures = {"named": right, "twins": twins, "repeats": repeats, "voice_db": max(voice.values()), "moods": told}
    print(json.dumps({"bench": "style", "styles": len(STYLES), **figures}))
    good = right >= 0.8 and not twins and not repeats and max(voice.values()) <= -14 and len(told) == len(GENRES_TURNED)
    return 0 if good else 1


def _heard(job: tuple[str, int]) -> np.ndarray:
    return vector(listen(make(job[0], job[1], SECONDS)))


def guess(known: dict[str, np.ndarray], unseen: dict[tuple[str, int], np.ndarray]) -> dict[tuple[str, int], str]:
    """Name each unseen bed by the nearest style's centre, every figure counted in its own spread within styles."""
    spread = np.sqrt(np.mean([rows.var(axis=0) for rows in known.values()], axis=0)) + 1e-6
    centres = {style: rows.mean(axis=0) for style, rows in known.items()}
    return {
        key: min(centres, key=lambda s: float((((row - centres[s]) / spread) ** 2).sum()))
        for key, row in unseen.items()
    }


def alike(one: Score, other: Score) -> bool:
    """Whether two scores share their chords (as Roman symbols) or their melody (as steps and places)."""
    chords = [tuple(chord.symbol for chord in score.chords) for score in (one, other)]
    return chords[0] == chords[1] or (bool(_tune(one)) and _tune(one) == _tune(other))


def _tune(score: Score) -> tuple[int, ...]:
    notes = [note for part in score.parts if part.name == "melody" for note in part.notes]
    return tuple(b.pitch - a.pitch for a, b in pairwise(notes))


def repeated(score: Score) -> bool:
    """Whether any four bars are played exactly like any other four: same pitches, same sixteenths, by all parts."""
    sixteenth = RATE * 60 / score.tempo / 4
    bars = [*score.bars, score.ending]
    played: list[Counter[tuple[str, int, int]]] = [Counter() for _ in bars]
    for part in score.parts:
        for note in part.notes:
            bar = int(np.searchsorted(bars, note.at + 0.3 * sixteenth, side="right")) - 1
            played[bar][part.name, note.pitch, round((note.at - bars[bar]) / sixteenth)] += 1
    fours = [tuple(frozenset(bar) for bar in played[i : i + 4]) for i in range(len(bars) - 5)]
    return any(one == other for i, one in enumerate(fours) for other in fours[i + 1 :])


def _turned(genre: str) -> bool:
    """Whether calm and energetic, dark and bright of one genre are told apart, for every one of three seeds."""
    at = partial(make, genre, seconds=SECONDS)
    ok = True
    for seed in UNSEEN[:3]:
        calm, lively = (listen(at(seed=seed, moods=(mood,))) for mood in ("calm", "energetic"))
        dark, bright = (listen(at(seed=seed, moods=(mood,))) for mood in ("dark", "bright"))
        ok &= calm.onsets < lively.onsets and calm.tempo < lively.tempo
        ok &= dark.mode < bright.mode and dark.centroid < bright.centroid and dark.register < bright.register
    return ok


def _table(known: dict[str, np.ndarray], guesses: dict[tuple[str, int], str]) -> None:
    print(f"{'style':14s}" + "".join(f"{name:>9s}" for name in NAMES) + "  unseen seeds taken for")
    for style, rows in known.items():
        said = Counter(guess for (name, _), guess in guesses.items() if name == style)
        wrong = ", ".join(f"{name} ×{count}" for name, count in said.items() if name != style)
        print(f"{style:14s}" + "".join(f"{value:9.2f}" for value in rows.mean(axis=0)) + f"  {wrong or '–'}")


if __name__ == "__main__":
    sys.exit(main())
