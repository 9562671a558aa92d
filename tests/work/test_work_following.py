"""Cut-downs of a take and the laying of a bed follow by themselves, each once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from work_parts import HandClock, TinyProvider, add_job, add_take
from work_produce import Studio

from bot.domain.brief import Brief
from bot.domain.errors import AudioError
from bot.domain.job import Job, Kind, State
from bot.domain.ports import Transaction
from bot.domain.thread import PostKind, TakeState
from storage import SqliteStore

RECORDING = {"slack_file": "F1", "title": "Voice.m4a", "file": "extras/j1/posted", "recording": {"seconds": 3.0}}


@pytest.fixture
def studio(store: SqliteStore, clock: HandClock, provider: TinyProvider, tmp_path: Path) -> Studio:
    return Studio(store, clock, tmp_path, provider)


async def finished(studio: Studio, store: SqliteStore, takes: int = 1, **changes: object) -> list[Job]:
    """The jobs that there are once a job with so many takes was finished; `changes` are of that job."""
    studio.put("takes/x/0.take")

    def ready(tx: Transaction) -> None:
        job = replace(add_job(tx, State.READY), **changes)  # type: ignore[arg-type]
        tx.save_job(job)
        first = add_take(tx, job)
        for number in range(1, takes):
            tx.add_take(replace(first, id=f"v{number}", number=number + 1))

    await store.write(ready)
    await studio.turn()
    return await store.read(lambda tx: tx.jobs())


async def test_each_take_is_cut_down_to_each_length_of_its_set_without_a_card(
    store: SqliteStore, studio: Studio
) -> None:
    brief = Brief(description="lo-fi", duration=45.0, cutdowns=(30.0, 15.0), fade=20.0, hits=(12.0, 20.0))
    jobs = await finished(studio, store, takes=2, brief=brief, lengths=(45.0,))
    cut = [job for job in jobs if job.kind is Kind.FIT]
    assert [(job.parent, job.lengths) for job in cut] == [
        ("vj1", (30.0,)),
        ("vj1", (15.0,)),
        ("v1", (30.0,)),
        ("v1", (15.0,)),
    ]
    assert all((job.shown_as, job.brief.cutdowns) == ("", ()) for job in cut)
    assert [job.brief.hits for job in cut[:2]] == [(12.0, 20.0), (12.0,)]
    assert [job.brief.fade for job in cut[:2]] == [15.0, 7.5]
    assert len({job.id for job in cut}) == 4


async def test_a_bed_made_for_a_recording_is_laid_under_it_once_it_is_there(store: SqliteStore, studio: Studio) -> None:
    jobs = await finished(studio, store, details={**RECORDING, "lay": True, "style": "other"})
    (laying,) = [job for job in jobs if job.kind is Kind.LAY]
    assert (laying.parent, dict(laying.details)) == ("vj1", RECORDING)
    cards = [post for post in await store.read(lambda tx: tx.posts(job_id=laying.id)) if post.kind is PostKind.CARD]
    assert [card.key for card in cards] == [laying.shown_as]


async def test_nothing_follows_a_bed_that_could_not_be_made(store: SqliteStore, studio: Studio) -> None:
    studio.bench.trouble = [AudioError("It is text.")]
    jobs = await finished(studio, store, details={**RECORDING, "lay": True})
    assert [job.state for job in jobs] == [State.FAILED]


async def test_what_follows_is_not_lost_where_the_thread_sees_the_bed_before_its_job_goes_on(
    store: SqliteStore, studio: Studio
) -> None:
    """The bot ended after the bed was stored: the next start posts it at once, and finishes the job after that."""
    brief = Brief(description="lo-fi", duration=45.0, cutdowns=(30.0,))
    details = {**RECORDING, "lay": True}

    def ready(tx: Transaction) -> None:
        job = replace(add_job(tx, State.READY), brief=brief, lengths=(45.0,), details=details)
        tx.save_job(job)
        add_take(tx, job, TakeState.DELIVERED)

    await store.write(ready)
    await studio.turn()
    followed = [job for job in await store.read(lambda tx: tx.jobs()) if job.parent == "vj1"]
    assert sorted((job.kind, job.lengths) for job in followed) == [(Kind.FIT, (30.0,)), (Kind.LAY, (45.0,))]


async def test_another_take_of_a_cut_down_song_is_sung_with_the_same_words(store: SqliteStore, studio: Studio) -> None:
    brief = Brief(description="pop", duration=45.0, cutdowns=(30.0,), instrumental=False)
    jobs = await finished(studio, store, brief=brief, lengths=(45.0,), details={"lyrics": "la", "gender": "f"})
    (cut,) = [job for job in jobs if job.kind is Kind.FIT]
    assert dict(cut.details) == {"lyrics": "la", "gender": "f"}


@pytest.mark.parametrize(("origin", "where"), [("made", "on its card"), ("fitted", "on the take that it comes from")])
async def test_a_preview_of_a_bed_whose_files_are_gone_says_which_button_brings_them_back(
    store: SqliteStore, studio: Studio, origin: str, where: str
) -> None:
    """A fitted bed has no such button."""

    def ready(tx: Transaction) -> None:
        bed = replace(
            add_take(tx, add_job(tx, State.DELIVERED), TakeState.DELIVERED), origin=origin, bed="beds/gone.mp3"
        )
        tx.save_take(bed)
        laying = add_job(tx, State.READY, name="2")
        tx.save_job(replace(laying, kind=Kind.LAY, parent=bed.id, details=RECORDING))

    await store.write(ready)
    await studio.turn()
    job = await store.read(lambda tx: tx.job("j2"))
    assert job
    assert job.state is State.FAILED
    assert where in (job.reason or "")


async def test_a_job_whose_only_take_was_removed_after_its_days_ends_in_words(
    store: SqliteStore, studio: Studio
) -> None:
    def ready(tx: Transaction) -> None:
        add_take(tx, add_job(tx, State.READY), TakeState.EXPIRED)

    await store.write(ready)
    await studio.turn()
    job = await store.read(lambda tx: tx.job("j1"))
    assert job
    assert job.state is State.FAILED
    assert "no longer kept" in (job.reason or "")
