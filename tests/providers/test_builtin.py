"""The built-in engine as a provider: free, repeatable, and never lost by a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.composer.ask import Ask
from bot.composer.rendered import Rendered
from bot.domain.brief import read
from bot.domain.errors import DiskFull, WorkerDied
from bot.domain.job import Kind
from bot.domain.plan import Order
from bot.domain.ports import Broken, Finished, Look, Pending
from bot.domain.thread import Task
from bot.providers.builtin import Builtin

BRIEF = read("calm lo-fi 0:45 x2")
ORDER = Order(operation=Kind.MAKE, brief=BRIEF, seed=7, lengths=(45.0,), takes=2)


def rendered(ask: Ask, path: Path) -> Rendered:
    return Rendered(
        path=path,
        frames=ask.frames,
        seconds=45.0,
        tempo=76.0,
        key="A minor",
        style="lo-fi",
        sections=((0.0, "intro"),),
        parts=(("keys", "piano"),),
        seed=ask.seed,
        stems=(),
    )


class Bench:
    """A provider whose renders go as the test says, one outcome after another; then they succeed."""

    def __init__(self, root: Path, *outcomes: Exception) -> None:
        self.outcomes, self.asks = list(outcomes), list[Ask]()
        self.news: asyncio.Queue[str] = asyncio.Queue()
        self.held: asyncio.Event | None = None
        self.provider = Builtin(run=self.run, place=lambda task, index: root / task / f"{index}.take", root=root)
        self.provider.on_news(self.news.put_nowait)

    async def run(self, work: Callable[..., Rendered], /, *args: Any) -> Rendered:
        ask, path = args[0], args[1]
        self.asks.append(ask)
        if self.held:
            await self.held.wait()
        if self.outcomes:
            raise self.outcomes.pop(0)
        return rendered(ask, path)

    def task(self) -> Task:
        request = self.provider.request(ORDER)
        return Task(id="k1", job_id="j1", provider="builtin", operation="make", request=request, created_at=0.0)


async def test_a_task_is_done_when_every_take_is_there_and_says_so_by_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert await bench.provider.submit(bench.task().request, "k1") == "k1"
    assert await bench.news.get() == "k1"
    look = await bench.provider.look(bench.task())
    assert isinstance(look, Finished)
    assert [(take.seed, take.source) for take in look.takes] == [(7, "k1/0.take"), (8, "k1/1.take")]
    assert look.takes[0].facts["key"] == "A minor"


async def test_after_a_crash_a_look_renders_again_what_nobody_remembers(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert await bench.provider.look(bench.task()) == Pending()
    await bench.news.get()
    assert isinstance(await bench.provider.look(bench.task()), Finished)
    assert [ask.seed for ask in bench.asks] == [7, 8]


async def test_what_travels_through_the_table_renders_the_same_ask(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.provider.submit(bench.task().request, "k1")
    await bench.news.get()
    assert bench.asks[0] == Ask(brief=BRIEF, seed=7, lengths=(45.0,))


async def until_it_ends(bench: Bench) -> Look:
    """Looks again and again, letting the renders run between the looks."""
    for _ in range(100):
        look = await bench.provider.look(bench.task())
        if look != Pending():
            return look
        with suppress(TimeoutError):
            await asyncio.wait_for(bench.news.get(), 0.05)
    raise AssertionError("the task never ends")


@pytest.mark.parametrize("trouble", [DiskFull("no room"), WorkerDied("gone")])
async def test_passing_trouble_is_tried_again(tmp_path: Path, trouble: Exception) -> None:
    bench = Bench(tmp_path, trouble)
    await bench.provider.submit(bench.task().request, "k1")
    assert isinstance(await until_it_ends(bench), Finished)


async def test_a_worker_that_dies_every_time_ends_in_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path, *[WorkerDied("gone")] * 100)
    await bench.provider.submit(bench.task().request, "k1")
    look = await until_it_ends(bench)
    assert isinstance(look, Broken)
    assert look.words


async def test_a_task_that_nobody_wants_is_let_go(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.held = asyncio.Event()
    await bench.provider.submit(bench.task().request, "k1")
    await bench.provider.forget(bench.task())
    assert await bench.news.get() == "k1"
    await bench.provider.close()


def test_it_cannot_sing_and_says_what_to_do(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    assert provider.refusal(BRIEF) is None
    assert "can't sing" in (provider.refusal(read("calm 0:45 with vocals")) or "")


def test_it_is_free_and_offers_everything(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    assert provider.cost(ORDER) == "free"
    assert provider.offers() == frozenset(Kind)
    assert provider.repeatable


def test_longer_music_is_expected_to_take_longer(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    one = provider.request(Order(operation=Kind.MAKE, brief=BRIEF, seed=7, lengths=(45.0,)))
    assert 0 < provider.expects(one) < provider.expects(provider.request(ORDER))
