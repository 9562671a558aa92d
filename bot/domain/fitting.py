"""How a take became a bed of the asked length: what was left out, repeated, stretched or faded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One place where the bed leaves the take and goes on elsewhere in it. Times are seconds."""

    at: float
    """In the bed: the middle of the crossfade."""
    left: float
    """In the take: where it leaves."""
    entered: float
    """In the take: where it goes on. Later than `left` leaves music out, earlier repeats it."""
    bars: tuple[int, int] | None = None
    """The first and the last bar, from 1, that are left out or repeated; None for music without bars."""
    crossfade: float = 0.0
    cost: float | None = None
    """How much it is heard: the distance of both sides in what is measured of them; less is better."""
    usual: float | None = None
    """The median cost over all pairs that could have been joined."""

    @property
    def repeats(self) -> bool:
        """Whether it goes back in the take."""
        return self.entered < self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A moment of the picture that the music was to meet, and where it does."""

    asked: float
    met: float | None
    """Where the downbeat or the climax nearest to it falls; None where the music could not be moved there."""
    climax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was done to a take on its way to the asked length."""

    before: float
    """Seconds of the take."""
    after: float
    """Seconds of the bed."""
    stretch: float = 1.0
    """Length after by length before of what was stretched: 0.98 to 1.02."""
    joins: tuple[Join, ...] = ()
    silence: float = 0.0
    """Seconds of silence added at the end, or under the head."""
    shortened: float = 0.0
    """Seconds by which the ring-out of its own ending was cut short."""
    faded: float = 0.0
    """Seconds over which the end fades away: asked, or where its ending was cut short or could not be kept."""
    loop: bool = False
    """Its end runs into its beginning."""
    wrap: Join | None = None
    """Of a loop: from its end to its beginning; None where the take looped by itself."""
    hits: tuple[Hit, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether the take had the length already."""
        return not self.joins and self.stretch == 1.0 and not self.silence and not self.faded and not self.loop


NEAR = 0.02
"""Seconds within which a hit counts as met."""
_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}


def in_words(fitted: Fitted) -> tuple[str, ...]:
    """What one would want to know of it, in the order in which it was done; nothing for a take that was left alone."""
    return (*_join_words(fitted), *_length_words(fitted), *_end_words(fitted), *map(_hit_words, fitted.hits))


def _join_words(fitted: Fitted) -> list[str]:
    said = []
    seen: list[tuple[int, int] | None] = []
    for join in fitted.joins:
        if join.repeats and join.bars is not None:
            if join.bars not in seen:
                seen.append(join.bars)
                times = 1 + sum(other.repeats and other.bars == join.bars for other in fitted.joins)
                said.append(f"{_bars(join.bars)} played {_TIMES.get(times, f'{times} times')}")
        elif join.repeats:
            said.append(f"{_seconds(join.left - join.entered)} played again from {_clock(join.at)}")
        else:
            what = _bars(join.bars) if join.bars is not None else _seconds(join.entered - join.left)
            said.append(f"{what} left out, joined at {_clock(join.at)}")
    if fitted.wrap is not None and fitted.wrap.bars is not None:
        first, last = fitted.wrap.bars
        said.append(f"loops from the end of bar {last} to bar {first}")
    return said


def _length_words(fitted: Fitted) -> list[str]:
    percent = round(abs(fitted.stretch - 1) * 100, 1)
    if not percent:
        return []
    return [f"stretched by {percent:g} %" if fitted.stretch > 1 else f"shortened by {percent:g} %, at the same pitch"]


def _end_words(fitted: Fitted) -> list[str]:
    said = []
    if fitted.shortened >= 0.05:
        said.append(f"the last chord rings {_seconds(fitted.shortened)} shorter")
    if fitted.faded:
        said.append(f"faded over the last {_seconds(fitted.faded)}")
    if fitted.silence >= 0.01:
        said.append(f"{_seconds(fitted.silence)} of silence at the end")
    return said


def _hit_words(hit: Hit) -> str:
    what = "the climax" if hit.climax else "a downbeat"
    if hit.met is not None and abs(hit.met - hit.asked) <= NEAR:
        return f"{what} at {_clock(hit.met)}"
    asked = f"{'the climax' if hit.climax else 'the hit'} at {_clock(hit.asked, short=True)} could not be met"
    if hit.met is None:
        return f"{asked}: {'none stands out' if hit.climax else 'the music has no clear beat'}"
    return f"{asked}: {'it' if hit.climax else 'the nearest downbeat'} is at {_clock(hit.met)}"


def _bars(bars: tuple[int, int]) -> str:
    first, last = bars
    return f"bar {first}" if first == last else f"bars {first}-{last}"


def _seconds(amount: float) -> str:
    return f"{round(amount, 1):g} s" if amount >= 0.095 else f"{amount * 1000:.0f} ms"


def _clock(seconds: float, *, short: bool = False) -> str:
    """0:21.3; short leaves a whole second without its tenth."""
    tenths = round(max(seconds, 0.0) * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}" + ("" if short and rest % 10 == 0 else f".{rest % 10}")
