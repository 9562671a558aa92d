"""Which calls a job needs, one after the other, and what it is finished with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief
from bot.domain.job import Job, Kind
from bot.domain.operation import MUSIC, Operation
from bot.domain.plan import OPERATIONS, Ask, Finish, next_step
from bot.domain.results import Finished, RawExtra, RawTake, as_json, from_json
from bot.domain.thread import FITTED, Take, Task, TaskState

ALL = frozenset(Operation)
PARTS = MUSIC - {Operation.JOIN}
"""What may answer a new part alone."""
LOCAL = frozenset({Operation.CREATE, Operation.EXTEND})


def a_job(kind: Kind = Kind.MAKE, **given_: Any) -> Job:
    """A job of Ann's."""
    fields: dict[str, Any] = {
        "thread_id": "t1",
        "brief": Brief(description="calm", takes=2),
        "asker": "U1",
        "created_at": 0.0,
        "updated_at": 0.0,
        "seed": 7,
        "lengths": (45.0,),
        "provider": "p",
    }
    return Job(id="j1", kind=kind, **fields | given_)


def a_task(operation: Operation, done: Finished | None, state: TaskState = TaskState.FINISHED) -> Task:
    """A call of the job that ended."""
    return Task(
        id=f"k {operation}",
        job_id="j1",
        provider="p",
        operation=operation,
        request={},
        created_at=0.0,
        state=state,
        answer=as_json(done) if done else {},
    )


def a_take(**facts: Any) -> Take:
    """v1, as the provider knows it."""
    return Take(
        id="v1",
        thread_id="t1",
        job_id="j0",
        number=1,
        seed=None,
        lengths=(45.0,),
        provider="p",
        source="x",
        created_at=0.0,
        facts=facts,
    )


def tail(name: str, index: int = 0) -> RawTake:
    """The new part of an extension alone."""
    return RawTake(index=index, source=name, facts={"clip_id": name, "tail": True})


def whole(name: str, index: int = 0) -> RawTake:
    return RawTake(index=index, source=name, facts={"clip_id": name})


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.WAV and not kind.made_here])
def test_every_kind_of_job_asks_for_its_operation_and_is_finished_with_what_came(kind: Kind) -> None:
    job = a_job(kind)
    step = next_step(job, [], offered=ALL, parent=a_take(clip_id="c1"))
    assert isinstance(step, Ask)
    assert (step.order.operation, step.order.clip) == (OPERATIONS[kind], {"clip_id": "c1", "file": "x"})
    done = Finished(takes=(whole("a"), whole("b")), extras=(RawExtra(name="drums", source="d"),), notes=("one",))
    finish = next_step(job, [a_task(OPERATIONS[kind], done)], offered=ALL, parent=a_take())
    assert finish == Finish(takes=(whole("a"), whole("b", 1)), extras=done.extras, notes=("one",))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.made_here])
def test_what_is_made_here_asks_no_provider_whatever_it_offers(kind: Kind) -> None:
    """Nothing is paid for another bed of a take, a preview or a receipt; another bed has the take's own sound."""
    step = next_step(a_job(kind), [], offered=ALL, parent=a_take(clip_id="c1", cost="12 credits"))
    assert isinstance(step, Finish)
    assert kind not in OPERATIONS
    assert [(take.source, take.facts["cost"]) for take in step.takes] == ([("x", "free")] if kind is Kind.FIT else [])


@pytest.mark.parametrize(
    ("kind", "offered", "asked"),
    [
        (Kind.MAKE, ALL, Operation.LOOP),
        (Kind.REGENERATE, ALL, Operation.LOOP),
        (Kind.REMAKE, ALL, Operation.LOOP),
        (Kind.EXTEND, ALL, Operation.EXTEND),
        (Kind.MAKE, LOCAL, Operation.CREATE),
    ],
)
def test_a_loop_is_a_call_of_its_own_where_there_is_one(
    kind: Kind, offered: frozenset[Operation], asked: Operation
) -> None:
    job = a_job(kind)
    step = next_step(replace(job, brief=replace(job.brief, loop=True)), [], offered=offered, parent=a_take())
    assert isinstance(step, Ask)
    assert step.order.operation is asked


