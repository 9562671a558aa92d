"""Files that a take has beside its bed: what they are, seen by their bytes, and several of them in one zip.

For workers: what reads audio is imported when it is needed.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.audio.folder import replacing
from bot.domain.errors import AudioError

ENDINGS = {"mov": "m4a", "matroska": "mka"}
"""File endings of containers whose name is not their ending."""
UNPACKED_MOST = 4_000_000_000
"""Bytes that a zip may say it holds: more is a bomb."""
_FILES_MOST = 500
_LIST_MOST = 1_000_000
"""Bytes of a zip's list of files. It is read as a whole, and takes about ten times as much memory."""
_LIST_END = re.compile(rb"PK\x05\x06(?=.{8}(.{4}))", re.DOTALL)
_LARGE_LIST_END = b"PK\x06\x07"
_LAST_BYTES = 22 + 65_535 + 20
"""In which a zip says where its list is: a record, a comment of any length after it, and a pointer before it."""
_ZIP, _MIDI = b"PK\x03\x04", b"MThd"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is."""

    ending: str
    """wav, mp3, mid, zip ... without a dot."""
    audio: bool = False


def kind_of(path: Path) -> FileKind:
    """What the bytes of a file are: audio, MIDI or a zip.

    AudioError, with words, for everything else, and for a zip that would be dangerous to unpack.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head == _MIDI:
        return FileKind("mid")
    if head == _ZIP:
        _check_zip(path)
        return FileKind("zip")
    from bot.audio.probe import probe  # noqa: PLC0415 (only a worker needs what it imports)

    container = probe(path).container
    return FileKind(ENDINGS.get(container, container), audio=True)


def _check_zip(path: Path) -> None:
    """A zip is handed on as it came and never unpacked here; whoever unpacks it must not be surprised."""
    if _has_long_list(path):
        raise AudioError("The zip's list of files is far too long for parts of a take.")
    try:
        with zipfile.ZipFile(path) as packed:
            files = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise AudioError("The zip is damaged.") from error
    if not files or len(files) > _FILES_MOST:
        raise AudioError(f"The zip holds {len(files)} files, which are no parts of a take.")
    if sum(file.file_size for file in files) > UNPACKED_MOST:
        raise AudioError("The zip says that it holds more than 4 GB, so it isn't passed on.")
    if any(_leads_out(file.filename) or _is_link(file) for file in files):
        raise AudioError("The zip names files outside of itself, so it isn't passed on.")


def _has_long_list(path: Path) -> bool:
    """Told before anything of the list is read; one of the kind for archives over 4 GB is too long as well."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_BYTES))
        end = file.read(_LAST_BYTES)
    sizes = (int.from_bytes(found[1], "little") for found in _LIST_END.finditer(end))
    return _LARGE_LIST_END in end or any(size > _LIST_MOST for size in sizes)


def _is_link(file: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(file.external_attr >> 16)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else False


def pack(files: Mapping[str, Path], out: Path) -> Path:
    """One zip of the files by the names that they get in it; stored, for audio hardly shrinks. The same files give the
    same bytes. ValueError for a name that is no plain file name; DiskFull when there is no room.
    """
    if any(PurePosixPath(name).name != name or name in {"", ".", ".."} or "\\" in name for name in files):
        raise ValueError("a file in a zip has a plain name")
    with replacing(out) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as packed:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = 0o644 << 16
            with path.open("rb") as source, packed.open(entry, "w", force_zip64=True) as file:
                while piece := source.read(1 << 20):
                    file.write(piece)
    return out
