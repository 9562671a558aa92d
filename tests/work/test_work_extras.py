"""What belongs to a take beside its bed arrives in the thread as files or words, and is paid for and fetched once."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from work_parts import ASKER, NOW, HandClock, TinyProvider, add_job, add_take, add_task, walk
from work_produce import Studio

from bot.audio.encode import encode
from bot.domain.brief import Brief
from bot.domain.errors import NotFetched
from bot.domain.extra import Extra, Voice
from bot.domain.job import Event, Job, Kind, State
from bot.domain.operation import Operation
from bot.domain.plan import OPERATIONS
from bot.domain.ports import Finished, RawExtra, Transaction
from bot.domain.receipt import Receipt
from bot.domain.results import as_json
from bot.domain.thread import Post, PostKind, PostState, Take, TakeState, TaskState
from bot.work.finishing.keep import Keep
from bot.work.telling import outcome
from storage import SqliteStore

CDN = "https://cdn.example"
RECEIPT = Receipt(seconds=3.0, frames=144_000, format="mp3", lufs=-20.0, true_peak=-3.0, engine="tiny API")
WORDS = [
    {"word": "[Verse]\nHello ", "start": 1.0, "end": 1.4},
    {"word": "world\n", "start": 1.5, "end": 2.0},
]


@pytest.fixture(scope="session")
def wav(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "part.wav"
    encode([np.full((4800, 2), 0.1, np.float32)], path, "wav", frames=4800)
    return path.read_bytes()


@pytest.fixture
def studio(store: SqliteStore, clock: HandClock, provider: TinyProvider, tmp_path: Path) -> Studio:
    return Studio(store, clock, tmp_path / "files", provider)


@pytest.fixture
async def take(store: SqliteStore) -> Take:
    """A take in its thread."""

    def add(tx: Transaction) -> Take:
        job = add_job(tx, State.DELIVERED)
        tx.save_job(replace(job, brief=Brief(description="lo-fi", title="Onboarding")))
        made = replace(add_take(tx, job, TakeState.DELIVERED), receipt=RECEIPT, facts={"clip_id": "c1"})
        tx.save_take(made)
        return made

    return await store.write(add)


async def asked(
    store: SqliteStore,
    take: Take,
    kind: Kind,
    *extras: RawExtra,
    name: str = "2",
    facts: Mapping[str, Any] | None = None,
    notes: tuple[str, ...] = (),
    details: Mapping[str, Any] | None = None,
) -> Job:
    """A ready job about the take, with these extras of its own; with none it is to be answered from store."""

    def add(tx: Transaction) -> Job:
        origin = tx.job(take.job_id)
        assert origin
        job = replace(
            origin, id=f"j{name}", kind=kind, parent=take.id, state=State.ACCEPTED, shown_as="", details=details or {}
        )
        tx.add_job(job)
        if not extras:
            return walk(tx, job, Event.IN_STORE)
        task = add_task(tx, job)
        answer = as_json(Finished(extras=extras, facts=facts or {}, notes=notes))
        tx.save_task(replace(task, state=TaskState.FINISHED, answer=answer))
        for number, raw in enumerate(extras):
            tx.add_extra(_extra(job, number, raw, facts))
        return walk(tx, job, Event.SUBMIT, Event.STARTED, Event.FINISHED)

    return await store.write(add)


def _extra(job: Job, number: int, raw: RawExtra, facts: Mapping[str, Any] | None) -> Extra:
    return Extra(
        id=f"x{job.id}-{number}",
        job_id=job.id,
        take_id=job.parent,
        provider=job.provider,
        operation=OPERATIONS[job.kind],
        number=number,
        name=raw.name,
        source=raw.source,
        created_at=NOW,
        data={**raw.data, **({"facts": facts} if facts else {})},
    )


def stems(studio: Studio, wav: bytes, *names: str) -> tuple[RawExtra, ...]:
    """Stems at the CDN."""
    for index in range(len(names)):
        studio.cdn.holds[f"{CDN}/{index}"] = wav
    return tuple(RawExtra(name=name, source=f"{CDN}/{index}") for index, name in enumerate(names))


async def posts(store: SqliteStore, kind: PostKind) -> list[Post]:
    return [post for post in await store.read(lambda tx: tx.posts(thread_id="t1")) if post.kind is kind]


async def files(store: SqliteStore, *, at: int = -1) -> list[str]:
    """The names of the files of one post."""
    return [Path(path).name for path in (await posts(store, PostKind.FILES))[at].data["files"]]


async def job_of(store: SqliteStore, name: str = "j2") -> Job:
    job = await store.read(lambda tx: tx.job(name))
    assert job
    return job


async def test_stems_are_posted_by_names_that_people_know(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums", "bass"))
    await studio.turn()
    [post] = await posts(store, PostKind.FILES)
    assert (await job_of(store)).state is State.POSTING
    assert await files(store) == ["Onboarding 0-03 v1 drums.wav", "Onboarding 0-03 v1 bass.wav"]
    assert post.words == "v1 · stems: drums, bass"
    assert all(studio.folder.absolute(path).read_bytes() == wav for path in post.data["files"])


async def test_many_stems_come_as_one_zip_and_equal_names_stay_apart(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.ALL_STEMS, *stems(studio, wav, "drums", "Drums", "bass", "../keys", "drums"))
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1 stems.zip"]
    [post] = await posts(store, PostKind.FILES)
    with zipfile.ZipFile(studio.folder.absolute(post.data["files"][0])) as packed:
        names = sorted(name.removeprefix("Onboarding 0-03 v1 ") for name in packed.namelist())
    assert names == ["Drums 2.wav", "bass.wav", "drums 3.wav", "drums.wav", "keys.wav"]


async def test_an_operation_paid_for_once_is_answered_from_store(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums", "bass"))
    await studio.turn()
    await asked(store, take, Kind.STEMS, name="3")
    studio.cdn.holds.clear()
    fetched = len(studio.cdn.asked)
    await studio.turn()
    assert (await job_of(store, "j3")).state is State.POSTING
    assert await files(store, at=0) == await files(store, at=1)
    assert len(studio.cdn.asked) == fetched


async def test_what_an_earlier_job_paid_for_and_could_not_fetch_is_fetched_for_the_next(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums"))
    studio.cdn.holds[f"{CDN}/0"] = NotFetched("no", unsafe=True)
    await studio.turn()
    assert (await job_of(store)).state is State.FAILED
    studio.cdn.holds[f"{CDN}/0"] = wav
    await asked(store, take, Kind.STEMS, name="3")
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1 drums.wav"]


async def test_what_is_gone_from_the_disk_is_fetched_again_by_a_fresh_address(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes, provider: TinyProvider
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums", "bass"))
    await studio.turn()
    for path in (await posts(store, PostKind.FILES))[0].data["files"]:
        studio.folder.absolute(path).unlink()
    studio.cdn.holds = {f"{CDN}/new": wav, f"{CDN}/1": wav}
    fresh = (RawExtra(name="bass", source=f"{CDN}/1"), RawExtra(name="drums", source=f"{CDN}/new"))
    provider.looks["kj2"] = Finished(extras=fresh)
    await asked(store, take, Kind.STEMS, name="3")
    await studio.turn()
    assert (await job_of(store, "j3")).state is State.POSTING
    assert studio.cdn.asked[-3:] == [f"{CDN}/0", f"{CDN}/new", f"{CDN}/1"]


async def test_one_broken_stem_spoils_nothing_and_is_said(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums", "bass"))
    studio.cdn.holds[f"{CDN}/0"] = b"\x00\x01 no music"
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1 bass.wav"]
    assert "cannot be read as audio" in ((await posts(store, PostKind.FILES))[0].words or "")


async def test_a_stem_that_may_come_later_is_waited_for(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums", "bass"))
    studio.cdn.holds[f"{CDN}/0"] = NotFetched("cdn.example answered HTTP 503 for the file.")
    await studio.turn()
    assert (await job_of(store)).state is State.READY
    studio.cdn.holds[f"{CDN}/0"] = wav
    await studio.turn(60.0)
    assert len(await files(store)) == 2
    assert studio.cdn.asked.count(f"{CDN}/1") == 1


async def test_stems_made_here_are_taken_as_they_are(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes, clock: HandClock
) -> None:
    source = studio.put("takes/kj2/0.take", wav)
    await asked(store, take, Kind.STEMS, RawExtra(name="drums", source=source), notes=("An older engine.",))
    keep = Keep(store=store, folder=studio.folder, clock=clock)
    await keep.turn()
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1 drums.wav"]
    assert (await posts(store, PostKind.FILES))[0].words == "v1 · stems: drums\nAn older engine."
    await keep.turn()  # what was copied is not needed twice
    assert not studio.folder.absolute(source).exists()
    assert studio.folder.absolute((await posts(store, PostKind.FILES))[0].data["files"][0]).read_bytes() == wav


async def test_a_vendors_zip_goes_out_as_it_came(
    store: SqliteStore, studio: Studio, take: Take, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "z", "w") as packed:
        packed.writestr("drums.mp3", b"x")
    studio.cdn.holds[f"{CDN}/0"] = (tmp_path / "z").read_bytes()
    await asked(store, take, Kind.STEMS, RawExtra(name="stems", source=f"{CDN}/0"))
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1 stems.zip"]


async def test_midi_is_a_file_beside_the_bed(store: SqliteStore, studio: Studio, take: Take) -> None:
    studio.cdn.holds[f"{CDN}/0"] = b"MThd\x00\x00\x00\x06"
    await asked(store, take, Kind.MIDI, RawExtra(name="midi", source=f"{CDN}/0"))
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1.mid"]


async def test_lyrics_with_times_are_two_files(store: SqliteStore, studio: Studio, take: Take) -> None:
    await asked(store, take, Kind.LYRICS, RawExtra(name="lyrics", data={"words": WORDS}))
    await studio.turn()
    assert await files(store) == ["Onboarding 0-03 v1.lrc", "Onboarding 0-03 v1.srt"]
    lrc, srt = [studio.folder.absolute(p).read_text() for p in (await posts(store, PostKind.FILES))[0].data["files"]]
    assert "[00:01.00]Hello world\n" in lrc
    assert "00:00:01,000 --> 00:00:02,000\nHello world\n" in srt


async def test_lyrics_of_what_was_cut_off_the_bed_are_left_out(store: SqliteStore, studio: Studio, take: Take) -> None:
    words = [*WORDS, {"word": "late", "start": 3.5, "end": 4.0}]
    await asked(store, take, Kind.LYRICS, RawExtra(name="lyrics", data={"words": words}))
    await studio.turn()
    [lrc, _] = (await posts(store, PostKind.FILES))[0].data["files"]
    assert "late" not in studio.folder.absolute(lrc).read_text()


async def test_files_longer_than_a_bed_that_was_cut_say_so(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes
) -> None:
    await store.write(lambda tx: tx.save_take(replace(take, facts={"seconds": 17.5})))
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums"))
    await studio.turn()
    words = (await posts(store, PostKind.FILES))[0].words or ""
    assert "As long as tiny API made it, 0:18; v1 is the first 0:03 of it." in words


@pytest.mark.parametrize("words", [[], None, [{"word": "x"}], "text"])
async def test_lyrics_without_times_end_in_words(store: SqliteStore, studio: Studio, take: Take, words: Any) -> None:
    await asked(store, take, Kind.LYRICS, RawExtra(name="lyrics", data={"words": words}))
    await studio.turn()
    job = await job_of(store)
    assert job.state is State.FAILED
    assert "no times" in (job.reason or "")


async def test_a_measured_tempo_is_said_and_belongs_to_the_take_from_then_on(
    store: SqliteStore, studio: Studio, take: Take
) -> None:
    raw = RawExtra(name="tempo", data={"average": 96.2, "min": 94.0, "max": 98.0})
    await asked(store, take, Kind.TEMPO, raw, facts={"tempo": 96.2})
    await studio.turn()
    known = await store.read(lambda tx: tx.take(take.id))
    assert known
    assert known.receipt
    assert (known.facts["tempo"], known.receipt.tempo) == (96.2, 96.2)
    assert [post.words for post in await posts(store, PostKind.TELL)] == ["v1 · 96.2 bpm (between 94 and 98)"]
    assert len(await posts(store, PostKind.RETAKE)) == 1
    assert not await posts(store, PostKind.FILES)


async def test_a_job_that_ends_in_words_is_delivered_when_they_are_said(
    store: SqliteStore, studio: Studio, take: Take
) -> None:
    await asked(store, take, Kind.TEMPO, RawExtra(name="tempo"), facts={"tempo": 96})
    await studio.turn()
    assert (await job_of(store)).state is State.POSTING
    [told] = await posts(store, PostKind.TELL)

    def said(tx: Transaction) -> None:
        tx.save_post(replace(told, state=PostState.DONE, ts="5.0"))
        outcome.close(tx, "j2", NOW)

    await store.write(said)
    assert (await job_of(store)).state is State.DELIVERED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"vocal_start_s": 12.0, "vocal_end_s": 65},
            "v1 · tiny API gave no file of the voice; it is sung from 0:12 to 1:05",
        ),
        ({}, "v1 · tiny API found no voice in it"),
    ],
)
async def test_a_voice_without_a_file_is_told_by_its_times(
    store: SqliteStore, studio: Studio, take: Take, data: dict[str, Any], words: str
) -> None:
    await asked(store, take, Kind.VOCALS, RawExtra(name="vocals", data=data))
    await studio.turn()
    assert [post.words for post in await posts(store, PostKind.TELL)] == [words]


async def test_a_voice_is_kept_by_its_name_and_again_from_store_by_another(
    store: SqliteStore, studio: Studio, take: Take
) -> None:
    raw = RawExtra(name="voice")
    await asked(store, take, Kind.VOICE, raw, facts={"voice": "p-1"}, details={"name": "Anna"})
    await asked(store, take, Kind.VOICE, name="3", details={"name": "Nina"})
    await studio.turn()
    voices = await store.read(lambda tx: tx.voices())
    assert voices[0] == Voice(
        name="anna", provider="tiny", provider_id="p-1", take_id=take.id, asker=ASKER, created_at=NOW
    )
    assert [voice.name for voice in voices] == ["anna", "nina"]
    assert "--voice anna" in ((await posts(store, PostKind.TELL))[0].words or "")


async def test_nothing_in_store_is_said_in_words(store: SqliteStore, studio: Studio, take: Take) -> None:
    await asked(store, take, Kind.STEMS)
    await studio.turn()
    assert (await job_of(store)).state is State.FAILED


async def test_files_of_extras_go_with_their_take(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes, clock: HandClock
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums"))
    await studio.turn()
    [path] = (await posts(store, PostKind.FILES))[0].data["files"]
    clock.time += 2000.0
    await Keep(store=store, folder=studio.folder, clock=clock).turn()
    [row] = await store.read(lambda tx: tx.extras(take_id=take.id, operation=Operation.STEMS))
    assert not studio.folder.absolute(path).exists()
    assert row.paths == ()


async def test_files_made_of_a_posted_file_go_after_their_days(
    store: SqliteStore, studio: Studio, take: Take, wav: bytes, clock: HandClock
) -> None:
    await asked(store, take, Kind.STEMS, *stems(studio, wav, "drums"), details={"title": "Jingle", "file": "x"})
    for row in await store.read(lambda tx: tx.extras(job_id="j2")):
        await store.write(lambda tx, row=row: tx.save_extra(replace(row, take_id=None)))
    job = await job_of(store)
    await store.write(lambda tx: tx.save_job(replace(job, parent=None)))
    await studio.turn()
    assert await files(store) == ["Jingle drums.wav"]
    [path] = (await posts(store, PostKind.FILES))[0].data["files"]
    keep = Keep(store=store, folder=studio.folder, clock=clock, keep_days=1)
    clock.time += 80_000.0
    await keep.turn()
    assert studio.folder.absolute(path).exists()
    clock.time += 10_000.0
    await keep.turn()
    assert not studio.folder.absolute(path).exists()
