"""The picture of a bed: its waveform as rounded bars, on nothing, in colours that read on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bot.audio.folder import replacing
from bot.audio.peaks import Peaks

WIDTH, HEIGHT = 1200, 240
_TOP, _BOTTOM = 46, 44
"""Room for the names of sections above the bars, and for the time below."""
_FINE = 4
"""Drawn this many times larger, then shrunk: round ends without steps."""
_LEFT_COLOUR, _RIGHT_COLOUR = (126, 104, 240), (15, 134, 178)
_TEXT_COLOUR = (124, 129, 140)
"""All three have a luminance near 0.2: a contrast of at least 3.5 to white and to Slack's dark grey alike."""
_PEAK_ALPHA = 0.5
_BAR_SHARE = 0.64
_CURVE = 0.6
"""Height is level to this power: what is heard as half as loud should not look like nothing."""
_MARGIN = 10
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_MOST_TICKS = 8
_FONT_SIZE = 25

Section = tuple[float, str]
"""Where it starts, in seconds, and what it is called."""


def waveform(peaks: Peaks, out: Path, *, seconds: float, sections: Sequence[Section] = ()) -> None:
    """Writes the picture as PNG, 1200 × 240, under 40 KB: RMS in full colour, peaks in a lighter one around it.

    The loudest peak fills the height. Time runs below, and above stands the name of each section where there is room.
    DiskFull when there is no room on the disk.
    """
    picture = _coloured(_bars(peaks))
    _draw_sections(picture, seconds, sections)
    _draw_time(picture, seconds)
    with replacing(out) as part:
        picture.save(part, "PNG", compress_level=6)  # 9 saves a kilobyte and takes five times as long


def _bars(peaks: Peaks) -> Image.Image:
    """How opaque the colour is where: a mask of the whole picture."""
    size = (WIDTH * _FINE, HEIGHT * _FINE)
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    loudest = max(*peaks.peak, 1e-4)
    for values, alpha in ((peaks.peak, round(255 * _PEAK_ALPHA)), (peaks.rms, 255)):
        for index, value in enumerate(values):
            _bar(draw, index, len(values), min(1.0, value / loudest) ** _CURVE, alpha)
    return mask.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def _bar(draw: ImageDraw.ImageDraw, index: int, count: int, share: float, alpha: int) -> None:
    pitch = (WIDTH - 2 * _MARGIN) * _FINE / count
    width = pitch * _BAR_SHARE
    left = _MARGIN * _FINE + index * pitch + (pitch - width) / 2
    middle = (_TOP + HEIGHT - _BOTTOM) * _FINE / 2
    half = max(width / 2, share * (HEIGHT - _TOP - _BOTTOM) * _FINE / 2)
    draw.rounded_rectangle((left, middle - half, left + width - 1, middle + half - 1), width / 2, fill=alpha)


def _coloured(mask: Image.Image) -> Image.Image:
    """The mask in a colour that turns from left to right."""
    way = np.linspace(0, 1, WIDTH)[None, :, None]
    row = (1 - way) * np.array(_LEFT_COLOUR) + way * np.array(_RIGHT_COLOUR)
    picture = Image.fromarray(np.broadcast_to(np.rint(row).astype(np.uint8), (HEIGHT, WIDTH, 3)).copy(), "RGB")
    picture.putalpha(mask)
    return picture


def _draw_sections(picture: Image.Image, seconds: float, sections: Sequence[Section]) -> None:
    draw = ImageDraw.Draw(picture)
    free_from = 0.0
    for start, name in sections:
        if not 0 <= start < seconds:
            continue
        x = _place(start, seconds)
        left = x
        if start:
            draw.line((x, 12, x, HEIGHT - _BOTTOM), fill=(*_TEXT_COLOUR, 110), width=2)
            left += 10
        right = left + _font().getlength(name)
        if left >= free_from and right <= WIDTH - _MARGIN:
            draw.text((left, 8), name, font=_font(), fill=(*_TEXT_COLOUR, 255))
            free_from = right + 14


def _draw_time(picture: Image.Image, seconds: float) -> None:
    """The end always, and as many even steps before it as have room."""
    draw = ImageDraw.Draw(picture)
    y = HEIGHT - 10
    end = _clock(seconds)
    free_until = WIDTH - _MARGIN - _font().getlength(end) - 24
    draw.text((WIDTH - _MARGIN, y), end, font=_font(), fill=(*_TEXT_COLOUR, 255), anchor="rs")
    step = next((step for step in _STEPS if seconds / step <= _MOST_TICKS), _STEPS[-1])
    for second in range(0, math.ceil(seconds), step):
        x, width = _place(second, seconds), _font().getlength(_clock(second))
        if x + (width / 2 if second else width) > free_until:
            return
        draw.text((x, y), _clock(second), font=_font(), fill=(*_TEXT_COLOUR, 255), anchor="ms" if second else "ls")


def _place(second: float, seconds: float) -> float:
    return _MARGIN + (WIDTH - 2 * _MARGIN) * second / seconds


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(_FONT_SIZE)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    return f"{minutes}:{rest:02}"
