"""The band: who plays, once the brief has asked for instruments and left others out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bot.domain.brief import Brief

from .instruments import ALL, STRUCK
from .kit import PIECES
from .leaving import BASSES, PIANOS
from .palette import DRUM_WORDS, INSTRUMENTS, spelled
from .style import Groove, Layer, Rule, Style

STAND_INS: dict[str, tuple[str, ...]] = {
    "chords": ("electric piano", "nylon guitar", "harp", "marimba", "strings", "warm pad"),
    "pad": ("warm pad", "strings", "choir", "organ", "accordion"),
    "arp": ("harp", "kalimba", "synth pluck", "nylon guitar", "marimba"),
    "melody": ("vibraphone", "flute", "soft lead", "electric guitar", "felt piano"),
    "bass": ("electric bass", "upright bass", "synth bass", "cello"),
    "counter": ("cello", "horn", "warm pad", "flute"),
    "sparkle": ("glass", "glockenspiel", "harp", "synth pluck"),
    "texture": ("air pad", "choir", "strings"),
}
SHAKER = Groove(
    (
        Layer("shaker", ("x.o.x.o.x.o.x.o.",)),
        Layer("kick", ("x.......x.......",), 0.5),
        Layer("rim", ("....x.......x...",), 0.6),
    ),
    fills=("none",),
    crash="",
    force=0.55,
)


def allowed(rule: Rule, forbidden: frozenset[str], rng: Random) -> Rule | None:
    """The rule with one instrument that the brief leaves in, of its own or of those that can stand in; None
    without any.
    """
    left = [name for name in rule.instruments if name not in forbidden]
    left = left or [name for name in STAND_INS.get(rule.role, ()) if name not in forbidden][:2]
    return replace(rule, instruments=(rng.choice(left),)) if left else None


HOMES: tuple[tuple[str, frozenset[str]], ...] = (
    ("bass", BASSES),
    (
        "pad",
        frozenset(
            {
                "strings",
                "choir",
                "warm pad",
                "air pad",
                "saw pad",
                "glass pad",
                "dark pad",
                "organ",
                "accordion",
                "brass",
                "drone",
                "vocoder",
            }
        ),
    ),
    (
        "melody",
        frozenset(
            {
                "violin",
                "flute",
                "whistle",
                "clarinet",
                "saxophone",
                "trumpet",
                "horn",
                "harmonica",
                "saw lead",
                "soft lead",
                "theremin",
                "bagpipes",
                "cello",
                "electric guitar",
                "vibraphone",
                "sitar",
                "celesta",
                "steel drums",
            }
        ),
    ),
    ("sparkle", frozenset({"bells", "glockenspiel", "music box", "singing bowl", "glass"})),
    (
        "arp",
        frozenset(
            {
                "kalimba",
                "marimba",
                "xylophone",
                "synth arp",
                "synth pluck",
                "pizzicato",
                "koto",
                "mandolin",
                "banjo",
                "harp",
            }
        ),
    ),
)
FIGURES: dict[str, Rule] = {
    "bass": Rule("bass", (), "roots", (30, 42), force=0.6),
    "pad": Rule("pad", (), "hold", (52, 72), force=0.58),
    "melody": Rule("melody", (), "sing", (62, 81), rests=("break",), force=0.58, density=0.7),
    "sparkle": Rule("sparkle", (), "drops", (70, 88), force=0.6, density=0.6),
    "arp": Rule("arp", (), "arp", (58, 79), force=0.55, patterns=("wave 2", "leap 2", "rain 2")),
    "chords": Rule("chords", (), "comp", (52, 71), force=0.56, patterns=("x.......x.......", "x.....x...x.....")),
}


def joined(rules: list[Rule], word: str, forbidden: frozenset[str]) -> list[Rule]:
    """Bring an asked instrument in: where it is already at home, or into the role that it usually has."""
    word = spelled(word, INSTRUMENTS)
    if spelled(word, DRUM_WORDS) in DRUM_WORDS and word not in INSTRUMENTS:
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
    return replace(
        rule,
        enters=0.0,
        rests=tuple(kind for kind in rule.rests if kind == "break"),
        force=min(rule.force * 1.1, 0.85),
        density=max(rule.density, 0.6),
    )


def drummers(style: Style, brief: Brief, pieces: set[str]) -> tuple[Groove, ...]:
    """The style\'s grooves without the pieces left out, and with those asked for."""
    spellings = [spelled(word, DRUM_WORDS) for word in brief.instruments]
    asked = [word for word in spellings if word in DRUM_WORDS and word not in INSTRUMENTS]
    grooves = style.grooves or ((SHAKER,) if asked else ())
    out = []
    for groove in grooves:
        layers = tuple(layer for layer in groove.layers if layer.piece not in pieces)
        fills = tuple(
            fill for fill in groove.fills if fill == "none" or not _FILL_PIECES.get(fill, set()) & pieces
        ) or ("none",)
        out.append(
            replace(
                groove,
                layers=layers,
                fills=fills,
                crash="" if groove.crash in pieces else groove.crash,
                rests=() if asked else groove.rests,
            )
        )
    wanted = [piece for word in asked for piece in DRUM_WORDS[word] if len(DRUM_WORDS[word]) < len(PIECES)]
    have = {layer.piece for groove in out for layer in groove.layers}
    extra = tuple(
        Layer(piece, (_EXTRA.get(piece, "x...x...x...x..."),))
        for piece in dict.fromkeys(wanted)
        if piece not in have and piece not in pieces
    )
    if extra:
        out.append(Groove(extra, fills=("none",), crash="", force=0.58, role="percussion"))
    return tuple(groove for groove in out if groove.layers)


_FILL_PIECES = {
    "snare": {"snare"},
    "toms": {"low tom", "mid tom", "high tom", "snare"},
    "hats": {"hat"},
    "claps": {"clap"},
    "booms": {"low tom", "mid tom"},
    "stop": set[str](),
}
_EXTRA = {
    "clap": "....x.......x...",
    "snap": "....x.......x...",
    "shaker": "x.o.x.o.x.o.x.o.",
    "tambourine": "....x.......x...",
    "conga": "..x...x...x..xx.",
    "low conga": "....x.......x...",
    "boom": "X...............",
    "low tom": "x.....x...x.....",
    "ride": "x...x...x...x...",
    "crash": "................",
    "snare": "....x.......x...",
    "kick": "X.......X.......",
    "rim": "..x..x....x..x..",
    "brush": "x...x...x...x...",
}
