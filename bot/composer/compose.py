"""Composing: from an ask to a score. Pure; the same ask gives the same score on every machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from . import bass, chords, drums, melody
from .ask import Ask
from .character import Character, understand
from .dice import dice
from .ending import Home, close
from .form import Form, plan
from .harmony import Passage, choose, lay
from .playing import Call, Event, Feel, Memory
from .score import Chord, Colour, Note, Part, Score, Section
from .style import Groove, Rule, Style
from .theory import MINORISH, NOTE_NAMES

FIGURES: dict[str, Callable[[Call], list[Event]]] = {
    "hold": chords.hold,
    "comp": chords.comp,
    "rootless": chords.rootless,
    "stab": chords.stab,
    "strum": chords.strum,
    "arp": chords.arp,
    "fingers": chords.fingers,
    "broken": chords.broken,
    "ostinato": chords.ostinato,
    "roots": bass.roots,
    "grooves": bass.grooves,
    "pulse": bass.pulse,
    "walk": bass.walk,
    "tumbao": bass.tumbao,
    "booms": bass.booms,
    "sing": melody.sing,
    "sparse": melody.sparse,
    "riff": melody.riff,
    "drops": melody.drops,
    "line": melody.line,
}


def compose(ask: Ask) -> Score:
    """Write the bed that was asked for: style, key, tempo, form, and every note with its frame."""
    character = understand(ask.brief, ask.seed)
    style = character.style
    rng = dice(f"{ask.seed}/{style.name}/piece")
    tonic, minor = _key(character, rng)
    mode = style.modes[minor]
    form = _form(ask, character, rng)
    changes = choose(style, rng, minor=minor)
    passages = lay(form, changes, style, tonic, ask.seed)
    book = _Book(ask.seed, character, form, mode, tonic)
    parts = [*book.grooves(passages), *(book.part(rule, passages) for rule in character.rules)]
    last: tuple[Chord, ...] = ()
    if not ask.loop:
        home = Home(style, tonic, minor)
        parts, last = close(parts, book.feel, form, passages, home=home, seed=ask.seed, frames=ask.frames)
    quality = "minor" if mode in MINORISH else "major"
    return Score(
        style=style.name,
        key=f"{NOTE_NAMES[tonic]} {quality}",
        mode=mode,
        tempo=form.tempo,
        meter=style.meter,
        seed=ask.seed,
        frames=ask.frames,
        bars=tuple(round(bar.start * form.beat) for passage in passages for bar in passage.bars),
        sections=_sections(form, passages, loop=ask.loop),
        chords=(*_chords(form, passages), *last),
        parts=tuple(_tidy(part, ask.frames, loop=ask.loop) for part in parts if part.notes),
        cuts=tuple(round(cut * form.beat) for cut in form.cuts),
        loop=ask.loop,
        colour=Colour(character.turn.brightness, character.turn.space, 0.0 if character.dust else -1.0),
    )


def _key(character: Character, rng: Random) -> tuple[int, bool]:
    tonic, dice = rng.choice(character.style.keys), rng.random()
    if character.key is not None:
        return character.key
    valence = character.turn.valence
    chance = character.style.major + (0.75 * valence if abs(valence) < 0.35 else 3 * valence)
    return tonic, dice >= chance


def _form(ask: Ask, character: Character, rng: Random) -> Form:
    style, turn = character.style, character.turn
    low, high = style.tempo
    lean = min(max(0.5 + 0.35 * turn.energy + 0.35 * turn.tempo, 0.0), 1.0)
    wanted = low + (high - low) * min(max(lean + rng.uniform(-0.3, 0.3), 0.0), 1.0)
    wanted *= 1 + 0.08 * turn.tempo + 0.04 * turn.energy
    asked = ask.brief.tempo
    pace = 0.5 if asked and asked > 1.6 * high else 2.0 if asked and asked < 0.6 * low else 1.0
    return plan(ask.lengths, wanted=wanted, asked=asked, meter=style.meter, arc=style.arc, loop=ask.loop, pace=pace)


def _sections(form: Form, passages: tuple[Passage, ...], *, loop: bool) -> tuple[Section, ...]:
    out = [Section(round(p.bars[0].start * form.beat), p.kind, round(p.energy, 3)) for p in passages]
    if not loop:
        out.append(Section(round(form.cuts[-1] * form.beat), "ending", 0.5))
    return tuple(out)


def _chords(form: Form, passages: tuple[Passage, ...]) -> Iterator[Chord]:
    for passage in passages:
        for bar in passage.bars:
            for at, harmony in bar.chords:
                yield Chord(round((bar.start + at) * form.beat), harmony.symbol, harmony.classes)


class _Book:
    """Writes parts, passage by passage; nothing in a passage depends on what follows it."""

    def __init__(self, seed: int, character: Character, form: Form, mode: str, tonic: int) -> None:
        self._seed, self._character, self._form = seed, character, form
        self._mode, self._tonic = mode, tonic
        self.feel = Feel.of(character.style, form.beat)

    @property
    def _style(self) -> Style:
        return self._character.style

    def _energy(self, passage: Passage) -> float:
        # A calm piece plays sparser, but it keeps its band: it loses fewer players than a lively one gains.
        energy = self._character.turn.energy
        return min(max(passage.energy + (0.26 if energy > 0 else 0.14) * energy, 0.12), 1.0)

    def part(self, rule: Rule, passages: tuple[Passage, ...]) -> Part:
        notes: list[Note] = []
        memory = Memory()
        for passage in passages:
            if rule.enters <= self._energy(passage) + 1e-6 and passage.kind not in rule.rests:
                notes.extend(self._played(rule, passage, memory))
        return Part(rule.role, rule.instruments[0], tuple(notes))

    def _played(self, rule: Rule, passage: Passage, memory: Memory) -> Iterator[Note]:
        name = f"{self._seed}/{rule.role}"
        letter = "B" if passage.kind in ("B", "build") else "A"
        turned = Passage(passage.kind, self._energy(passage), passage.bars, passage.number)
        call = Call(
            turned,
            rule,
            self._mode,
            self._tonic,
            rule.density,
            dice(f"{name}/{passage.number}"),
            f"{name}/{letter}",
            memory,
        )
        yield from self._timed(FIGURES[rule.figure](call), f"{name}/{passage.number}/hand", passage)

    def _timed(self, events: list[Event], seed: str, passage: Passage, human: float = 1.0) -> Iterator[Note]:
        rng = dice(seed)
        floor = round(passage.bars[0].start * self._form.beat)
        for event in events:
            yield self.feel.note(event, rng, floor=floor, human=human)

    def grooves(self, passages: tuple[Passage, ...]) -> Iterator[Part]:
        by_role: dict[str, list[Note]] = {}
        for number, groove in enumerate(self._character.grooves):
            by_role.setdefault(groove.role, []).extend(self._drummed(groove, number, passages))
        for role, notes in by_role.items():
            yield Part(role, f"{self._style.desk.kit} kit", tuple(notes))

    def _drummed(self, groove: Groove, number: int, passages: tuple[Passage, ...]) -> Iterator[Note]:
        density = min(max(0.5 + 0.35 * self._character.turn.energy, 0.05), 1.0)
        for passage in passages:
            if passage.kind in groove.rests:
                continue
            turned = Passage(passage.kind, self._energy(passage), passage.bars, passage.number)
            name = f"{self._seed}/{groove.role}/{number}"
            letter = "B" if passage.kind in ("B", "build") else "A"
            events = drums.play(groove, turned, dice(f"{name}/{passage.number}"), f"{name}/{letter}", density=density)
            yield from self._timed(events, f"{name}/{passage.number}/hand", passage, 0.6)


def _tidy(part: Part, frames: int, *, loop: bool) -> Part:
    """In order of time, nothing past the end."""
    kept = [note for note in part.notes if note.at < frames]
    if not loop:
        kept = [Note(n.at, min(n.length, frames - n.at), n.pitch, n.velocity) for n in kept]
    return Part(part.name, part.instrument, tuple(sorted(kept, key=lambda n: (n.at, n.pitch, n.length, n.velocity))))
