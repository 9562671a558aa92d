"""The form: how many bars, which sections, where the ending begins; for a bed and for every extension of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from .score import RATE

STING_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section before it has notes: kind (`intro`, `A`, `B`, `break`, `build`, `peak`, `sting`), length in
    beats, energy.
    """

    kind: str
    beats: tuple[int, ...]
    """The beats of each bar: usually all the meter; a loop may close with a shorter or longer one."""
    energy: float


@dataclass(frozen=True, slots=True)
class Form:
    """The whole plan. `beat` is in frames; `cuts` are the beats where each length's ending begins, `wind` the ending's
    cadence in beats (the last chord rings from `cuts[-1] + wind` to the end)."""

    beat: float
    tempo: float
    stretches: tuple[Stretch, ...]
    cuts: tuple[int, ...]
    wind: int


def plan(
    lengths: tuple[float, ...],
    *,
    wanted: float,
    asked: int | None,
    meter: int,
    arc: float,
    loop: bool,
    pace: float = 1.0,
) -> Form:
    """Lay out the first length, then go on from it for each further one.

    `wanted` is the tempo the style would like; `asked`, where given, is kept exactly and the last ring takes
    what is left.
    With a `pace` of 0.5 or 2 the music counts its beats at half or double the asked tempo.
    """
    tempo = float(asked) if asked else _fitting(lengths[0], wanted, meter, loop=loop)
    beat = RATE * 60 / (tempo * pace)
    if loop:
        return _loop(lengths[0], beat, tempo, meter, arc)
    stretches: list[Stretch] = []
    cuts: list[int] = []
    wind = 0
    for seconds in lengths:
        body, wind = _body(seconds * RATE / beat, beat, meter)
        done = cuts[-1] if cuts else 0
        fresh = max(body - done, 0)
        grown = _grown(fresh, meter, arc) if cuts else _first(fresh, meter, arc, seconds)
        stretches.extend(grown)
        cuts.append(done + fresh)
    return Form(beat, tempo, tuple(stretches), tuple(cuts), wind)


def _fitting(seconds: float, wanted: float, meter: int, *, loop: bool) -> float:
    """The tempo near `wanted` at which whole bars fill the length, sections of four bars preferred."""
    bars = seconds * wanted / 60 / meter
    if seconds < STING_SECONDS and not loop:
        return round(max(seconds * wanted / 60, 3)) * 60 / seconds
    around = range(max(floor(bars * 0.86), 1), max(floor(bars * 1.14), 1) + 2)

    def unfit(n: int) -> float:
        tail = 0 if loop else _ending_bars(n, seconds / n)
        # A short intro is two bars before the fours, a long one four.
        odd = (n - tail) % 4 if loop or n - tail >= 22 else (n - tail + 2) % 4
        return abs(n / bars - 1) * 12 + (0.0, 0.55, 0.3, 0.6)[odd]

    return min(around, key=unfit) * meter * 60 / seconds


def _ending_bars(bars: float, bar_seconds: float) -> int:
    """Bars for the cadence and the last chord: the chord rings for two and a half seconds at least."""
    ring = 1 if bar_seconds >= 2.4 else 2
    return ring + (1 if bars >= 10 else 0)


def _body(beats: float, beat: float, meter: int) -> tuple[int, int]:
    """How many whole beats come before the ending, and how many beats of cadence the ending has."""
    seconds = beats * beat / RATE
    if seconds < STING_SECONDS or beats < 2.5 * meter:
        ring = min(max(1.6, 0.38 * seconds), 3.5) * RATE / beat
        return max(floor(beats - ring + 1e-6), 0), 0
    bars = floor(beats / meter + 1e-6)
    ending = min(_ending_bars(bars, meter * beat / RATE), bars - 1)
    wind = meter if bars >= 10 else 0
    return (bars - ending) * meter, wind


