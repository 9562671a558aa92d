"""The built-in engine by name: what it is called, what it can do, and the one function that a worker runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.audio.folder import replacing

from .ask import Ask
from .compose import compose
from .render import Rendered, render

ENGINE = "built-in engine"
VERSION = 1
"""Changes when the same ask would sound different."""
CAN_SING = False


def make_take(
    ask: Ask, out: Path, *, stems: Path | None = None, progress: Callable[[float], None] | None = None
) -> Rendered:
    """Compose and render `ask` into `out` (24-bit FLAC), which is there whole or not at all; parts go into the folder
    `stems` when one is given.
    """
    with replacing(out) as part:
        rendered = render(compose(ask), part, stems=stems, progress=progress)
    return replace(rendered, path=out)
