"""What was heard in a take, at the places of the bed where it is heard now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.audio.fitting.pieces import Piece, Plan
from bot.audio.pcm import RATE
from bot.domain.music import Music

Section = tuple[float, str]

_NEAR = RATE * 3 // 100
"""Frames by which a join may lie beside the beat that it is for: the beat belongs to what comes after the join."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Pieces that are one part of the take, but for tiny steps between them, and where in the bed each begins."""

    pieces: tuple[Piece, ...]
    at: tuple[int, ...]

    @property
    def begins(self) -> int:
        return self.pieces[0].begins

    @property
    def ends(self) -> int:
        return self.pieces[-1].ends

    def place(self, frame: int) -> int:
        """Where in the bed a frame of the take is; one that a step leaves out is where the step is."""
        last = max((i for i, piece in enumerate(self.pieces) if piece.begins <= frame), default=0)
        found = self.at[last] + frame - self.pieces[last].begins
        return min(found, self.at[last + 1]) if last + 1 < len(self.at) else found


def moved(music: Music, seconds: float, *, by: float) -> Music:
    """The music of a take that lost so many seconds at its head and lasts `seconds` now."""
    sections = [(max(at - by, 0.0), name) for at, name in music.sections]
    return _at_places(music, seconds, sections, lambda second: [second - by])


def carried(music: Music, plan: Plan) -> Music:
    """The music of the take as it is in the bed that `plan` makes of it. A stretch counts in the tempo."""
    runs = list(_runs(plan))

    def places(second: float) -> list[float]:
        frame = round(second * RATE)
        return [run.place(frame) / RATE for run in runs if run.begins - _NEAR <= frame < run.ends - _NEAR]

    sections = [(at / RATE, name) for run in runs for at, name in _sections(music, run)]
    found = _at_places(music, plan.frames / RATE, sections, places)
    pace = sum(run.ends - run.begins for run in runs) / max(plan.sounding, 1)
    return replace(found, tempo=found.tempo * pace if found.tempo else None)


def _runs(plan: Plan) -> Iterator[_Run]:
    at = plan.lead
    pieces: list[Piece] = []
    places: list[int] = []
    for piece in plan.pieces:
        if pieces and not piece.tiny:
            yield _Run(tuple(pieces), tuple(places))
            pieces, places = [], []
        pieces.append(piece)
        places.append(at)
        at += piece.frames
    if pieces:
        yield _Run(tuple(pieces), tuple(places))


def _sections(music: Music, run: _Run) -> Iterator[tuple[int, str]]:
    """(frame of the bed, name) of the section that a run begins in, and of those that begin in it."""
    begun = [(round(at * RATE), name) for at, name in music.sections]
    before = [name for frame, name in begun if frame <= run.begins + _NEAR]
    if before:
        yield run.at[0], before[-1]
    for frame, name in begun:
        if run.begins + _NEAR < frame < run.ends - _NEAR:
            yield run.place(frame), name


def _at_places(
    music: Music, seconds: float, sections: Iterable[Section], places: Callable[[float], list[float]]
) -> Music:
    climax = [] if music.climax is None else places(music.climax)
    return replace(
        music,
        seconds=seconds,
        beats=_placed(music.beats, seconds, places),
        downbeats=_placed(music.downbeats, seconds, places),
        sections=_told_apart(sections, seconds),
        climax=next((at for at in sorted(climax) if 0 <= at < seconds), None),
    )


def _placed(beats: Sequence[float], seconds: float, places: Callable[[float], list[float]]) -> tuple[float, ...]:
    found = sorted(round(at, 6) for beat in beats for at in places(beat))
    return tuple(max(at, 0.0) for at in found if -_NEAR / RATE <= at < seconds)


def _told_apart(sections: Iterable[Section], seconds: float) -> tuple[Section, ...]:
    """In order; what goes on by the same name is one section, and the first begins at 0."""
    found: list[Section] = []
    for at, name in sections:
        if at >= seconds:
            break
        if found and (found[-1][1] == name or at <= found[-1][0]):
            found[-1] = (found[-1][0], name)
        else:
            found.append((round(at, 6) if found else 0.0, name))
    return tuple(found)
