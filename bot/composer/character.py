"""From a brief to a band: which style, how it is turned, who plays and who must not."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from random import Random

from bot.domain.brief import Brief

from .instruments import ALL, STRUCK
from .kit import PIECES
from .palette import BASSES, DRUM_WORDS, INSTRUMENTS, PIANOS, ROLE_WORDS, left_out
from .style import Groove, Layer, Rule, Style
from .styles import STYLES
from .theory import NOTE_NAMES
from .words import ANY_STYLE, GENRES, MOOD_STYLES, MOODS, Turn

_WORD = re.compile(r"[a-z0-9&'’-]+")
_KEY = re.compile(r"\bin (?:the key of )?([a-g])(?:\s?(#|♯|b|♭|sharp|flat))?[ -](major|minor)\b")
STAND_INS: dict[str, tuple[str, ...]] = {
    "chords": ("electric piano", "nylon guitar", "harp", "marimba", "strings", "warm pad"), "pad": ("warm pad", "strings", "choir", "organ", "accordion"), "arp": ("harp", "kalimba", "synth pluck", "nylon guitar", "marimba"),
    "melody": ("vibraphone", "flute", "soft lead", "electric guitar", "felt piano"), "bass": ("electric bass", "upright bass", "synth bass", "cello"), "counter": ("cello", "horn", "warm pad", "flute"),
    "sparkle": ("glass", "glockenspiel", "harp", "synth pluck"), "texture": ("air pad", "choir", "strings"),
}  # fmt: skip
SHAKER = Groove((Layer("shaker", ("x.o.x.o.x.o.x.o.",)), Layer("kick", ("x.......x.......",), 0.5), Layer("rim", ("....x.......x...",), 0.6)), fills=("none",), crash="", force=0.55)


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
    rng = Random(f"{seed}/character")
    words = _words(brief)
    style = STYLES[_style(brief, words, rng)]
    turn = _turn(brief, words)
    if any("waltz" in genre or "3/4" in genre for genre in brief.genres) and style.name != "waltz":
        style = STYLES["waltz"]
    forbidden = frozenset[str]().union(*(left_out(word) for word in brief.exclude))
    roles = {role for word in brief.exclude for role in ROLE_WORDS.get(word, ())}
    rules = [_allowed(rule, forbidden, rng) for rule in style.rules if rule.role not in roles]
    present = [rule for rule in rules if rule is not None]
    for word in brief.instruments:
        present = _with(present, word, forbidden, rng)
    pieces = {piece for word in brief.exclude for piece in DRUM_WORDS.get(word, ())}
    grooves = () if "drums" in roles else _grooves(style, brief, pieces)
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
    pairs = [" ".join(pair) for pair in zip(words, words[1:], strict=False)]
    for word in (*pairs, *words):
        if word in GENRES and word not in MOODS and word not in INSTRUMENTS and word not in left:
            return GENRES[word]
    for mood in (*brief.moods, *words):
        if mood in MOOD_STYLES and mood not in left:
            return rng.choice(MOOD_STYLES[mood])
    asked = [name for word in brief.instruments for name in INSTRUMENTS.get(word, (word,))]
    fitting = [style.name for style in STYLES.values() if any(name in rule.instruments for rule in style.rules for name in asked)]
    return rng.choice(fitting or list(ANY_STYLE))


def _genre(genre: str) -> str | None:
    if genre in STYLES:
        return genre
    if genre in GENRES:
        return GENRES[genre]
    # "liquid jungle techno" is at least its last known word.
    return next((GENRES[word] for word in reversed(genre.replace("-", " ").split()) if word in GENRES), None)


def _turn(brief: Brief, words: list[str]) -> Turn:
    moods = list(brief.moods) or [word for word in words if word in MOODS]
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


def _allowed(rule: Rule, forbidden: frozenset[str], rng: Random) -> Rule | None:
    left = [name for name in rule.instruments if name not in forbidden]
    left = left or [name for name in STAND_INS.get(rule.role, ()) if name not in forbidden][:2]
    return replace(rule, instruments=(rng.choice(left),)) if left else None


HOMES: tuple[tuple[str, frozenset[str]], ...] = (
    ("bass", BASSES),
    ("pad", frozenset({"strings", "choir", "warm pad", "air pad", "saw pad", "glass pad", "dark pad", "organ", "accordion", "brass", "drone", "vocoder"})),
    ("melody", frozenset({"violin", "flute", "whistle", "clarinet", "saxophone", "trumpet", "horn", "harmonica", "saw lead", "soft lead", "theremin", "bagpipes", "cello", "electric guitar", "vibraphone", "sitar", "celesta", "steel drums"})),
    ("sparkle", frozenset({"bells", "glockenspiel", "music box", "singing bowl", "glass"})),
    ("arp", frozenset({"kalimba", "marimba", "xylophone", "synth arp", "synth pluck", "pizzicato", "koto", "mandolin", "banjo", "harp"})),
)  # fmt: skip
FIGURES: dict[str, Rule] = {
    "bass": Rule("bass", (), "roots", (30, 42), force=0.6), "pad": Rule("pad", (), "hold", (52, 72), force=0.58), "melody": Rule("melody", (), "sing", (62, 81), rests=("break",), force=0.58, density=0.7),
    "sparkle": Rule("sparkle", (), "drops", (70, 88), force=0.6, density=0.6), "arp": Rule("arp", (), "arp", (58, 79), force=0.55, patterns=("wave 2", "leap 2", "rain 2")),
    "chords": Rule("chords", (), "comp", (52, 71), force=0.56, patterns=("x.......x.......", "x.....x...x.....")),
}  # fmt: skip


def _with(rules: list[Rule], word: str, forbidden: frozenset[str], rng: Random) -> list[Rule]:
    """Bring an asked instrument in: where it is already at home, or into the role that it usually has."""
    if word in DRUM_WORDS and word not in INSTRUMENTS:
        return rules
    names = [name for name in INSTRUMENTS.get(word, (word,)) if name in ALL and name not in forbidden]
    if not names:
        return rules
    for rule in rules:
        if rule.instruments[0] in names:
            return [_present(r) if r is rule else r for r in rules]
    name = _native(rules, names) or names[0]
    role = next((role for role, homes in HOMES if name in homes), "chords")
    chosen = next((rule for rule in rules if rule.role == role), None)
    fresh = replace(_figured(chosen, role, name), instruments=(name,))
    out = [rule for rule in rules if rule.role != role] + [_present(fresh)]
    return sorted(out, key=lambda rule: [r.role for r in (*rules, fresh)].index(rule.role))


def _native(rules: list[Rule], names: list[str]) -> str | None:
    return next((name for name in names for rule in rules if name in rule.instruments), None)


def _figured(rule: Rule | None, role: str, name: str) -> Rule:
    """The role's own figure where the instrument can play it: what is plucked cannot hold a pad."""
    if rule is None or (rule.figure == "hold") == (name in STRUCK and role != "pad"):
        return FIGURES[role] if role != "chords" or name not in PIANOS or rule is None else replace(rule)
    return rule


