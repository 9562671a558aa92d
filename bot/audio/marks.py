"""What is marked on the picture of a bed: sections above, bars and time below, and the joins in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 240
_RULER = 30
"""How much higher a picture with a ruler of bars is."""
_TOP, _BOTTOM = 46, 44
"""Room for the names of sections above the waveform, and for the time below."""
_MARGIN = 10
_TEXT_COLOUR = (124, 129, 140)
_JOIN_COLOUR = (206, 88, 22)
"""Both have a luminance near 0.2: a contrast of at least 3.5 to white and to Slack's dark grey alike."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_MOST_TICKS = 8
_FONT_SIZE, _SMALL_SIZE = 25, 19
_APART, _NUMBERS_APART = 6, 70
"""Pixels between ticks of the ruler, and between its numbers, at least."""
_FINE = 4
_DIAMOND = 9
_DASH, _SPACE = 7, 5

Section = tuple[float, str]
"""Where it starts, in seconds, and what it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is marked on a waveform; all times are seconds."""

    sections: Sequence[Section] = ()
    downbeats: Sequence[float] = ()
    """Where each bar begins."""
    joins: Sequence[float] = ()
    """Where the bed leaves the take and goes on elsewhere in it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things are in a picture of so many seconds, in pixels."""

    seconds: float
    ruled: bool = False

    width = WIDTH
    top = _TOP
    left, right = _MARGIN, WIDTH - _MARGIN
    bottom = HEIGHT - _BOTTOM
    """Of the waveform."""

    @property
    def height(self) -> int:
        return HEIGHT + (_RULER if self.ruled else 0)

    def x(self, second: float) -> float:
        return self.left + (self.right - self.left) * second / self.seconds

    def shows(self, second: float) -> bool:
        return 0 <= second < self.seconds


def draw_sections(picture: Image.Image, ground: Ground, sections: Sequence[Section]) -> None:
    """Their names, where there is room, and a line where each begins."""
    draw = ImageDraw.Draw(picture)
    free_from = 0.0
    for start, name in sections:
        if not ground.shows(start):
            continue
        x = ground.x(start)
        left = x
        if start:
            draw.line((x, 12, x, ground.bottom), fill=(*_TEXT_COLOUR, 110), width=2)
            left += 10
        right = left + _font().getlength(name)
        if left >= free_from and right <= ground.right:
            draw.text((left, 8), name, font=_font(), fill=(*_TEXT_COLOUR, 255))
            free_from = right + 14


def draw_ruler(picture: Image.Image, ground: Ground, downbeats: Sequence[float]) -> None:
    """A tick where each bar begins, or every second, fourth ... one of many; some of them with their number."""
    bars = [(number, ground.x(at)) for number, at in enumerate(downbeats, 1) if ground.shows(at)]
    if not bars:
        return
    apart = (bars[-1][1] - bars[0][1]) / max(len(bars) - 1, 1)
    every, named = _every(apart, _APART), _every(apart, _NUMBERS_APART)
    draw, y = ImageDraw.Draw(picture), ground.bottom + 5
    for number, x in bars:
        counts = (number - 1) % named == 0
        if (number - 1) % every == 0:
            draw.line((x, y, x, y + (22 if counts else 6)), fill=(*_TEXT_COLOUR, 255), width=2)
        name = f"bar {number}" if number == 1 else str(number)
        if counts and x + 6 + _font(_SMALL_SIZE).getlength(name) <= ground.right:
            draw.text((x + 6, y + 24), name, font=_font(_SMALL_SIZE), fill=(*_TEXT_COLOUR, 255), anchor="ls")


def _every(apart: float, least: float) -> int:
    """Bars, a power of two, that are together at least so wide."""
    return next((step for step in (1, 2, 4, 8, 16, 32, 64) if step * apart >= least), 128)


def draw_joins(picture: Image.Image, ground: Ground, joins: Sequence[float]) -> None:
    """A dashed line through the waveform at each, over a diamond."""
    draw = ImageDraw.Draw(picture)
    for join in joins:
        x = round(ground.x(join))
        for y in range(ground.top, ground.bottom - _DIAMOND, _DASH + _SPACE):
            draw.line((x, y, x, min(y + _DASH, ground.bottom - _DIAMOND)), fill=(*_JOIN_COLOUR, 255), width=3)
        picture.paste((*_JOIN_COLOUR, 255), (x - _DIAMOND, ground.bottom - _DIAMOND), _diamond())


@cache
def _diamond() -> Image.Image:
    middle = (_DIAMOND + 0.5) * _FINE
    end = (2 * _DIAMOND + 1) * _FINE
    mask = Image.new("L", (end, end), 0)
    ImageDraw.Draw(mask).polygon([(middle, 0), (end, middle), (middle, end), (0, middle)], fill=255)
    return mask.resize((end // _FINE, end // _FINE), Image.Resampling.BOX)


def draw_time(picture: Image.Image, ground: Ground) -> None:
    """The end always, and as many even steps before it as have room."""
    draw = ImageDraw.Draw(picture)
    y = ground.height - 10
    end = _clock(ground.seconds)
    free_until = ground.right - _font().getlength(end) - 24
    draw.text((ground.right, y), end, font=_font(), fill=(*_TEXT_COLOUR, 255), anchor="rs")
    step = next((step for step in _STEPS if ground.seconds / step <= _MOST_TICKS), _STEPS[-1])
    for second in range(0, math.ceil(ground.seconds), step):
        x, width = ground.x(second), _font().getlength(_clock(second))
        if x + (width / 2 if second else width) > free_until:
            return
        draw.text((x, y), _clock(second), font=_font(), fill=(*_TEXT_COLOUR, 255), anchor="ms" if second else "ls")


@cache
def _font(size: int = _FONT_SIZE) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes}:{rest:02}"