def _first(beats: int, meter: int, arc: float, seconds: float) -> list[Stretch]:
    bars, odd = divmod(beats, meter)
    if seconds < STING_SECONDS or bars < 3 or odd:
        lengths = (meter,) * bars + ((odd,) if odd else ())
        return [Stretch("sting", lengths, _bent(0.8, arc))] if lengths else []
    if bars < 7:
        intro = 1 if bars < 5 else 2
        return _stretches([("intro", intro), ("A", bars - intro)], meter, arc)
    intro, left = (4, bars % 4) if bars >= 22 else (2, (bars - 2) % 4)
    # What fours leave over: an odd bar lengthens the intro, a pair is a tag that the last section says again.
    tag = left // 2 * 2
    intro += left - tag
    *units, (last, length) = _units((bars - intro - tag) // 4)
    return _stretches([("intro", intro), *units, (last, length + tag)], meter, arc)


def _units(units: int) -> list[tuple[str, int]]:
    """Fours of bars shared out: verses, a middle, a quiet place, and the fullest at the end."""
    short = {
        1: [("A", 4)],
        2: [("A", 4), ("B", 4)],
        3: [("A", 4), ("B", 4), ("peak", 4)],
        4: [("A", 8), ("B", 4), ("peak", 4)],
        5: [("A", 8), ("B", 8), ("peak", 4)],
        6: [("A", 8), ("B", 8), ("peak", 8)],
    }
    if units <= 6:
        return list(short.get(units, []))
    cycle = (("A", 8), ("B", 8), ("break", 4), ("A", 8), ("build", 4), ("B", 8))
    out: list[tuple[str, int]] = []
    left = units - 2
    i = 0
    while left > 0:
        kind, bars = cycle[i % len(cycle)]
        bars = min(bars, left * 4)
        out.append((kind, bars))
        left -= bars // 4
        i += 1
    if len(out) > 1 and "build" not in (out[-1][0], out[-2][0]):
        last, bars = out[-1]
        out[-1:] = [(last, bars - 4), ("build", 4)] if bars > 4 else [("build", 4)]
    return [*out, ("peak", 8)]


def _grown(beats: int, meter: int, arc: float) -> list[Stretch]:
    """What follows where the earlier ending would have come: a breath, then on."""
    bars = beats // meter
    if bars < 4:
        return _stretches([("A", bars)], meter, arc) if bars else []
    odd = bars % 4
    rest = _units(bars // 4 - 1) if bars >= 8 else []
    return _stretches([("break", 4 + odd), *rest], meter, arc)


def _loop(seconds: float, beat: float, tempo: float, meter: int, arc: float) -> Form:
    beats = seconds * RATE / beat
    whole = max(round(beats), 1)
    # An asked tempo seldom fits a loop: the last bar is then shortened or held, so that the beat itself stays exact.
    whole = whole if abs(whole - beats) < 1e-3 else max(floor(beats), 1)
    bars, odd = divmod(whole, meter)
    if bars == 0:
        return Form(beat, tempo, (Stretch("sting", (odd,), _bent(0.7, arc)),), (), 0)
    shares = [("A", bars)] if bars < 8 else [("A", bars - 4 * (bars // 8)), ("B", 4 * (bars // 8))]
    stretches = _stretches(shares, meter, arc)
    if odd:
        last = stretches[-1]
        stretches[-1] = Stretch(last.kind, (*last.beats, odd), last.energy)
    return Form(beat, tempo, tuple(stretches), (), 0)


ENERGIES = {"intro": 0.38, "A": 0.62, "B": 0.78, "break": 0.36, "build": 0.58, "peak": 0.95, "sting": 0.8}


def _stretches(shares: list[tuple[str, int]], meter: int, arc: float) -> list[Stretch]:
    out = []
    for i, (kind, bars) in enumerate(shares):
        later = 0.08 if kind == "A" and i > 1 else 0.0
        out.append(Stretch(kind, (meter,) * bars, _bent(ENERGIES[kind] + later, arc)))
    return out


def _bent(energy: float, arc: float) -> float:
    """A style with a small arc keeps nearer to its middle."""
    return 0.62 + (energy - 0.62) * arc
