"""A file is there whole or not at all, and nothing lies outside the root."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audio.folder import AudioFolder, replacing, scratch
from bot.domain.errors import AudioError, BgmError, DiskFull


def test_what_is_written_appears_whole_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bed.mp3"
    with replacing(path) as part:
        part.write_bytes(b"half")
        assert not path.exists()
        assert part.parent == path.parent
    assert path.read_bytes() == b"half"
    assert list(path.parent.iterdir()) == [path]


def test_what_fails_midway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "bed.mp3"
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing(path) as part:
            part.write_bytes(b"ha")
            raise AudioError("no")

    with pytest.raises(AudioError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_a_disk_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".mp3")
    with replacing(path) as part:
        part.write_bytes(b"x")
    assert path.read_bytes() == b"x"


def test_no_room_is_said_in_words(tmp_path: Path) -> None:
    def fill() -> None:
        with scratch(tmp_path), Path("/dev/full").open("wb", buffering=0) as file:
            file.write(b"x")

    with pytest.raises(DiskFull, match="disk is full"):
        fill()
    with pytest.raises(DiskFull, match="nearly full"):
        AudioFolder(tmp_path / "not made yet").need(1 << 60)
    AudioFolder(tmp_path).need(1)
    assert AudioFolder(tmp_path / "not made yet").free_bytes() > 0


def test_every_take_and_bed_has_its_own_place(tmp_path: Path) -> None:
    folder = AudioFolder(tmp_path)
    places = {folder.take_path("t1"), folder.take_path("t1", 1), folder.take_path("t2"), folder.bed_folder("t1")}
    assert len(places) == 4
    assert folder.take_path("t1", 0) == folder.take_path("t1")


@given(
    st.text(max_size=40) | st.sampled_from(["..", "../x", "a/b", "/etc", "a\0b", "", ".hidden", "a\nb", "C:\\x", "ä"])
)
def test_no_id_leads_out_of_the_folder(name: str) -> None:
    folder = AudioFolder(Path("/nowhere/files"))
    for place in (folder.take_path, folder.bed_folder):
        try:
            path = place(name)
        except BgmError:
            continue
        assert path.resolve().is_relative_to("/nowhere/files")
        assert name in path.parts
        assert len(path.relative_to("/nowhere/files").parts) in {2, 3}


def test_rows_name_files_below_the_root_and_no_others(tmp_path: Path) -> None:
    folder = AudioFolder(tmp_path)
    bed = folder.bed_folder("t1") / "Onboarding 0-45 v1.mp3"
    assert folder.relative(bed) == "beds/t1/Onboarding 0-45 v1.mp3"
    assert folder.absolute("beds/t1/Onboarding 0-45 v1.mp3") == bed
    for outside in ("../x", "/etc/hostname", "beds/../../x"):
        with pytest.raises(ValueError, match="outside"):
            folder.absolute(outside)
    with pytest.raises(ValueError, match="outside"):
        folder.relative(Path("/etc/hostname"))
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(ValueError, match="outside"):
        folder.absolute("link/hostname")


def test_remove_takes_all_of_a_take_and_nothing_of_another(tmp_path: Path) -> None:
    folder = AudioFolder(tmp_path / "files")
    elsewhere = tmp_path / "elsewhere.flac"
    mine = [folder.bed_folder("t1") / "a.mp3", folder.bed_folder("t1") / "a.png", folder.take_path("t1")]
    source, sibling = folder.take_path("task", 0), folder.take_path("task", 1)
    others = [folder.bed_folder("t2") / "a.mp3", sibling, elsewhere]
    for path in (*mine, source, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    folder.remove("t1", source, "https://example.com/take.mp3", elsewhere)
    assert [path for path in (*mine, source) if path.exists()] == []
    assert all(path.exists() for path in others)
    assert not folder.bed_folder("t1").exists()
    folder.remove("t1", source)
    folder.remove("t9", "takes/task/1.take")
    assert not sibling.parent.exists()


def test_a_sweep_removes_what_dead_writers_left_and_nothing_else(tmp_path: Path) -> None:
    folder = AudioFolder(tmp_path)
    left = folder.bed_folder("t1") / ".0123456789abcdef.part"
    fresh = folder.bed_folder("t1") / ".fedcba9876543210.part"
    bed = folder.bed_folder("t1") / "a.part.mp3"
    left.parent.mkdir(parents=True)
    for path in (left, fresh, bed):
        path.write_bytes(b"x")
    os.utime(left, (1, 1))
    os.utime(bed, (1, 1))
    assert folder.sweep(older_than=3600) == 1
    assert sorted(left.parent.iterdir()) == sorted([fresh, bed])
    assert folder.sweep() == 1
    assert AudioFolder(tmp_path / "not there").sweep() == 0
