"""The ending: a bar that leads home, and a last chord that rings until the last frame."""

from __future__ import annotations

from dataclasses import dataclass

from .dice import dice
from .form import Form
from .harmony import Passage
from .instruments import rings
from .kit import PIECES
from .playing import Event, Feel
from .score import RATE, Chord, Part
from .style import Style
from .theory import Harmony, chord, nearest, voicing

SPANS = {
    "pad": (50, 72),
    "chords": (52, 72),
    "arp": (57, 79),
    "melody": (62, 80),
    "counter": (52, 70),
    "sparkle": (70, 90),
    "texture": (60, 80),
}
LEADS = {False: ("IV", "V7sus", "iv", "bVII", "ii7"), True: ("iv", "bVII", "v7", "bVI", "V")}


@dataclass(frozen=True, slots=True)
class Home:
    """Where a piece comes to rest: its style's last chord, over its tonic."""

    style: Style
    tonic: int
    minor: bool


def close(
    parts: list[Part],
    feel: Feel,
    form: Form,
    passages: tuple[Passage, ...],
    *,
    home: Home,
    seed: int,
    frames: int,
) -> tuple[list[Part], tuple[Chord, ...]]:
    """The parts with their endings, and the ending's chords. All of it starts at the last cut or after it."""
    rng = dice(f"{seed}/ending")
    before = passages[-1].bars[-1].chords[-1][1].symbol if passages else ""
    lead = chord(rng.choice([symbol for symbol in LEADS[home.minor] if symbol != before]), home.tonic)
    rest = chord(home.style.last[home.minor], home.tonic)
    cut = form.cuts[-1]
    last = cut + form.wind
    left = frames / form.beat - last
    sung = {part.name for part in parts if part.notes}
    everyone = [part for part in parts if _may_end(part) and (part.name in sung or not sung)]
    holders = [part for part in everyone if part.name in ("pad", "chords", "counter", "texture")]
    bare = not any(rings(part.instrument) * RATE / form.beat > 0.8 * left for part in holders)
    floor = round(cut * form.beat)
    out = []
    for part in parts:
        hand = dice(f"{seed}/{part.name}/ending")
        events: list[Event] = []
        if part.name in ("drums", "percussion"):
            events = _drums(part, cut, form.wind, home.style, light=form.wind == 0)
        elif part.name in sung or not sung:
            events = [
                *_leading(part, lead, cut, form.wind, home.style),
                *_landing(part, rest, last, left, bare=bare, beat=form.beat),
            ]
        notes = tuple(feel.note(event, hand, floor=floor, human=0.6) for event in events)
        out.append(Part(part.name, part.instrument, (*part.notes, *notes)))
    written = ((cut, lead), (last, rest)) if form.wind else ((last, rest),)
    return out, tuple(Chord(round(beat * form.beat), h.symbol, h.classes) for beat, h in written)


def _may_end(part: Part) -> bool:
    return part.name not in ("drums", "percussion")


def _leading(part: Part, lead: Harmony, cut: int, wind: int, style: Style) -> list[Event]:
    """The bar before the last chord: sparser than what came before, on a chord that wants home."""
    if not wind or part.name in ("melody", "sparkle", "texture"):
        return []
    if part.name == "bass":
        return [Event(cut, wind * 0.9, _low(part, lead.bass_class), 0.55)]
    low, high = SPANS.get(part.name, (52, 72))
    pitches = voicing(lead, low, high, _last_pitches(part), voices=4 if part.name != "counter" else 3)
    if part.name == "arp" or (part.name == "chords" and style.name in ("piano", "acoustic", "cinematic")):
        order = (0, 2, 1, 3, 2, 1, 3, 2)
        step = 0.5
        return [
            Event(cut + i * step, 1.6, pitches[order[i % 8] % len(pitches)], 0.5 - 0.015 * i)
            for i in range(int(wind / step))
        ]
    return [Event(cut, wind * 0.96, pitch, 0.5) for pitch in pitches]


def _landing(part: Part, home: Harmony, last: int, left: float, *, bare: bool, beat: float) -> list[Event]:
    if part.name == "bass":
        return [Event(last, left, _low(part, home.bass_class), 0.6)]
    low, high = SPANS.get(part.name, (52, 72))
    if part.name in ("melody", "counter"):
        here = part.notes[-1].pitch if part.notes else (low + high) // 2
        return [Event(last, left, nearest(min(max(here, low), high), home.classes[:3]), 0.5)]
    pitches = voicing(home, low, high, _last_pitches(part))
    if part.name == "sparkle":
        return [
            Event(last + 0.5 + 0.5 * i, left, pitch, 0.5 - 0.06 * i)
            for i, pitch in enumerate(pitches[:3])
            if 0.5 + 0.5 * i < left - 1
        ]
    roll = min(0.045 * RATE / beat, 0.12) if part.name == "chords" else 0.0
    landed = [Event(last + i * roll, left, pitch, 0.56 - 0.02 * i) for i, pitch in enumerate(pitches)]
    return landed + (_echoes(pitches, last, left) if bare and part.name in ("chords", "arp") else [])


def _echoes(pitches: tuple[int, ...], last: int, left: float) -> list[Event]:
    """Where nothing rings long enough, the chord is picked again, slower and softer, up to where it may fade."""
    out = []
    at, gap, i = 1.0, 0.5, 0
    while at < left - 0.75:
        out.append(
            Event(
                last + at, 2.0, pitches[i % len(pitches)] + (12 if i >= len(pitches) else 0), max(0.5 - 0.04 * i, 0.2)
            )
        )
        at, gap, i = at + gap, gap * 1.12, i + 1
    return out


def _drums(part: Part, cut: int, wind: int, style: Style, *, light: bool) -> list[Event]:
    played = {note.pitch for note in part.notes}
    last = cut + wind
    out = [Event(last, 1.0, PIECES[piece], 0.6) for piece in ("kick", "boom", "crash") if PIECES[piece] in played]
    if not wind or light:
        return out
    out += [Event(cut, 0.5, PIECES[piece], 0.55) for piece in ("kick",) if PIECES[piece] in played]
    out += [
        Event(cut + i, 0.25, PIECES[piece], 0.45)
        for i in range(wind)
        for piece in ("hat", "shaker", "brush")
        if PIECES[piece] in played and style.meter == 4
    ]
    return out


def _low(part: Part, pitch_class: int) -> int:
    low = min((note.pitch for note in part.notes), default=33)
    low = max(low - 2, 26)
    return next(p for p in range(low, low + 12) if p % 12 == pitch_class)


def _last_pitches(part: Part) -> tuple[int, ...] | None:
    if not part.notes:
        return None
    end = part.notes[-1].at
    return tuple(sorted({note.pitch for note in part.notes if note.at > end - RATE // 4})) or None
