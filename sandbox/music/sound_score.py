"""The score of a sound: several beds in a row on one paper, the singer's notes, and how a bed goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.composer.ask import Ask
from bot.composer.compose import compose
from bot.composer.dice import dice
from bot.composer.score import RATE, Note, Part, Score
from bot.domain.brief import LONGEST, SHORTEST
from sandbox.music.sound_piece import Span, asked, first

SINGER = "vocals"
_VOICE = "voice"
_RHYTHMS = ((0.0, 0.25, 0.5), (0.0, 0.375, 0.75), (0.0, 0.5), (0.125, 0.25, 0.5, 0.75), (0.0, 0.5, 0.75))
"""Where syllables begin, in shares of a bar."""
_LOW, _HIGH = 57, 72


def sung(score: Score) -> Part:
    """The singer's part: chord tones near each other, A3 to C5. Before a cut it is the same whatever follows."""
    bars = sorted({*score.bars, *score.cuts, score.ending})
    notes: list[Note] = []
    pitch = 64
    for index, (start, end) in enumerate(pairwise(bars)):
        luck = dice(f"{score.seed}/{SINGER}/{index}")
        begins = [start + round(share * (end - start)) for share in luck.choice(_RHYTHMS)]
        for at, until in pairwise([*begins, end - (end - start) // 16]):
            pitch = luck.choice(_near(_classes(score, at), pitch))
            notes.append(Note(at, max(until - at - RATE // 50, RATE // 50), pitch, 0.8))
    if len(notes) < 2:
        notes = [Note(at, score.frames // 4, 64, 0.8) for at in (score.frames // 8, score.frames // 2)]
    return Part(SINGER, _VOICE, tuple(notes))


def _classes(score: Score, at: int) -> tuple[int, ...]:
    sounding = [chord for chord in score.chords if chord.at <= at]
    return (sounding or list(score.chords[:1]))[-1].pitches if score.chords else (0, 4, 7)


def _near(classes: tuple[int, ...], pitch: int) -> list[int]:
    """Up to three notes of the chord that lie nearest to where the voice is."""
    there = [note for note in range(_LOW, _HIGH + 1) if note % 12 in classes]
    return sorted(there, key=lambda note: (abs(note - pitch), note))[:3] or [pitch]


def first_page(spans: tuple[Span, ...]) -> Score | None:
    """The score of the first composed bed among the spans, whole and without a singer; None when none is composed."""
    return next((compose(span.source) for span in spans if isinstance(span.source, Ask)), None)


def score(spans: tuple[Span, ...]) -> Score:
    """All spans on one paper with their singers, in the first tempo and key. A file that somebody brought is a rest."""
    at = 0
    notes: dict[tuple[str, str], list[Note]] = {}
    bars: list[int] = []
    for span in spans:
        page = first_page((span,))
        if page is not None:
            for part in (*page.parts, sung(page)) if span.vocal else page.parts:
                notes.setdefault((part.name, part.instrument), []).extend(_moved(part.notes, span, at - span.start))
            bars += [bar + at - span.start for bar in page.bars if span.start <= bar < span.end]
        at += span.end - span.start
    parts = tuple(Part(name, instrument, tuple(played)) for (name, instrument), played in notes.items() if played)
    paper = first_page(spans) or compose(asked("", seconds=at / RATE, seed=0))
    if len(spans) == 1 and spans[0].start == 0:
        return replace(paper, frames=at, parts=parts)
    # Sections and chords of one bed would lie about a row of beds.
    return replace(paper, frames=at, parts=parts, bars=tuple(bars), sections=(), chords=(), cuts=())


def _moved(notes: tuple[Note, ...], span: Span, by: int) -> Iterator[Note]:
    for note in notes:
        if span.start <= note.at < span.end:
            yield replace(note, at=note.at + by, length=min(note.length, span.end - note.at))


def following(spans: tuple[Span, ...], start: int, frames: int) -> tuple[Span, ...]:
    """The new music after frame `start`: it goes on seamlessly where that is before the bed's ending begins.

    After the ending, or where the new part would end before the old one did, it goes on from the beat on which the
    ending began; it is then as much longer as the ending. A brought file is followed by a new piece.
    """
    last = first(spans, start)[-1] if start > 0 else replace(spans[0], end=spans[0].start)
    if not isinstance(last.source, Ask) or last.source.lengths[-1] + frames / RATE > LONGEST:
        return (_fresh(last, frames),)
    frames = max(frames, round(SHORTEST * RATE))
    here, cut = last.end, compose(last.source).ending
    seamless = here <= cut and here + frames > last.source.frames
    begin, end = (here, here + frames) if seamless else (cut, last.source.frames + frames)
    ask = replace(last.source, lengths=(*last.source.lengths, end / RATE))
    return (Span(ask, begin, end, last.vocal),)


def _fresh(last: Span, frames: int) -> Span:
    seconds = frames / RATE
    if isinstance(last.source, Ask):
        ask = replace(last.source, seed=last.source.seed + 1, lengths=(min(max(seconds, SHORTEST), LONGEST),))
    else:
        ask = asked("", seconds=seconds, seed=last.end)
    return Span(ask, 0, ask.frames, last.vocal)
