"""A take as another bed: its length is the one asked for, and it has its audio in common with where it came from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from work_parts import HandClock, TinyProvider, add_job, add_take
from work_produce import Studio

from bot.domain.brief import Brief
from bot.domain.job import Kind, State
from bot.domain.ports import Transaction
from bot.domain.thread import TakeState
from storage import SqliteStore

SONG = Brief(description="pop", instrumental=False)


@pytest.fixture
def studio(store: SqliteStore, clock: HandClock, provider: TinyProvider, tmp_path: Path) -> Studio:
    return Studio(store, clock, tmp_path, provider)


async def fitted(studio: Studio, store: SqliteStore, facts: dict[str, Any], brief: Brief, seconds: float) -> None:
    """Finishes a take of a job FIT whose parent is 151.5 s long and has these facts, as the other has."""
    studio.put("takes/x/0.take")

    def ready(tx: Transaction) -> None:
        origin = add_job(tx, State.DELIVERED)
        parent = replace(add_take(tx, origin, TakeState.DELIVERED), facts=facts, lengths=(151.5,))
        tx.save_take(parent)
        job = add_job(tx, State.READY, name="2")
        tx.save_job(replace(job, kind=Kind.FIT, parent=parent.id, brief=brief, lengths=(seconds,)))
        take = add_take(tx, replace(job, lengths=(seconds,)))
        tx.save_take(replace(take, parent=parent.id, origin="fitted", facts=facts))

    await store.write(ready)
    await studio.turn()


async def test_a_song_of_free_length_is_fitted_to_the_length_that_is_asked_of_it(
    store: SqliteStore, studio: Studio
) -> None:
    await fitted(studio, store, {"free_length": True}, replace(SONG, duration=30.0), 30.0)
    assert studio.bench.orders[0].frames == 30 * 48_000
    take = await store.read(lambda tx: tx.take("vj2"))
    assert take
    assert (take.lengths, take.facts.get("free_length")) == ((30.0,), None)


async def test_a_song_of_free_length_at_another_level_stays_as_long_as_it_came(
    store: SqliteStore, studio: Studio
) -> None:
    await fitted(studio, store, {"free_length": True}, replace(SONG, duration=151.5, loudness=-14.0), 151.5)
    assert studio.bench.orders[0].frames is None


async def test_a_loop_may_be_given_an_end_that_fades(store: SqliteStore, studio: Studio) -> None:
    await fitted(studio, store, {"loop": True}, Brief(description="lo-fi", duration=30.0, fade=2.0), 30.0)
    assert (studio.bench.orders[0].loop, studio.bench.orders[0].fade_out) == (False, 2.0)
