"""Files beside a bed: known by their bytes, and packed so that they unpack everywhere."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import mido
import pytest
from audio_signals import music
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.encode import Format, encode
from bot.audio.extras import FileKind, kind_of, pack
from bot.domain.errors import AudioError


def zipped(path: Path, *names: str, size: int = 3) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, b"x" * size)
    return path


@pytest.mark.parametrize("format_", ["wav", "mp3", "flac", "ogg"])
def test_audio_is_known_by_its_bytes_whatever_its_name(tmp_path: Path, format_: Format) -> None:
    sound = music(0.5)
    encode([sound], tmp_path / "part.bin", format_, frames=len(sound))
    assert kind_of(tmp_path / "part.bin") == FileKind(format_, audio=True)


def test_midi_and_zip_are_known_by_their_bytes(tmp_path: Path) -> None:
    out = io.BytesIO()
    mido.MidiFile().save(file=out)
    (tmp_path / "a").write_bytes(out.getvalue() or b"MThd")
    assert kind_of(tmp_path / "a") == FileKind("mid")
    assert kind_of(zipped(tmp_path / "b", "drums.wav", "parts/bass.wav")) == FileKind("zip")


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "..\\evil", "C:\\evil", "\\\\host\\evil"])
def test_a_zip_that_leads_out_of_itself_is_not_passed_on(tmp_path: Path, name: str) -> None:
    with pytest.raises(AudioError, match="outside of itself"):
        kind_of(zipped(tmp_path / "z", "drums.wav", name))


def test_a_zip_with_a_link_in_it_is_not_passed_on(tmp_path: Path) -> None:
    """Some unpack it as one, to anywhere."""
    link = zipfile.ZipInfo("drums.wav")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "z", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    with pytest.raises(AudioError, match="outside of itself"):
        kind_of(tmp_path / "z")


@pytest.mark.parametrize("hidden", [b"", b"PK\x05\x06" + bytes(18)])
def test_a_zip_whose_list_would_fill_the_memory_is_not_read(tmp_path: Path, hidden: bytes) -> None:
    """Also where another end of a list stands beside the real one, and where the list is of the kind for huge zips."""
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    entries = entry * 30_000
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 65535, 65535, len(entries), 30, len(hidden)) + hidden
    (tmp_path / "z").write_bytes(b"PK\x03\x04" + bytes(26) + entries + end)
    with pytest.raises(AudioError, match="far too long"):
        kind_of(tmp_path / "z")
    small = zipped(tmp_path / "large", "a").read_bytes()
    (tmp_path / "large").write_bytes(small[:-22] + b"PK\x06\x07" + bytes(16) + small[-22:])
    with pytest.raises(AudioError, match="far too long"):
        kind_of(tmp_path / "large")


def test_a_zip_that_says_it_is_huge_or_holds_a_crowd_or_nothing_is_not_passed_on(tmp_path: Path) -> None:
    bomb = bytearray(zipped(tmp_path / "bomb", "a", "b").read_bytes())
    for at in (i for i in range(len(bomb)) if bomb[i : i + 4] == b"PK\x01\x02"):
        bomb[at + 24 : at + 28] = b"\xf0\xff\xff\xff"
    (tmp_path / "bomb").write_bytes(bomb)
    with pytest.raises(AudioError, match="4 GB"):
        kind_of(tmp_path / "bomb")
    with pytest.raises(AudioError, match="600 files"):
        kind_of(zipped(tmp_path / "crowd", *(str(number) for number in range(600)), size=0))


@pytest.mark.parametrize(
    "content", [b"", b"<html>no</html>", b'{"error": 1}', b"PK\x03\x04 not really", b"\x89PNG\r\n"]
)
def test_everything_else_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(AudioError, match=r"\w+ .*\."):
        kind_of(tmp_path / "x")


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_in_another_way(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("x") / "file"
    for head in (b"", b"PK\x03\x04", b"MThd"):
        path.write_bytes(head + content)
        with suppress(AudioError):
            assert kind_of(path).ending


def test_a_pack_holds_the_files_as_they_are_and_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    files = {}
    for name in ("v1 drums.wav", "v1 bass.wav"):
        files[name] = tmp_path / name.replace(" ", "")
        files[name].write_bytes(name.encode() * 1000)
    packed = pack(files, tmp_path / "parts.zip")
    with zipfile.ZipFile(packed) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == {n: p.read_bytes() for n, p in files.items()}
    assert pack(files, tmp_path / "again.zip").read_bytes() == packed.read_bytes()
    assert kind_of(packed) == FileKind("zip")


@pytest.mark.parametrize("name", ["../x", "/x", "a/b", "", "..", "a\\b"])
def test_a_pack_takes_plain_names_only_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_bytes(b"1")
    with pytest.raises(ValueError, match="plain name"):
        pack({name: tmp_path / "x"}, tmp_path / "out" / "parts.zip")
    assert not (tmp_path / "out").exists()
