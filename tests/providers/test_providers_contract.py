"""What every music API's adapter keeps, each before the sandbox's server for it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from contract import BED, BENCHES, HOOK_SECRET, KEY, Bench, Stand, stand, task_of
from hypothesis import given, settings
from hypothesis import strategies as st
from providers_orders import order
from providers_wire import reply, wire

from bot.audio.decode import decode
from bot.audio.pcm import RATE
from bot.domain.errors import (
    Because,
    HookRefused,
    Limited,
    NeverSent,
    OutcomeUnknown,
    ProviderError,
    Refused,
    Unanswered,
)
from bot.domain.money import FREE, Balance
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Provider, Started, Ways
from bot.domain.results import Broken, Finished, Pending, as_json
from bot.domain.thread import Task
from bot.providers.builtin.builtin import Builtin
from bot.providers.http import Api
from sandbox.music.faults import MusicFaults
from sandbox.music.sound import Sound

pytestmark = pytest.mark.asyncio(loop_scope="module")
every = pytest.mark.parametrize("bench", BENCHES.values(), ids=BENCHES)


def those(able: Callable[[Bench], Any]) -> pytest.MarkDecorator:
    """Every bench that has it."""
    found = {name: bench for name, bench in BENCHES.items() if able(bench)}
    return pytest.mark.parametrize("bench", found.values(), ids=found)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = Sound(asyncio.to_thread)
    yield made
    await made.close()


# What is asked


@every
async def test_a_request_is_the_same_for_the_same_order_and_holds_no_secret_and_no_address(bench: Bench) -> None:
    provider = bench.adapter(Api(url="https://api.example.com", key=KEY, name="x"))
    for wanted in (bench.bed, *bench.others):
        first, second = provider.request(wanted), provider.request(wanted)
        assert first == second
        written = json.dumps(first.body)
        assert json.loads(written) == first.body
        assert KEY not in written
        assert "http" not in written


@every
async def test_what_is_made_for_one_call_is_sent_and_stays_out_of_the_stored_body(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound, hooked=True) as here:
        body = here.provider.request(bench.bed).body
        before = json.dumps(body)
        started = await here.provider.submit(body, token="k1", ways=here.ways)
        assert json.dumps(body) == before
        assert "canary" not in before
        await here.ended(task_of(bench.bed.operation, body, started.provider_id), started.look)


# From an order to its audio


@every
async def test_an_order_becomes_audio_and_costs_once_what_was_said(bench: Bench, sound: Sound, tmp_path: Path) -> None:
    async with stand(bench, sound) as here:
        task, started = await here.ordered()
        done = await here.ended(task, started.look)
        assert isinstance(done, Finished)
        assert done.takes
        for take in done.takes:
            file = await here.fetch(take.source, tmp_path / f"{take.index}")
            assert sum(len(block) for block in decode(file)) > RATE
            assert take.facts["clip_id"]
        json.dumps(as_json(done), allow_nan=False)
        price = here.provider.price(bench.bed)
        assert len(here.server.ledger.charges()) == len(here.posts) == 1
        if price is not None:
            assert here.server.ledger.charged == Decimal(str(price.amount))


@every
async def test_a_look_after_the_end_tells_addresses_that_live(bench: Bench, sound: Sound, tmp_path: Path) -> None:
    async with stand(bench, sound) as here:
        task, started = await here.ordered()
        first = await here.ended(task, started.look)
        again = await here.provider.look(task)
        assert isinstance(again, Finished)
        assert isinstance(first, Finished)
        assert [take.facts["clip_id"] for take in again.takes] == [take.facts["clip_id"] for take in first.takes]
        for take in again.takes:
            await here.fetch(take.source, tmp_path / f"{take.index}")
        assert len(here.server.ledger.charges()) == 1


@those(lambda bench: Operation.STEMS in bench.adapter(Api(url="https://a.example", key=KEY, name="x")).offers())
async def test_stems_of_a_take_are_files(bench: Bench, sound: Sound, tmp_path: Path) -> None:
    """Of the take's own facts and the address that it came from."""
    async with stand(bench, sound) as here:
        task, started = await here.ordered()
        made = await here.ended(task, started.look)
        assert isinstance(made, Finished)
        paid, take = here.server.ledger.charged, made.takes[0]
        wanted = order(BED, Operation.STEMS, clip={**take.facts, "address": take.source})
        stems, begun = await here.ordered(wanted)
        done = await here.ended(stems, begun.look)
        assert isinstance(done, Finished)
        assert done.extras
        assert len({extra.name for extra in done.extras}) == len(done.extras)
        for number, extra in enumerate(done.extras):
            file = await here.fetch(extra.source, tmp_path / f"{number}")
            assert file.stat().st_size > 1000
        price = here.provider.price(wanted)
        if price is not None:
            assert here.server.ledger.charged - paid == Decimal(str(price.amount))


