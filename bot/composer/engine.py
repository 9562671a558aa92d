"""The built-in engine by name: what it is called, what it can do, and the functions that a worker runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.audio.folder import replacing

from .ask import Ask
from .rendered import Rendered, Stem

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
    # Only a worker needs what these import: the bot itself starts sooner without.
    from .compose import compose  # noqa: PLC0415
    from .render import render  # noqa: PLC0415

    with replacing(out) as part:
        rendered = render(compose(ask), part, stems=stems, progress=progress)
    return replace(rendered, path=out)


def make_stems(ask: Ask, folder: Path) -> tuple[Stem, ...]:
    """Compose and render each part of `ask` into a file of its own in `folder`, as long as the take and lined up with
    it (`stems.write_stems`).
    """
    from .compose import compose  # noqa: PLC0415
    from .stems import write_stems  # noqa: PLC0415

    return write_stems(compose(ask), folder)


def make_midi(ask: Ask, out: Path) -> Path:
    """Compose `ask` and write its score to `out` as a Standard MIDI File (`midi.midi_file`)."""
    from .compose import compose  # noqa: PLC0415
    from .midi import midi_file  # noqa: PLC0415

    with replacing(out) as part:
        part.write_bytes(midi_file(compose(ask)))
    return out
