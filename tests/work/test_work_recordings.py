"""What follows once a posted voice or clip was read: lengths to the frame, hits on cuts, and the bed to lay."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_parts import NOW, add_job, add_take

from bot.domain.brief import LONGEST, Brief
from bot.domain.clip import Clip
from bot.domain.job import Job, Kind, State
from bot.domain.ports import Transaction
from bot.domain.recording import Recording, as_json, from_json
from bot.domain.thread import TakeState
from bot.domain.voice_over import Speech
from bot.work.finishing.recordings import (
    APART,
    EDGE,
    MOST_HITS,
    NO_BED,
    attached,
    find_bed,
    for_recording,
    hits_on,
    waiting_for_a_bed,
)
from storage import SqliteStore

VOICE = Recording(seconds=21.5, speech=Speech(seconds=21.5, windows=((0.4, 3.2), (5.0, 20.9)), lufs=-18.2))
CLIP = Recording(
    seconds=40.04,
    speech=VOICE.speech,
    clip=Clip(frames=1200, rate=Fraction(30000, 1001), width=1280, height=720, cuts=(0.5, 7.2, 8.0, 15.5, 39.9)),
)
POSTED = {"slack_file": "F1", "title": "Voice.m4a"}


def laying(tx: Transaction, job: Job, **changes: object) -> Job:
    """A job that is to lay the bed under a posted file, which is not here yet."""
    waiting = {"kind": Kind.LAY, "state": State.ACCEPTED, "due_at": NOW + 1e6, "details": POSTED}
    found = replace(job, id="lay", shown_as="lay:card", **(waiting | changes))  # type: ignore[arg-type]
    tx.add_job(found)
    return found


async def read(store: SqliteStore, recording: Recording) -> Job:
    """The job once its file was read."""
    await store.write(lambda tx: attached(tx, job_id="lay", path="extras/lay/posted", found=recording, now=NOW))
    job = await store.read(lambda tx: tx.job("lay"))
    assert job
    return job


@given(
    st.builds(
        Recording,
        seconds=st.floats(0, 1e4),
        speech=st.none() | st.just(VOICE.speech),
        clip=st.none() | st.just(CLIP.clip),
        notes=st.lists(st.text(), max_size=2).map(tuple),
    )
)
def test_what_was_read_comes_back_from_its_json(recording: Recording) -> None:
    assert from_json(as_json(recording)) == recording


@given(st.lists(st.floats(0, 700), max_size=60).map(sorted), st.floats(3, 600))
def test_hits_are_cuts_apart_from_each_other_and_from_the_ends(cuts: list[float], seconds: float) -> None:
    hits = hits_on(cuts, seconds)
    assert len(hits) <= MOST_HITS
    assert set(hits) <= set(cuts)
    assert all(EDGE <= hit <= seconds - EDGE for hit in hits)
    assert all(after - before >= APART for before, after in itertools.pairwise(hits))


async def test_a_bed_for_a_clip_is_as_long_to_the_frame_and_meets_its_cuts(store: SqliteStore) -> None:
    job = await store.write(lambda tx: add_job(tx, State.ACCEPTED))
    bed = for_recording(replace(job, brief=replace(job.brief, duration=90.0)), CLIP)
    assert round(bed.lengths[-1] * 48_000) == round(1200 * 1001 / 30000 * 48_000) == 1921920
    assert bed.brief.hits == (7.2, 15.5)
    assert bed.due_at == 0.0


async def test_a_bed_for_a_voice_is_as_long_as_it_unless_another_length_was_asked(store: SqliteStore) -> None:
    job = await store.write(lambda tx: add_job(tx, State.ACCEPTED))
    for asked, seconds in ((None, 21.5), (30.0, 30.0)):
        bed = for_recording(replace(job, brief=replace(job.brief, duration=asked)), VOICE)
        assert bed.lengths == (seconds,)


@pytest.mark.parametrize(("seconds", "word"), [(LONGEST + 1, "10:00 at most"), (1.2, "at least 3 s")])
async def test_what_no_bed_can_be_as_long_as_is_refused_in_words(store: SqliteStore, seconds: float, word: str) -> None:
    def work(tx: Transaction) -> None:
        laying(tx, add_job(tx, State.DELIVERED), kind=Kind.MAKE, details={**POSTED, "lay": True})

    await store.write(work)
    job = await read(store, replace(VOICE, seconds=seconds))
    assert job.state is State.FAILED
    assert word in (job.reason or "")


async def test_the_newest_bed_is_laid_as_it_is_under_a_voice_where_its_length_was_asked_for(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        job = add_job(tx, State.DELIVERED)
        tx.save_job(replace(job, brief=replace(job.brief, duration=45.0)))
        add_take(tx, job, TakeState.DELIVERED)
        laying(tx, job)

    await store.write(work)
    job = await read(store, VOICE)
    assert (job.kind, job.parent, job.due_at) == (Kind.LAY, "vj1", 0.0)
    assert from_json(job.details["recording"]) == VOICE


@pytest.mark.parametrize(("recording", "seconds"), [(VOICE, 21.5), (CLIP, 40.04)])
async def test_a_bed_of_no_asked_length_is_fitted_first_and_laid_then(
    store: SqliteStore, recording: Recording, seconds: float
) -> None:
    def work(tx: Transaction) -> None:
        job = add_job(tx, State.DELIVERED)
        tx.save_job(replace(job, brief=Brief(description="calm")))
        add_take(tx, job, TakeState.DELIVERED)
        laying(tx, job)

    await store.write(work)
    job = await read(store, recording)
    assert (job.kind, job.parent, job.lengths) == (Kind.FIT, "vj1", (pytest.approx(seconds),))
    assert job.details["lay"] is True


async def test_a_recording_that_comes_before_its_bed_waits_for_it(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        laying(tx, add_job(tx, State.WAITING))

    await store.write(work)
    assert (await read(store, VOICE)).due_at > NOW
    (waiting,) = await store.read(waiting_for_a_bed)

    def bed(tx: Transaction) -> None:
        job = tx.job("j1")
        assert job
        add_take(tx, job, TakeState.FINISHED)
        find_bed(tx, job_id=waiting.id, now=NOW)

    await store.write(bed)
    found = await store.read(lambda tx: tx.job("lay"))
    assert found
    assert found.parent == "vj1"
    assert found.due_at == 0.0


async def test_a_recording_whose_bed_never_came_ends_in_words(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        laying(tx, add_job(tx, State.FAILED))

    await store.write(work)
    job = await read(store, VOICE)
    assert (job.state, job.reason) == (State.FAILED, NO_BED)


async def test_what_a_bed_keeps_for_a_shorter_recording_lies_within_it(store: SqliteStore) -> None:
    """A hit, a climax or a fade of the longer bed, and lengths that are no cut-downs of the shorter one."""
    brief = Brief(
        description="calm", duration=60.0, hits=(12.0, 50.0), climax=45.0, fade=25.0, cutdowns=(45.0, 15.0), takes=2
    )
    job = await store.write(lambda tx: add_job(tx, State.ACCEPTED))
    bed = for_recording(replace(job, brief=brief), CLIP).brief
    assert (bed.hits, bed.climax, bed.cutdowns, bed.takes) == ((12.0,), None, (15.0,), 2)
    assert bed.fade == pytest.approx(CLIP.seconds / 2)


async def test_a_cut_down_of_a_set_is_not_the_bed_that_is_laid(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        job = replace(add_job(tx, State.DELIVERED), brief=Brief(description="calm", duration=45.0))
        tx.save_job(job)
        whole = add_take(tx, job, TakeState.DELIVERED)
        tx.add_job(replace(job, id="cut", kind=Kind.FIT, parent=whole.id, shown_as=""))
        tx.add_take(replace(whole, id="vcut", job_id="cut", number=2, origin="fitted", lengths=(6.0,)))
        laying(tx, job)

    await store.write(work)
    assert (await read(store, VOICE)).parent == "vj1"


async def test_a_song_fitted_to_a_voice_keeps_its_words(store: SqliteStore) -> None:
    def work(tx: Transaction) -> None:
        job = add_job(tx, State.DELIVERED)
        tx.save_job(replace(job, brief=Brief(description="pop", instrumental=False), details={"lyrics": "la"}))
        add_take(tx, job, TakeState.DELIVERED)
        laying(tx, job)

    await store.write(work)
    job = await read(store, VOICE)
    assert (job.kind, job.details["lyrics"], job.details["slack_file"]) == (Kind.FIT, "la", "F1")
