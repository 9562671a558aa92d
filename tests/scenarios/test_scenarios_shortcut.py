"""The shortcut on a message with an audio file: MusicAPI fetches it from us and works on it in that thread."""

from __future__ import annotations

import pytest
from rows import bill
from scenario_paid import paid, words
from scenario_words import audio_files
from stage import Stage

from bot.domain.job import Job, Kind, State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def sound(stage: Stage) -> bytes:
    """A real MP3 of 6 s: what the bot itself delivered elsewhere."""
    bed = await stage.bed("chiptune 0:06 --provider builtin")
    return await stage.download(audio_files(bed.file)[0])


async def work_on(stage: Stage, room: str, ts: str, **filled: str) -> Job:
    """Uses the shortcut on a message, as Ann, and waits until what was asked for is delivered."""
    ann, before = stage.person("ann"), len(await stage.jobs(room))
    assert (await ann.shortcut(room, ts, "bgm_audio")).ok
    assert not (await ann.submit(ann.modal() or {}, filled)).errors
    while ann.modal():
        assert (await ann.submit(ann.modal() or {}, {})).ok
    job = (await stage.has_jobs(room, before + 1))[-1]
    await stage.reached(job, State.DELIVERED)
    return await stage.ended(job)


async def test_a_posted_file_is_extended_restyled_and_taken_apart_in_its_thread(singers: Stage) -> None:
    """Each result is under the message; takes are numbered on, however often the shortcut is used."""
    data, room = await sound(singers), singers.room(bot_is_member=False)
    message = await singers.person("ann").upload(room, "draft.mp3", data)
    extended = await work_on(singers, room, message["ts"], what="extend file", length="0:12")
    restyled = await work_on(singers, room, message["ts"], what="restyle file", style="warm folk")
    stems = await work_on(singers, room, message["ts"], what="stems")
    assert (extended.kind, restyled.kind, stems.kind) == (Kind.EXTEND_FILE, Kind.RESTYLE_FILE, Kind.STEMS)
    assert len({job.thread_id for job in (extended, restyled, stems)}) == 1
    thread = singers.slack.thread(room, message["ts"])
    files = [file["name"] for reply in thread[1:] for file in audio_files(reply)]
    assert any(" v1." in name for name in files)
    assert any("drums" in name for name in files)
    takes = await singers.read(lambda tx: tx.takes(thread_id=extended.thread_id))
    assert [take.number for take in takes] == list(range(1, len(takes) + 1))


async def test_without_a_public_address_the_person_is_told_what_to_set() -> None:
    async with paid(hooks=False) as stage:
        room, ann = stage.room(), stage.person("ann")
        message = await ann.upload(room, "draft.mp3", b"ID3")
        await ann.shortcut(room, message["ts"], "bgm_audio")
        assert "`BGM_PUBLIC_URL`" in str(ann.modal())
        assert await stage.jobs(room) == []


async def test_a_file_that_is_no_audio_ends_in_words_and_costs_nothing(singers: Stage) -> None:
    """Its name said MP3; its bytes do not."""
    room, ann = singers.room(), singers.person("ann")
    message = await ann.upload(room, "draft.mp3", b"<html>not music</html>" * 50)
    await ann.shortcut(room, message["ts"], "bgm_audio")
    await ann.submit(ann.modal() or {}, {"what": "restyle file", "style": "folk"})
    job = await singers.ended((await singers.has_jobs(room, 1))[0])
    assert job.state is State.FAILED
    assert "text, not audio" in words(singers, room, message["ts"])
    assert await bill(singers, job) == []


async def test_a_file_that_was_deleted_meanwhile_ends_in_words(singers: Stage) -> None:
    room, ann = singers.room(), singers.person("ann")
    message = await ann.upload(room, "draft.mp3", b"ID3")
    await ann.shortcut(room, message["ts"], "bgm_audio")
    singers.slack.files.delete(singers.slack.files.known(message["files"][0]["id"]))
    await ann.submit(ann.modal() or {}, {"what": "tempo"})
    job = await singers.ended((await singers.has_jobs(room, 1))[0])
    assert job.state is State.FAILED
    assert "no longer in Slack" in (job.reason or "")