def test_a_new_piece_is_asked_for_in_as_many_takes_as_wanted_and_what_follows_it_in_one() -> None:
    for kind, takes in ((Kind.MAKE, 2), (Kind.REGENERATE, 1), (Kind.EXTEND, 1)):
        step = next_step(a_job(kind), [], offered=ALL)
        assert isinstance(step, Ask)
        assert step.order.takes == takes


def test_each_new_part_of_an_extension_is_joined_without_anyone_asking() -> None:
    """And the beds are made of the joined pieces, never of the parts."""
    job, tasks = a_job(Kind.EXTEND), [a_task(Operation.EXTEND, Finished((tail("t1"), tail("t2", 1))))]
    for name in ("t1", "t2"):
        step = next_step(job, tasks, offered=ALL, parent=a_take(clip_id="c1"))
        assert isinstance(step, Ask)
        assert (step.order.operation, step.order.clip["clip_id"]) == (Operation.JOIN, name)
        tasks.append(a_task(Operation.JOIN, Finished((whole(f"joined {name}"),))))
    finish = next_step(job, tasks, offered=ALL, parent=a_take())
    assert isinstance(finish, Finish)
    assert [take.source for take in finish.takes] == ["joined t1", "joined t2"]
    assert [take.index for take in finish.takes] == [0, 1]


def test_a_join_that_failed_is_passed_over_and_the_other_is_delivered() -> None:
    tasks = [
        a_task(Operation.EXTEND, Finished((tail("t1"), tail("t2", 1)))),
        a_task(Operation.JOIN, None, TaskState.FAILED),
    ]
    step = next_step(a_job(Kind.EXTEND), tasks, offered=ALL)
    assert isinstance(step, Ask)
    assert step.order.clip["clip_id"] == "t2"
    finish = next_step(a_job(Kind.EXTEND), [*tasks, a_task(Operation.JOIN, Finished((whole("joined"),)))], offered=ALL)
    assert isinstance(finish, Finish)
    assert [take.source for take in finish.takes] == ["joined"]


def test_a_join_that_never_began_is_asked_for_again() -> None:
    tasks = [a_task(Operation.EXTEND, Finished((tail("t1"),))), a_task(Operation.JOIN, None, TaskState.VOID)]
    step = next_step(a_job(Kind.EXTEND), tasks, offered=ALL)
    assert isinstance(step, Ask)
    assert step.order.clip["clip_id"] == "t1"


def test_an_extension_that_comes_whole_is_not_joined() -> None:
    finish = next_step(a_job(Kind.EXTEND), [a_task(Operation.EXTEND, Finished((whole("a"),)))], offered=LOCAL)
    assert isinstance(finish, Finish)
    assert [take.source for take in finish.takes] == ["a"]


def test_lyrics_and_better_tags_are_asked_for_first_and_go_into_the_order() -> None:
    job = a_job(details={"write_lyrics": True, "better_tags": True})
    lyrics = a_task(Operation.WRITE_LYRICS, Finished(facts={"lyrics": "la la"}))
    tags = a_task(Operation.BETTER_TAGS, Finished(facts={"tags": "warm lo-fi"}))
    asked = [next_step(job, done, offered=ALL) for done in ([], [lyrics], [lyrics, tags])]
    orders = [step.order for step in asked if isinstance(step, Ask)]
    assert [order.operation for order in orders] == [
        Operation.WRITE_LYRICS,
        Operation.BETTER_TAGS,
        Operation.CREATE,
    ]
    assert orders[-1].details["lyrics"] == "la la"
    assert orders[-1].details["tags"] == "warm lo-fi"


def test_what_a_provider_cannot_prepare_is_left_out() -> None:
    step = next_step(a_job(details={"write_lyrics": True}), [], offered=LOCAL)
    assert isinstance(step, Ask)
    assert step.order.operation is Operation.CREATE


def test_extras_of_a_posted_file_are_made_of_its_upload() -> None:
    job = a_job(Kind.STEMS, details={"file": "uploads/a.mp3"})
    first = next_step(job, [], offered=ALL)
    assert isinstance(first, Ask)
    assert first.order.operation is Operation.UPLOAD
    second = next_step(job, [a_task(Operation.UPLOAD, Finished(facts={"clip_id": "up"}))], offered=ALL)
    assert isinstance(second, Ask)
    assert (second.order.operation, second.order.clip["clip_id"]) == (Operation.STEMS, "up")


