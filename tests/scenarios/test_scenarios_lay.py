"""Under this voice, for this clip: posted in a thread or by a shortcut, a bed is laid under it; the thread says how."""

from __future__ import annotations

import io
import re
from pathlib import Path

import av
import numpy as np
import pytest
import pytest_asyncio
from scenario_words import RATE, Json, audio_files, buttons, decoded, said
from stage import Bed, Stage

from bot.domain.job import Job, Kind, State
from bot.domain.ports import Transaction
from tests.recordings import Film, film, recording
from tests.voices import voice

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPOKEN = ((0.6, 2.1), (3.4, 4.8))
SECONDS = 5.5
CLIP = Film(seconds=4.0, cuts=(1.2, 2.5), speech=((0.5, 1.5),))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def spoken(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A voice of 5.5 s, as a telephone records it."""
    path = recording(tmp_path_factory.mktemp("voice") / "Voice.m4a", voice(SECONDS, SPOKEN))
    return path.read_bytes()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip of 4 s with two cuts, somebody speaking in it."""
    return film(tmp_path_factory.mktemp("clip") / "Launch.mp4", CLIP).read_bytes()


STANDS = re.compile(
    r"The voice stands [\d.]+ dB (above|below) the bed \([-−]?[\d.]+ dB when it ducks\): (passes|fails) \d\d"
)


async def over(stage: Stage, channel: str, kind: Kind, count: int = 1) -> list[Job]:
    """Waits until so many jobs of the kind are over in a channel, delivered, and all was said."""

    def there(tx: Transaction) -> list[Job] | None:
        jobs = tx.jobs(channel=channel)
        found = [job for job in jobs if job.kind is kind]
        return found if len(found) >= count and all(job.ended for job in jobs) else None

    found = await stage.remembers(there)
    for job in found:
        assert job.state is State.DELIVERED, job.reason
        await stage.ended(job)
    return found


def shown(stage: Stage, job: Job, root_ts: str, channel: str) -> Json:
    """The card of a job that lays a bed."""
    thread = stage.slack.thread(channel, root_ts)
    return next(m for m in thread if any(b.get("value") == job.id for b in buttons(m).values()))


def posted(stage: Stage, channel: str, root_ts: str, ending: str) -> list[Json]:
    """The files of the thread whose names end so."""
    thread = stage.slack.thread(channel, root_ts)
    return [f for m in thread for f in m.get("files", ()) if f["name"].endswith(ending)]


async def test_a_voice_posted_in_the_thread_gets_the_bed_laid_under_it(stage: Stage, spoken: bytes) -> None:
    """The bed takes its length from the voice where none was asked; the card says how clear the voice stands."""
    bed = await stage.bed("calm lo-fi 0:08")
    await stage.person("ann").upload(bed.channel, "Voice.m4a", spoken, thread_ts=bed.root_ts)
    (job,) = await over(stage, bed.channel, Kind.LAY)
    assert job.parent == bed.take.id, "8 s were asked for"
    card = said(shown(stage, job, bed.root_ts, bed.channel))
    assert "*v1* under *Voice.m4a*" in card
    assert STANDS.search(card), "how far depends on the bed's own music"
    (preview,) = posted(stage, bed.channel, bed.root_ts, "under Voice.mp3")
    sound = decoded(await stage.download(preview))
    assert SECONDS <= len(sound) / RATE <= 8.1


async def test_a_bed_of_no_asked_length_is_fitted_to_the_voice(stage: Stage, spoken: bytes) -> None:
    room = stage.room()
    message = await stage.person("ann").upload(room, "Voice.m4a", spoken)
    ann = stage.person("ann")
    assert (await ann.shortcut(room, message["ts"], "bgm_lay")).ok
    answer = await ann.submit(ann.modal() or {}, {"what": "lay new", "words": "calm lo-fi"})
    assert not answer.errors, answer.errors
    (job,) = await over(stage, room, Kind.LAY)
    (made,) = [one for one in await stage.jobs(room) if one.kind is Kind.MAKE]
    (take,) = await stage.read(lambda tx: tx.takes(job_id=made.id))
    assert take.receipt
    assert take.receipt.seconds == pytest.approx(SECONDS, abs=0.05)
    assert posted(stage, room, message["ts"], "under Voice.mp3")
    assert "The voice stands" in said(shown(stage, job, message["ts"], room))


async def laid(stage: Stage, spoken: bytes) -> tuple[Bed, Job]:
    """A bed in a thread, laid under a voice."""
    bed = await stage.bed("chiptune 0:06")
    await stage.person("ann").upload(bed.channel, "Voice.m4a", spoken, thread_ts=bed.root_ts)
    return bed, (await over(stage, bed.channel, Kind.LAY))[0]


async def test_lower_it_and_duck_more_by_button_and_in_words_then_deliver_at_that_level(
    stage: Stage, spoken: bytes
) -> None:
    bed, first = await laid(stage, spoken)
    ben = stage.person("ben")
    await ben.click(shown(stage, first, bed.root_ts, bed.channel), "bgm:lower")
    second = (await over(stage, bed.channel, Kind.LAY, 2))[-1]
    assert second.details["laid"]["gain"] == first.details["laid"]["gain"] - 2.0
    await ben.say(bed.channel, "duck more", bed.root_ts)
    third = (await over(stage, bed.channel, Kind.LAY, 3))[-1]
    assert third.details["laid"]["dip"] == second.details["laid"]["dip"] + 3.0
    assert third.details["laid"]["gain"] == second.details["laid"]["gain"]
    clearer = [job.details["laid"]["clearance"]["ducked"] for job in (first, second, third)]
    assert clearer == sorted(clearer)
    assert clearer[1] == pytest.approx(clearer[0] + 2.0, abs=0.2)
    await ben.click(shown(stage, third, bed.root_ts, bed.channel), "bgm:keep level")
    (kept,) = await over(stage, bed.channel, Kind.FIT)
    (take,) = await stage.read(lambda tx: tx.takes(job_id=kept.id))
    assert take.receipt
    assert take.receipt.lufs == pytest.approx(-22.0, abs=0.2)


async def test_ordinary_talk_in_a_thread_is_left_alone(stage: Stage, fresh: Bed) -> None:
    await stage.person("ben").say(fresh.channel, "could you lower it a bit for the second half, Ann?", fresh.root_ts)
    await stage.person("ben").say(fresh.channel, "lower it")
    await stage.slack.delivered()
    await stage.settled()
    assert len(await stage.jobs(fresh.channel)) == 1
    assert len(stage.slack.messages(fresh.channel)) == 2


def pictures(data: bytes) -> list[bytes]:
    """Each packet of pictures of a file."""
    with av.open(io.BytesIO(data)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


async def test_a_clip_is_scored_to_the_frame_and_comes_back_with_its_pictures_untouched(
    stage: Stage, clip: bytes
) -> None:
    """The shortcut proposes a brief from the title and the message, which may be edited. Another take of it is laid
    under the clip as well."""
    room, ann = stage.room(), stage.person("ann")
    message = await ann.upload(room, "Launch.mp4", clip)
    assert (await ann.shortcut(room, message["ts"], "bgm_score")).ok
    view = ann.modal() or {}
    assert "Launch" in str(view)
    assert not (await ann.submit(view, {"words": 'chiptune for "Launch"'})).errors
    (job,) = await over(stage, room, Kind.LAY)
    (made,) = [one for one in await stage.jobs(room) if one.kind is Kind.MAKE]
    (take,) = await stage.read(lambda tx: tx.takes(job_id=made.id))
    assert take.receipt
    assert take.receipt.frames == 4 * RATE
    assert made.brief.hits == (1.2,)
    (preview,) = posted(stage, room, message["ts"], ".mp4")[-1:]
    data = await stage.download(preview)
    assert pictures(data) == pictures(clip)
    with av.open(io.BytesIO(data)) as container:
        assert container.streams.audio[0].rate == RATE
        frames = sum(frame.samples for frame in container.decode(audio=0))
    assert frames == pytest.approx(4 * RATE, abs=1200)
    assert job.details["laid"]["format"] == "mp4"
    await stage.react((await stage.shown(take)), "repeat")
    another = (await over(stage, room, Kind.LAY, 2))[-1]
    (again,) = [one for one in await stage.jobs(room) if one.kind is Kind.REGENERATE]
    assert another.details["laid"]["format"] == "mp4"
    assert (another.parent != job.parent, again.brief.hits) == (True, made.brief.hits)


async def test_a_clip_posted_in_the_thread_gets_its_bed_fitted_to_the_frame(stage: Stage, clip: bytes) -> None:
    bed = await stage.bed("chiptune 0:06")
    await stage.person("ann").upload(bed.channel, "Launch.mp4", clip, thread_ts=bed.root_ts)
    (job,) = await over(stage, bed.channel, Kind.LAY)
    (fitted,) = await over(stage, bed.channel, Kind.FIT)
    assert job.parent != bed.take.id
    (take,) = await stage.read(lambda tx: tx.takes(job_id=fitted.id))
    assert take.receipt
    assert take.receipt.frames == 4 * RATE
    assert posted(stage, bed.channel, bed.root_ts, "under Launch.mp4")


async def test_a_voice_posted_before_the_bed_is_there_waits_for_it(stage: Stage, spoken: bytes) -> None:
    job = await stage.ask("chiptune 0:05", stage.room())
    channel = (await stage.read(lambda tx: tx.thread(job.thread_id))).channel
    thread = await stage.remembers(lambda tx: found if (found := tx.thread(job.thread_id)).root_ts else None)
    await stage.person("ann").upload(channel, "Voice.m4a", spoken, thread_ts=thread.root_ts)
    (laying,) = await over(stage, channel, Kind.LAY)
    assert laying.parent


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("Voice.mp3", b"just some words, no sound at all\n" * 40, "text"),
        ("Voice.wav", b"", "empty"),
        ("Clip.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(2000), "cannot be read"),
    ],
)
async def test_a_file_that_is_none_ends_in_words(stage: Stage, fresh: Bed, name: str, data: bytes, words: str) -> None:
    await stage.person("ann").upload(fresh.channel, name, data, thread_ts=fresh.root_ts)
    job = await stage.ended((await stage.has_jobs(fresh.channel, 2))[-1])
    assert job.state is State.FAILED
    assert words in (job.reason or "")
    thread = stage.slack.thread(fresh.channel, fresh.root_ts)
    assert any(words in said(message) for message in thread)


async def test_silence_instead_of_a_voice_says_that_nobody_speaks(stage: Stage, fresh: Bed, tmp_path: Path) -> None:
    path = recording(tmp_path / "Silence.wav", np.zeros((4 * RATE, 2), np.float32))
    await stage.person("ann").upload(fresh.channel, "Silence.wav", path.read_bytes(), thread_ts=fresh.root_ts)
    (job,) = await over(stage, fresh.channel, Kind.LAY)
    assert job.details["laid"]["clearance"] is None
    assert audio_files(stage.slack.thread(fresh.channel, fresh.root_ts)[-2]) or posted(
        stage, fresh.channel, fresh.root_ts, "under Silence.mp3"
    )
