"""From a brief to a band: which style, how it is turned, who plays and who must not."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from random import Random

from bot.domain.brief import Brief

from .band import allowed, drummers, joined
from .dice import dice
from .instruments import ALL
from .leaving import BASSES, left_out
from .palette import DRUM_WORDS, INSTRUMENTS, ROLE_WORDS, spelled
from .style import Groove, Rule, Style
from .styles import STYLES
from .theory import NOTE_NAMES
from .words import ANY_STYLE, GENRES, MOOD_STYLES, MOODS, Turn

_WORD = re.compile(r"[a-z0-9&'’-]+")
_KEY = re.compile(r"\bin (?:the key of )?([a-g])(?:\s?(#|♯|b|♭|sharp|flat))?[ -](major|minor)\b")


@dataclass(frozen=True, slots=True)
class Character:
    """A style made fit for one brief."""

    style: Style
    turn: Turn
    rules: tuple[Rule, ...]
    grooves: tuple[Groove, ...]
    key: tuple[int, bool] | None
    """Tonic and whether it is minor, when the brief says so."""
    dust: bool


def understand(brief: Brief, seed: int) -> Character:
    """Read a brief as a band leader would. Total: any brief has a style and at least one player."""
    rng = dice(f"{seed}/character")
    words = _words(brief)
    style = STYLES[_style(brief, words, rng)]
    turn = _turn(brief, words)
    if any("waltz" in genre or "3/4" in genre for genre in brief.genres) and style.name != "waltz":
        style = STYLES["waltz"]
    forbidden = frozenset[str]().union(*(left_out(word) for word in brief.exclude))
    roles = {role for word in brief.exclude for role in ROLE_WORDS.get(spelled(word, ROLE_WORDS), ())}
    rules = [allowed(rule, forbidden, rng) for rule in style.rules if rule.role not in roles]
    present = [rule for rule in rules if rule is not None]
    for word in brief.instruments:
        present = joined(present, word, forbidden)
    pieces = {piece for word in brief.exclude for piece in DRUM_WORDS.get(spelled(word, DRUM_WORDS), ())}
    grooves = () if "drums" in roles else drummers(style, brief, pieces)
    if not present and not grooves:
        present = [Rule("pad", tuple(sorted(ALL - forbidden - BASSES)) or ("glass",), "hold", (50, 72))]
    lifted = tuple(_lifted(rule, turn) for rule in present)
    dust = not {"crackle", "vinyl", "hiss", "noise", "vinyl noise", "tape", "vinyl crackle"} & set(brief.exclude)
    return Character(style, turn, lifted, grooves, _key(brief.description), dust)


def _words(brief: Brief) -> list[str]:
    return _WORD.findall(brief.description.lower())


def _style(brief: Brief, words: list[str], rng: Random) -> str:
    """Genre first; then the occasion or a stray genre word; then the moods; then the dice."""
    for genre in brief.genres:
        found = _genre(genre)
        if found:
            return found
    left = set(brief.exclude)
    pairs = [" ".join(pair) for pair in pairwise(words)]
    for word in (*pairs, *words):
        if word in GENRES and word not in MOODS and word not in INSTRUMENTS and word not in left:
            return GENRES[word]
    for mood in (*brief.moods, *words):
        if mood in MOOD_STYLES and mood not in left:
            return rng.choice(MOOD_STYLES[mood])
    asked = [name for word in brief.instruments for name in INSTRUMENTS.get(spelled(word, INSTRUMENTS), (word,))]
    fitting = [
        style.name
        for style in STYLES.values()
        if any(name in rule.instruments for rule in style.rules for name in asked)
    ]
    return rng.choice(fitting or list(ANY_STYLE))


def _genre(genre: str) -> str | None:
    if genre in STYLES:
        return genre
    if genre in GENRES:
        return GENRES[genre]
    # "liquid jungle techno" is at least its last known word.
    return next((GENRES[word] for word in reversed(genre.replace("-", " ").split()) if word in GENRES), None)


def _turn(brief: Brief, words: list[str]) -> Turn:
    moods = list(brief.moods) or [word for word in words if word in MOODS and word not in GENRES]
    left = {word for phrase in brief.exclude for word in phrase.split()}
    turns = [MOODS[mood] for mood in moods if mood in MOODS and mood not in left]
    if "reverb" in left:
        turns.append(Turn(space=-2))
    if not turns:
        return Turn()
    # Two moods that agree say it more strongly than one; two that differ meet in the middle.
    share = len(turns) ** 0.75
    return Turn(**{f.name: min(max(sum(getattr(t, f.name) for t in turns) / share, -1.0), 1.0) for f in fields(Turn)})


def _key(description: str) -> tuple[int, bool] | None:
    found = _KEY.search(description.lower())
    if not found:
        return None
    shift = {"#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1}.get(found[2] or "", 0)
    return (NOTE_NAMES.index(found[1].upper()) + shift) % 12, found[3] == "minor"


def _lifted(rule: Rule, turn: Turn) -> Rule:
    """Register and density follow the mood; a bass stays where its strings are."""
    shift = 0 if rule.role == "bass" else round(6 * turn.register)
    density = min(max(rule.density + 0.38 * turn.energy, 0.1), 1.0)
    force = min(max(rule.force * (1 + 0.14 * turn.energy), 0.25), 0.95)
    return replace(rule, span=(rule.span[0] + shift, rule.span[1] + shift), density=density, force=force)
