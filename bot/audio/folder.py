"""Where takes and beds live on disk. A file is there whole or not at all, and nothing lies outside the root."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.audio.disk import disk
from bot.domain.errors import AudioError, DiskFull

PART = ".part"
"""How the name of a file ends that is still being written."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A hidden name beside `path` to write to; when the block ends well, what was written is on the disk under `path`.

    When it does not, nothing is left and what `path` held before stays. DiskFull when there is no room.
    """
    with scratch(path.parent) as part:
        yield part
        _flush(part)
        part.replace(path)
        _flush(path.parent)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A hidden name in `folder` for a file that is gone when the block ends. DiskFull when there is no room."""
    with disk():
        folder.mkdir(parents=True, exist_ok=True)
        # Not made from a bed's name: that may be as long as a name can be.
        part = folder / f".{secrets.token_hex(8)}{PART}"
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class AudioFolder:
    """The folder for audio (BGM_FILES): `takes/ID/INDEX.take`, `beds/ID/...` and `extras/ID/...`. It is made when it is
    first needed."""

    def __init__(self, root: Path) -> None:
        self._root = root.expanduser().resolve()

    @property
    def root(self) -> Path:
        return self._root

    def take_path(self, task_id: str, index: int = 0) -> Path:
        """Where take number `index` of a task lies, whatever its format: probe says what it is."""
        if not 0 <= index < 1000:
            raise ValueError(f"a task has no take number {index}")
        return self._root / "takes" / _checked(task_id) / f"{index}.take"

    def bed_folder(self, take_id: str) -> Path:
        """Where the finished files of a take lie: the bed in one or more formats, and its picture."""
        return self._root / "beds" / _checked(take_id)

    def extras_folder(self, job_id: str) -> Path:
        """Where the files lie that a job brought beside beds: stems, MIDI, lyrics with times."""
        return self._root / "extras" / _checked(job_id)

    def relative(self, path: Path) -> str:
        """How a row names a file: its path below the root, with forward slashes. ValueError for one elsewhere."""
        return self._inside(path).relative_to(self._root).as_posix()

    def absolute(self, relative: str) -> Path:
        """The file that a row names. ValueError for a name that leads out of the root."""
        return self._inside(self._root / relative)

    def remove(self, take_id: str, *sources: str | Path) -> None:
        """Removes a take's files: beds, picture, and of `sources` (paths, whole or below the root) the takes.

        What is not there any more is as good as removed; what lies outside the root is left alone.
        """
        for folder in (self.bed_folder(take_id), self.take_path(take_id).parent):
            shutil.rmtree(folder, ignore_errors=True)
        for source in sources:
            path = (self._root / source).resolve()
            if path.is_relative_to(self._root / "takes"):
                path.unlink(missing_ok=True)
                _remove_if_empty(path.parent)

    def kept(self) -> list[str]:
        """Whose takes lie here: ids of tasks, and of takes that were fetched."""
        folder = self._root / "takes"
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def remove_extras(self, job_id: str) -> None:
        """Removes what a job brought beside beds; what is not there any more is as good as removed."""
        shutil.rmtree(self.extras_folder(job_id), ignore_errors=True)

    def kept_extras(self) -> list[str]:
        """The ids of jobs whose files beside beds lie here."""
        folder = self._root / "extras"
        return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def sweep(self, older_than: float = 0.0) -> int:
        """Removes what dead writers left: unfinished files not touched for `older_than` seconds; says how many."""
        removed = 0
        before = time.time() - older_than
        for part in self._root.rglob(f".*{PART}"):
            if part.is_file() and part.stat().st_mtime <= before:
                part.unlink(missing_ok=True)
                removed += 1
        return removed

    def free_bytes(self) -> int:
        """The room that is left on the disk of the folder."""
        there = next(path for path in (self._root, *self._root.parents) if path.exists())
        return shutil.disk_usage(there).free

    def need(self, size: int) -> None:
        """DiskFull when there is no room for `size` bytes: better said before the work than after it."""
        free = self.free_bytes()
        if free < size:
            raise DiskFull(f"The disk is nearly full: {free / 1e6:.0f} MB are free and {size / 1e6:.0f} MB are needed.")

    def _inside(self, path: Path) -> Path:
        whole = path.resolve()
        if not whole.is_relative_to(self._root):
            raise ValueError(f"{path.name} lies outside the folder for audio")
        return whole


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise AudioError(f"{name[:40]!r} is no id that a file can be named by.")
    return name


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
