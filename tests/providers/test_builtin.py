"""The built-in engine as a provider: free, repeatable, and never lost by a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.composer.ask import Ask
from bot.composer.engine import make_midi, make_stems
from bot.composer.rendered import Rendered, Stem
from bot.domain.brief import read
from bot.domain.errors import DiskFull, HookRefused, RequestRefused, WorkerDied
from bot.domain.money import FREE
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Broken, Finished, Look, Pending, Provider, Started, Ways
from bot.domain.thread import Task
from bot.providers.builtin.builtin import Builtin

BRIEF = read("calm lo-fi 0:45 x2")
ORDER = Order(operation=Operation.CREATE, brief=BRIEF, seed=7, lengths=(45.0,), takes=2)
ASK = Ask(brief=BRIEF, seed=7, lengths=(45.0,))
STEMS = Order(
    operation=Operation.STEMS,
    brief=read("whatever 0:20"),
    seed=1,
    lengths=(20.0,),
    clip={"ask": ASK.as_json(), "model": "v1"},
)
MIDI = replace(STEMS, operation=Operation.MIDI)


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

    def __init__(self, root: Path, *outcomes: Exception, order: Order = ORDER) -> None:
        self.outcomes, self.asks, self.order = list(outcomes), list[Ask](), order
        self.news: asyncio.Queue[str] = asyncio.Queue()
        self.held: asyncio.Event | None = None
        self.provider = Builtin(run=self.run, place=lambda task, index: root / task / f"{index}.take", root=root)
        self.provider.on_news(self.news.put_nowait)

    async def run(self, work: Callable[..., Any], /, *args: Any) -> Any:
        ask, path = args[0], args[1]
        self.asks.append(ask)
        if self.held:
            await self.held.wait()
        if self.outcomes:
            raise self.outcomes.pop(0)
        if work is make_stems:
            return (Stem("drums", "dusty kit", path / "0.take"), Stem("bass", "sub", path / "1.take"))
        return path if work is make_midi else rendered(ask, path)

    async def submit(self) -> Started:
        return await self.provider.submit(self.task().request, token="k1", ways=Ways())

    async def done(self) -> Finished:
        """What the task comes to, submitted and looked at when it has news."""
        await self.submit()
        await self.news.get()
        look = await self.provider.look(self.task())
        assert isinstance(look, Finished)
        return look

    def task(self) -> Task:
        body = self.provider.request(self.order).body
        return Task(
            id="k1", job_id="j1", provider="builtin", operation=self.order.operation, request=body, created_at=0.0
        )


async def test_a_task_is_done_when_every_take_is_there_and_says_so_by_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert await bench.submit() == Started("k1")
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


@pytest.mark.parametrize("order", [STEMS, MIDI])
async def test_after_a_crash_a_look_makes_parts_and_scores_again_too(tmp_path: Path, order: Order) -> None:
    bench = Bench(tmp_path, order=order)
    assert await bench.provider.look(bench.task()) == Pending()
    await bench.news.get()
    look = await bench.provider.look(bench.task())
    assert isinstance(look, Finished)
    assert look.extras


async def test_what_travels_through_the_table_renders_the_same_ask(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    await bench.done()
    assert bench.asks[0] == ASK


async def test_a_task_of_an_older_bgm_renders_on(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    old = replace(bench.task(), operation="make", request={"asks": [ASK.as_json()], "engine_version": 1})
    assert await bench.provider.look(old) == Pending()
    await bench.news.get()
    look = await bench.provider.look(old)
    assert isinstance(look, Finished)
    assert len(look.takes) == 1


async def test_the_parts_are_those_of_the_take_as_it_was_asked_for(tmp_path: Path) -> None:
    look = await (bench := Bench(tmp_path, order=STEMS)).done()
    assert bench.asks == [ASK]
    assert [(extra.name, extra.source) for extra in look.extras] == [("drums", "k1/0.take"), ("bass", "k1/1.take")]
    assert look.extras[0].data == {"instrument": "dusty kit"}
    assert not look.notes


async def test_a_take_remembers_what_its_parts_will_be_made_of(tmp_path: Path) -> None:
    take = (await Bench(tmp_path).done()).takes[1]
    order = replace(STEMS, clip=take.facts)
    await (bench := Bench(tmp_path, order=order)).done()
    assert bench.asks == [replace(ASK, seed=8)]
    assert take.facts["clip_id"] == "k1/1"


async def test_a_take_that_remembers_nothing_is_asked_for_as_its_job_was(tmp_path: Path) -> None:
    await (bench := Bench(tmp_path, order=replace(STEMS, clip={}))).done()
    assert bench.asks == [Ask(STEMS.brief, 1, (20.0,))]


async def test_parts_of_a_take_by_an_older_engine_are_said_to_differ(tmp_path: Path) -> None:
    order = replace(STEMS, clip={**STEMS.clip, "model": "v0"})
    assert "older version" in (await Bench(tmp_path, order=order).done()).notes[0]


async def test_the_score_is_one_file(tmp_path: Path) -> None:
    look = await Bench(tmp_path, order=MIDI).done()
    assert [(extra.name, extra.source) for extra in look.extras] == [("midi", "k1/0.take")]


async def until_it_ends(bench: Bench) -> Look:
    """Looks again and again, letting the renders run between the looks."""
    for _ in range(100):
        look = await bench.provider.look(bench.task())
        if look != Pending():
            return look
        with suppress(TimeoutError):
            await asyncio.wait_for(bench.news.get(), 0.05)
    raise AssertionError("the task never ends")


@pytest.mark.parametrize("order", [ORDER, STEMS])
@pytest.mark.parametrize("trouble", [DiskFull("no room"), WorkerDied("gone")])
async def test_passing_trouble_is_tried_again(tmp_path: Path, trouble: Exception, order: Order) -> None:
    bench = Bench(tmp_path, trouble, order=order)
    await bench.submit()
    assert isinstance(await until_it_ends(bench), Finished)


async def test_a_worker_that_dies_every_time_ends_in_words(tmp_path: Path) -> None:
    bench = Bench(tmp_path, *[WorkerDied("gone")] * 100)
    await bench.submit()
    look = await until_it_ends(bench)
    assert isinstance(look, Broken)
    assert look.words


async def test_a_task_that_nobody_wants_is_let_go(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.held = asyncio.Event()
    await bench.submit()
    await bench.provider.forget(bench.task())
    assert await bench.news.get() == "k1"
    await bench.provider.close()


def test_it_cannot_sing_and_says_what_to_do(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    assert provider.refusal(BRIEF) is None
    assert "can't sing" in (provider.refusal(read("calm 0:45 with vocals")) or "")


def test_a_model_that_it_does_not_have_is_said_to_change_nothing(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    asked = replace(ORDER, brief=replace(BRIEF, model="sonic-v6"))
    assert provider.request(ORDER).notes == ()
    assert "--model" in provider.request(asked).notes[0]
    assert provider.request(asked).body["asks"][0]["seed"] == 7


async def test_it_is_free_harmless_to_ask_twice_and_calls_nobody(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    provider: Provider = bench.provider
    assert provider.price(ORDER) == FREE
    assert provider.repeatable
    assert provider.harmless == provider.offers()
    assert not provider.calls_back
    assert provider.spacing == 0
    assert await provider.balance() is None
    assert await provider.find(bench.task()) is None
    with pytest.raises(HookRefused):
        await provider.hear({}, b"{}", secret="", now=0.0)


def test_it_offers_music_its_parts_and_its_score_and_refuses_the_rest(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    able = {Operation.CREATE, Operation.LOOP, Operation.EXTEND, Operation.STEMS, Operation.MIDI}
    assert provider.offers() == able
    for operation in set(Operation) - provider.offers():
        with pytest.raises(RequestRefused):
            provider.request(replace(ORDER, operation=operation))


def test_longer_music_is_expected_to_take_longer_and_parts_longer_still(tmp_path: Path) -> None:
    provider = Bench(tmp_path).provider
    one = provider.expects(replace(ORDER, takes=1))
    assert 0 < provider.expects(MIDI) < one < provider.expects(ORDER)
    assert provider.expects(replace(STEMS, lengths=(45.0,))) > one