@pytest.mark.parametrize("shape", ["zip", "list"])
async def test_murekas_stems_may_come_in_either_shape(shape: str, sound: Sound) -> None:
    async with stand(BENCHES["mureka"], sound) as here:
        here.server.habits.stems_as = shape
        task, _ = await here.ordered()
        made = await here.ended(task)
        assert isinstance(made, Finished)
        stems, _ = await here.ordered(order(BED, Operation.STEMS, clip={"address": made.takes[0].source}))
        done = await here.ended(stems)
        assert isinstance(done, Finished)
        names = [extra.name for extra in done.extras]
        assert names == ["stems.zip"] if shape == "zip" else {"vocals", "drums", "bass"} & set(names)


@pytest.mark.parametrize(
    "words", ["pop --vocal 0:05 x2", "pop --vocal --model 9.5", "calm --model 7.6 x3", "calm --model 9.5 x2"]
)
async def test_every_model_of_mureka_makes_what_was_asked_for_its_price(words: str, sound: Sound) -> None:
    async with stand(BENCHES["mureka"], sound) as here:
        wanted = order(words, lyrics="la la la")
        task, _ = await here.ordered(wanted)
        done = await here.ended(task)
        price = here.provider.price(wanted)
        assert isinstance(done, Finished)
        assert price
        assert here.server.ledger.charged == Decimal(str(price.amount))
        assert done.notes == ()
        assert len(done.takes) == (1 if "9.5" in words else wanted.takes)


@every
async def test_it_says_truly_which_questions_ask_anybody(bench: Bench, sound: Sound) -> None:
    """A list of orders, a balance: where it says that there is none, no request goes out, and where it says that there
    is, one does. By that a turn of the account's limit is taken."""
    async with stand(bench, sound) as here:
        task, _ = await here.ordered()

        async def asks(question: Awaitable[object]) -> bool:
            before = len(here.server.ledger.of("request"))
            await question
            return len(here.server.ledger.of("request")) > before

        assert await asks(here.provider.find(task)) is here.provider.lists_orders
        assert await asks(here.provider.balance()) is here.provider.tells_balance


@every
async def test_our_address_is_in_an_order_that_is_called_back_for_and_in_no_other(bench: Bench) -> None:
    """By what it says of that, people are asked at once about a lost answer that nothing else can tell."""
    ways = Ways(hook="https://bgm.example/canary", hook_secret="s", file="https://bgm.example/file")
    clip = {"clip_id": "c1", "task_id": "t1", "address": "https://cdn.example/a.mp3"}
    async with wire(reply(400, {"message": "no"})) as server:
        provider = bench.adapter(Api(url=server.url, key=KEY, name="x"))
        for operation in provider.offers():
            body = provider.request(order("soul 0:30", operation, clip=clip)).body
            with pytest.raises(ProviderError):
                await provider.submit(body, token="k1", ways=ways)
            asked = server.heard.pop()
            told = b"canary" in asked.target.encode() + asked.body
            assert told is (operation in provider.calls_back), operation
        await provider.close()


