"""The picture of a bed: its waveform as rounded bars, on nothing, in colours that read on light and on dark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from bot.audio.folder import replacing
from bot.audio.marks import Ground, Marks, draw_joins, draw_ruler, draw_sections, draw_time
from bot.audio.peaks import Peaks

_FINE = 4
"""Drawn this many times larger, then shrunk: round ends without steps."""
_LEFT_COLOUR, _RIGHT_COLOUR = (126, 104, 240), (15, 134, 178)
"""Both have a luminance near 0.2: a contrast of at least 3.5 to white and to Slack's dark grey alike."""
_ALPHAS = (128, 255)
"""How opaque peaks are drawn, and RMS over them."""
_BAR_SHARE = 0.64
_CURVE = 0.6
"""Height is level to this power: what is heard as half as loud should not look like nothing."""
_FREE = 4
"""Pixels on each side of a join in which no bar is drawn."""
_NOTHING = Marks()


def waveform(peaks: Peaks, out: Path, *, seconds: float, marks: Marks = _NOTHING) -> None:
    """Writes the picture as PNG, 1200 × 240, under 40 KB: RMS in full colour, peaks in a lighter one around it.

    The loudest peak fills the height. Time runs below, and above stands the name of each section where there is room.
    Where bars are known, it is 30 pixels higher: a ruler has a tick for each and numbers some, from 1. A join is a gap
    in the waveform with a dashed line in it, over a diamond. DiskFull when there is no room on the disk.
    """
    ground = Ground(seconds, ruled=bool(marks.downbeats))
    picture = _coloured(_bars(peaks, ground, [ground.x(join) for join in marks.joins]))
    draw_ruler(picture, ground, marks.downbeats)
    draw_sections(picture, ground, marks.sections)
    draw_time(picture, ground)
    draw_joins(picture, ground, marks.joins)
    with replacing(out) as part:
        picture.save(part, "PNG", compress_level=6)  # 9 saves a kilobyte and takes five times as long


def _bars(peaks: Peaks, ground: Ground, joins: Sequence[float]) -> Image.Image:
    """How opaque the colour is where: a mask of the whole picture. Bars that a join would run through are left out."""
    mask = Image.new("L", (ground.width * _FINE, ground.height * _FINE), 0)
    draw = ImageDraw.Draw(mask)
    loudest = max(*peaks.peak, 1e-4)
    pitch = (ground.right - ground.left) / len(peaks.peak)
    for index, values in enumerate(zip(peaks.peak, peaks.rms, strict=True)):
        middle, width = ground.left + (index + 0.5) * pitch, pitch * _BAR_SHARE
        if any(abs(middle - join) < width / 2 + _FREE for join in joins):
            continue
        for value, alpha in zip(values, _ALPHAS, strict=True):
            _bar(draw, ground, (middle, width), min(1.0, value / loudest) ** _CURVE, alpha)
    return mask.resize((ground.width, ground.height), Image.Resampling.BOX)


def _bar(draw: ImageDraw.ImageDraw, ground: Ground, place: tuple[float, float], share: float, alpha: int) -> None:
    x, width = (part * _FINE for part in place)
    y = (ground.top + ground.bottom) * _FINE / 2
    half = max(width / 2, share * (ground.bottom - ground.top) * _FINE / 2)
    box = (x - width / 2, y - half, x + width / 2 - 1, y + half - 1)
    draw.rounded_rectangle(box, width / 2, fill=alpha)


def _coloured(mask: Image.Image) -> Image.Image:
    """The mask in a colour that turns from left to right."""
    way = np.linspace(0, 1, mask.width)[None, :, None]
    row = (1 - way) * np.array(_LEFT_COLOUR) + way * np.array(_RIGHT_COLOUR)
    picture = Image.fromarray(np.broadcast_to(np.rint(row).astype(np.uint8), (mask.height, mask.width, 3)).copy())
    picture.putalpha(mask)
    return picture