def test_what_is_in_store_is_never_asked_for() -> None:
    assert next_step(a_job(Kind.STEMS), [], offered=ALL, stored=True) == Finish()


def test_a_wav_is_asked_for_only_where_the_provider_sells_one() -> None:
    """Elsewhere it is made here, of the take."""
    assert next_step(a_job(Kind.WAV), [], offered=LOCAL, parent=a_take()) == Finish()
    step = next_step(a_job(Kind.WAV), [], offered=ALL, parent=a_take(clip_id="c1"))
    assert isinstance(step, Ask)
    assert step.order.operation is Operation.WAV


JSON = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3)
TAKES = st.lists(st.builds(RawTake, index=st.integers(0, 9), source=st.text(max_size=9), facts=JSON), max_size=3)
EXTRAS = st.lists(st.builds(RawExtra, name=st.text(max_size=9), source=st.text(max_size=9), data=JSON), max_size=3)


@given(TAKES.map(tuple), EXTRAS.map(tuple), JSON, st.lists(st.text(max_size=9), max_size=2).map(tuple))
def test_what_came_back_is_the_same_after_it_was_kept(
    takes: tuple[RawTake, ...], extras: tuple[RawExtra, ...], facts: dict[str, Any], notes: tuple[str, ...]
) -> None:
    done = Finished(takes=takes, extras=extras, facts=facts, notes=notes)
    assert from_json(as_json(done)) == done


@given(st.sampled_from(Kind), st.sets(st.sampled_from(Operation)), st.booleans())
def test_every_job_comes_to_an_end_whatever_is_offered(kind: Kind, offered: set[Operation], tails: bool) -> None:
    """No more calls than its operation, two before it, and a join for each part."""
    job = a_job(kind, details={"write_lyrics": True, "better_tags": True, "file": "f"})
    tasks: list[Task] = []
    for _ in range(7):
        step = next_step(job, tasks, offered=offered, parent=a_take())
        if isinstance(step, Finish):
            break
        made = (tail("a"), tail("b", 1)) if tails and step.order.operation in PARTS else (whole("a"),)
        tasks.append(a_task(step.order.operation, Finished(takes=made)))
        tasks[-1] = replace(tasks[-1], id=f"k{len(tasks)}")
    else:
        raise AssertionError([task.operation for task in tasks])


def test_nothing_of_a_recording_that_a_bed_is_made_for_is_in_the_order() -> None:
    """Neither its file, of which a link would be made, nor its name, nor what was read of it."""
    posted = {"slack_file": "F1", "title": "Secret film.mp4", "file": "extras/j1/posted", "recording": {}, "asked": "x"}
    told = {"seconds": 12.5, "gain": 0.0, "dip": 10.0, "lay": True}
    step = next_step(a_job(details={**posted, **told, "gender": "f"}), (), offered=ALL)
    assert isinstance(step, Ask)
    assert dict(step.order.details) == {"gender": "f"}


def test_a_take_as_another_bed_is_not_fetched_again_from_where_the_first_came() -> None:
    """Its audio is here: an address that died long ago would only be waited for."""
    facts = {"address": "https://cdn.example/1.mp3", "fetched_again": True, "clip_id": "c1"}
    parent = replace(a_take(**facts), source="takes/v1/0.take")
    step = next_step(a_job(Kind.FIT), (), offered=ALL, parent=parent)
    assert isinstance(step, Finish)
    assert dict(step.takes[0].facts) == {"clip_id": "c1", "cost": "free"}


def test_the_wav_of_a_fitted_take_is_made_here_and_asks_nobody() -> None:
    """What the provider has is the whole take, and would be paid for."""
    wav, fitted = a_job(Kind.WAV), replace(a_take(), origin=FITTED)
    assert next_step(wav, (), offered=ALL, parent=fitted) == Finish()
    assert isinstance(next_step(wav, (), offered=ALL, parent=a_take()), Ask)