@every
async def test_what_it_calls_harmless_asks_for_nothing_that_costs_and_all_else_is_sent_once(bench: Bench) -> None:
    """A harmless answer that is lost is unanswered, so that it is asked for again; any other is an unknown outcome."""
    ways = Ways(file="https://bgm.example/file")
    clip = {"clip_id": "c1", "task_id": "t1", "address": "https://cdn.example/a.mp3"}
    async with wire(b"") as server:
        provider = bench.adapter(Api(url=server.url, key=KEY, name="x"))
        for operation in provider.offers():
            wanted = order("soul 0:30", operation, clip=clip)
            harmless = operation in provider.harmless
            with pytest.raises(Unanswered if harmless else OutcomeUnknown):
                await provider.submit(provider.request(wanted).body, token="k1", ways=ways)
            assert [asked.method for asked in server.heard] == ["GET" if harmless else "POST"], operation
            assert not harmless or provider.price(wanted) == FREE
            server.heard.clear()
        assert provider.repeatable is (provider.harmless >= provider.offers())
        await provider.close()


# Outcomes of an order

LOST: dict[str, Callable[[MusicFaults, str], None]] = {
    "no byte": lambda faults, where: faults.lose_answers(where=where),
    "half a body": lambda faults, where: faults.drop_bodies(where=where),
    "half of JSON": lambda faults, where: faults.cut_json(where=where),
    "a page with 200": lambda faults, where: faults.html(200, where=where),
    "a page with 502": lambda faults, where: faults.html(502, where=where),
    "500 after it was done": lambda faults, where: faults.storm(500, where=where, done=True),
    "503": lambda faults, where: faults.storm(503, where=where),
    "a dropped connection": lambda faults, where: faults.outage(0.01, where=where),
}


@every
@pytest.mark.parametrize("way", LOST)
async def test_a_lost_answer_is_an_unknown_outcome_and_nothing_is_sent_twice(
    bench: Bench, way: str, sound: Sound
) -> None:
    async with stand(bench, sound) as here:
        LOST[way](here.server.faults, bench.paid)
        with pytest.raises(OutcomeUnknown):
            await here.ordered()
        assert len(here.posts) == 1
        assert len(here.server.ledger.charges()) <= 1


@every
async def test_an_order_whose_answer_was_lost_is_found_or_nobody_knows(bench: Bench, sound: Sound) -> None:
    """An API that lists what was ordered tells the very task; the others say so, and none orders anything."""
    async with stand(bench, sound) as here:
        here.server.faults.lose_answers(where=bench.paid)
        with pytest.raises(OutcomeUnknown):
            await here.ordered()
        body = here.provider.request(bench.bed).body
        found = await here.provider.find(task_of(bench.bed.operation, body, None))
        (charge,) = here.server.ledger.charges()
        assert found in {None, charge["task_id"]}
        if found:
            done = await here.ended(task_of(bench.bed.operation, body, found))
            assert isinstance(done, Finished)
        assert len(here.posts) == 1


async def test_wavespeed_tells_which_order_was_lost(sound: Sound) -> None:
    bench = BENCHES["mureka"]
    async with stand(bench, sound) as here:
        here.server.faults.lose_answers(where=bench.paid)
        with pytest.raises(OutcomeUnknown):
            await here.ordered()
        lost = task_of(bench.bed.operation, here.provider.request(bench.bed).body, None)
        assert await here.provider.find(lost) == here.server.ledger.charges()[0]["task_id"]
        await here.ordered()
        assert await here.provider.find(lost) is None


@every
@pytest.mark.parametrize("after", ["7", None, "date"])
async def test_too_many_requests_cost_nothing_and_say_how_long_to_wait(
    bench: Bench, after: str | None, sound: Sound
) -> None:
    async with stand(bench, sound) as here:
        named = formatdate(time.time() + 60, usegmt=True) if after == "date" else after
        here.server.faults.rate_limit(named, where=bench.paid)
        with pytest.raises(Limited) as caught:
            await here.ordered()
        assert not here.server.ledger.charges()
        wait = caught.value.retry_after
        match after:
            case "date":
                assert wait is not None
                assert 30 <= wait <= 60
            case "7":
                assert wait == 7.0
        assert len(here.posts) == 1