def _present(rule: Rule) -> Rule:
    return replace(rule, enters=0.0, rests=tuple(kind for kind in rule.rests if kind == "break"), force=min(rule.force * 1.1, 0.85), density=max(rule.density, 0.6))


def _grooves(style: Style, brief: Brief, pieces: set[str]) -> tuple[Groove, ...]:
    asked = [word for word in brief.instruments if word in DRUM_WORDS]
    grooves = style.grooves or ((SHAKER,) if asked else ())
    out = []
    for groove in grooves:
        layers = tuple(layer for layer in groove.layers if layer.piece not in pieces)
        fills = tuple(fill for fill in groove.fills if fill == "none" or not _FILL_PIECES.get(fill, set()) & pieces) or ("none",)
        out.append(replace(groove, layers=layers, fills=fills, crash="" if groove.crash in pieces else groove.crash, rests=() if asked else groove.rests))
    wanted = [piece for word in asked for piece in DRUM_WORDS[word] if len(DRUM_WORDS[word]) < len(PIECES)]
    have = {layer.piece for groove in out for layer in groove.layers}
    extra = tuple(Layer(piece, (_EXTRA.get(piece, "x...x...x...x..."),)) for piece in dict.fromkeys(wanted) if piece not in have and piece not in pieces)
    if extra:
        out.append(Groove(extra, fills=("none",), crash="", force=0.58, role="percussion"))
    return tuple(groove for groove in out if groove.layers)


_FILL_PIECES = {"snare": {"snare"}, "toms": {"low tom", "mid tom", "high tom", "snare"}, "hats": {"hat"}, "claps": {"clap"}, "booms": {"low tom", "mid tom"}, "stop": set[str]()}
_EXTRA = {"clap": "....x.......x...", "snap": "....x.......x...", "shaker": "x.o.x.o.x.o.x.o.", "tambourine": "....x.......x...", "conga": "..x...x...x..xx.", "low conga": "....x.......x...", "boom": "X...............",
          "low tom": "x.....x...x.....", "ride": "x...x...x...x...", "crash": "................", "snare": "....x.......x...", "kick": "X.......X.......", "rim": "..x..x....x..x..", "brush": "x...x...x...x..."}  # fmt: skip


def _lifted(rule: Rule, turn: Turn) -> Rule:
    """Register and density follow the mood; a bass stays where its strings are."""
    shift = 0 if rule.role == "bass" else round(5 * turn.register)
    density = min(max(rule.density + 0.25 * turn.energy, 0.1), 1.0)
    force = min(max(rule.force * (1 + 0.14 * turn.energy), 0.25), 0.95)
    return replace(rule, span=(rule.span[0] + shift, rule.span[1] + shift), density=density, force=force)