@every
async def test_where_nobody_listens_nothing_was_sent(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        task, _ = await here.ordered()
        await here.server.refuse()
        with pytest.raises(NeverSent):
            await here.ordered()
        with pytest.raises(Unanswered):
            await here.provider.look(task)


@every
async def test_a_wrong_key_is_trouble_with_the_account_and_never_told(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound, key="sk-canary-wrong") as here:
        with pytest.raises(Refused) as caught:
            await here.ordered()
        assert caught.value.because is Because.ACCOUNT
        assert "canary" not in str(caught.value)
        assert not here.server.ledger.charges()


@those(lambda bench: bench.spend)
async def test_no_money_is_told_apart(bench: Bench, sound: Sound) -> None:
    assert bench.spend
    async with stand(bench, sound) as here:
        bench.spend(here.server)
        before = len(here.server.ledger.charges())
        with pytest.raises(Refused) as caught:
            await here.ordered()
        assert caught.value.because is Because.CREDITS
        assert len(here.server.ledger.charges()) == before


@those(lambda bench: bench.bar)
async def test_an_account_that_may_not_is_told_apart(bench: Bench, sound: Sound) -> None:
    assert bench.bar
    async with stand(bench, sound) as here:
        bench.bar(here.server)
        with pytest.raises(Refused) as caught:
            await here.ordered()
        assert caught.value.because is Because.ACCOUNT


@those(lambda bench: bench.moderated)
async def test_words_that_may_not_be_are_told_apart_and_cost_nothing(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        if bench.moderated_late:
            task, started = await here.ordered(bench.moderated)
            assert isinstance(await here.ended(task, started.look), Broken)
        else:
            with pytest.raises(Refused) as caught:
                await here.ordered(bench.moderated)
            assert caught.value.because is Because.MODERATION
        assert here.server.ledger.charged == here.server.ledger.refunded


# Looks

UNANSWERED: dict[str, Callable[[MusicFaults, str], None]] = {
    "a drop": lambda faults, where: faults.lose_answers(where=where),
    "half of JSON": lambda faults, where: faults.cut_json(where=where),
    "a page with 200": lambda faults, where: faults.html(200, where=where),
    "503": lambda faults, where: faults.storm(503, where=where),
}


@every
async def test_a_look_that_fails_says_nothing_of_the_task_and_the_next_one_does(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        task, _ = await here.ordered()
        for spoil in UNANSWERED.values():
            spoil(here.server.faults, bench.looked)
            with pytest.raises(Unanswered):
                await here.provider.look(task)
        here.server.faults.rate_limit("3", where=bench.looked)
        with pytest.raises(Limited):
            await here.provider.look(task)
        assert isinstance(await here.ended(task), Finished)
        assert len(here.posts) == 1


@every
async def test_a_task_that_fails_is_broken_with_words(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        here.server.faults.fail_tasks(message="the model gave up")
        task, started = await here.ordered()
        done = await here.ended(task, started.look)
        assert isinstance(done, Broken)
        assert done.words


@every
async def test_the_balance_is_known_or_cannot_be_asked(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        balance = await here.provider.balance()
        if balance is not None:
            assert balance.amount == float(here.server.account.total)
            await here.ordered()
            after = await here.provider.balance()
            price = here.provider.price(bench.bed)
            assert after
            assert price
            assert round(balance.amount - after.amount, 6) == price.amount
            assert after.unit == price.unit


# Webhooks


async def words(here: Stand) -> list[tuple[dict[str, str], bytes]]:
    """All that is told of one order."""
    here.told.clear()
    task, started = await here.ordered()
    await here.ended(task, started.look)
    await here.server.ledger.until(lambda: here.told and here.server.hooks.pending == 0)
    return list(here.told)


@those(lambda bench: bench.hooks)
async def test_a_signed_word_is_taken_and_names_the_task(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound, hooked=True) as here:
        assert bench.bed.operation in here.provider.calls_back
        told = await words(here)
        news = [await here.provider.hear(*word, secret=HOOK_SECRET, now=time.time()) for word in told]
        assert {each.provider_id for each in news} == {here.server.ledger.charges()[0]["task_id"]}
        assert len({each.key for each in news}) == len(told)


@those(lambda bench: bench.hooks)
async def test_a_word_that_is_unsigned_stale_or_signed_by_another_is_refused(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound, hooked=True) as here, stand(bench, sound) as other:
        now = time.time()
        here.server.faults.bad_hooks(times=None)
        bad = await words(here)
        here.server.faults.clear()
        here.server.faults.stale_hooks(times=None)
        bad += await words(here)
        here.server.faults.clear()
        for headers, body in await words(here):
            bad += [(headers, body + b" "), ({}, body)]
            with pytest.raises(HookRefused):
                await here.provider.hear(headers, body, secret=HOOK_SECRET, now=now + 400)
            with pytest.raises(HookRefused):
                await other.provider.hear(headers, body, secret="another", now=now)
        for headers, body in bad:
            with pytest.raises(HookRefused):
                await here.provider.hear(headers, body, secret=HOOK_SECRET, now=now)


@those(lambda bench: not bench.hooks)
async def test_who_calls_nobody_takes_no_word(bench: Bench, sound: Sound) -> None:
    async with stand(bench, sound) as here:
        assert not here.provider.calls_back
        with pytest.raises(HookRefused):
            await here.provider.hear({}, b"{}", secret=HOOK_SECRET, now=time.time())


# The built-in engine, as far as this applies to it


async def test_the_built_in_engine_keeps_what_applies_to_it(tmp_path: Path) -> None:
    """It has no account and calls nobody; its takes are files below the files folder."""
    news = asyncio.Queue[str]()
    provider: Provider = Builtin(
        run=asyncio.to_thread, place=lambda task, index: tmp_path / task / f"{index}.take", root=tmp_path
    )
    assert isinstance(provider, Builtin)
    provider.on_news(news.put_nowait)
    wanted = order("calm lo-fi 0:05")
    first, second = provider.request(wanted), provider.request(wanted)
    assert first == second
    assert provider.price(wanted) == FREE
    body = json.loads(json.dumps(first.body))
    started = await provider.submit(body, token="k1", ways=Ways())
    await news.get()
    task = task_of(wanted.operation, body, started.provider_id)
    done = await provider.look(task)
    assert isinstance(done, Finished)
    assert sum(len(block) for block in decode(tmp_path / done.takes[0].source)) == 5 * RATE
    assert await provider.find(task) is None
    assert await provider.balance() is None
    assert not any((provider.calls_back, provider.lists_orders, provider.tells_balance))
    with pytest.raises(HookRefused):
        await provider.hear({}, b"{}", secret=HOOK_SECRET, now=time.time())
    await provider.close()


# Hostile answers

NAMES = [
    "code", "message", "error", "type", "status", "data", "id", "task_id", "clip_id", "state", "outputs", "audio_url",
    "download_url", "wav_url", "stems", "duration", "tempo", "title", "lyrics", "mv", "model", "credits",
    "extra_credits", "balance", "items", "created_at", "progress", "platform", "event", "refund_processed", "tags",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(
    [
        "succeeded", "completed", "SUCCESS", "failed", "FAILED", "running", "not_ready", "https://cdn.example/a.wav",
        "None.mp3", "61.2", "1e999", "t1", 10**400, -1, "\ud83d", "\0", 200, 1200, 5004, "2026-11-20T10:00:00Z",
    ]
)  # fmt: skip
ANSWERS = st.dictionaries(
    st.sampled_from(NAMES),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
        max_leaves=25,
    ),
    max_size=8,
)


def _as(task: Task, provider: Provider, wanted: Order) -> Task:
    return replace(task, operation=wanted.operation, request=provider.request(wanted).body)


@every
@settings(max_examples=60)
@given(status=st.sampled_from([200, 200, 200, 201, 400, 403, 404, 500]), answer=ANSWERS)
async def test_no_answer_raises_anything_but_what_the_port_says(bench: Bench, status: int, answer: Any) -> None:
    """And what is understood of it can be stored."""
    async with wire(reply(status, answer)) as server:
        provider = bench.adapter(Api(url=server.url, key=KEY, name=bench.label))
        body = provider.request(bench.bed).body
        task = task_of(bench.bed.operation, body, "t1")
        calls = (
            (provider.submit(body, token="k1", ways=Ways()), Started),
            (provider.look(task), Pending | Finished | Broken),
            *((provider.look(_as(task, provider, one)), Pending | Finished | Broken) for one in bench.others),
            (provider.find(task), str | None),
            (provider.balance(), Balance | None),
        )
        for call, kind in calls:
            try:
                found = await call
            except ProviderError:
                continue
            assert isinstance(found, kind)
            if isinstance(found, Finished):
                json.dumps(as_json(found), allow_nan=False).encode()
        await provider.close()
