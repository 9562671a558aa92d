"""Sonic's adapter at a MusicAPI that is as strict as its documents, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
from musicapi_desk import KEY, Desk, desk, hooks_heard, sound_in_a_thread, unanswered
from musicapi_parts import order, song, task
from providers_wire import reply, wire

from bot.domain.brief import read
from bot.domain.errors import Because, Limited, NeverSent, OutcomeUnknown, Refused
from bot.domain.money import Balance
from bot.domain.operation import Operation
from bot.domain.ports.provider import Ways
from bot.domain.results import Broken, Finished, Pending, RawTake, as_json
from bot.providers.http import Api
from bot.providers.musicapi.sonic import Sonic
from sandbox.music.pace import Pace
from sandbox.music.sound import Sound
from sandbox.slack.clock import HandClock

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORT = (5.0,)
BED = order("calm lo-fi with piano", lengths=SHORT)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sound() -> AsyncIterator[Sound]:
    made = sound_in_a_thread()
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def at(sound: Sound) -> AsyncIterator[Desk]:
    async with desk(Sonic, sound) as here:
        yield here


async def bed(at: Desk) -> RawTake:
    return (await at.done(BED)).takes[0]


async def test_a_bed_is_two_takes_that_can_be_fetched(at: Desk) -> None:
    done = await at.done(BED)
    assert [(take.facts["model_asked"], take.facts["model"]) for take in done.takes] == [("sonic-v6", "sonic-v6")] * 2
    assert all(take.facts["seconds"] >= SHORT[0] for take in done.takes)
    async with httpx.AsyncClient() as http:
        assert [(await http.get(take.source)).content[:3] for take in done.takes] == [b"ID3"] * 2
    assert at.charged() == 20


async def test_a_retired_model_is_taken_and_the_answer_names_the_one_that_played(at: Desk) -> None:
    done = await at.done(order("calm lo-fi --model sonic-v5", lengths=SHORT))
    assert (done.takes[0].facts["model_asked"], done.takes[0].facts["model"]) == ("sonic-v5", "sonic-v6")


@pytest.mark.parametrize("words", ["rain on a tin roof", "calm lo-fi, no drums, for a tour --model sonic-v4", "0:05"])
async def test_every_brief_is_within_what_the_vendor_takes(at: Desk, words: str) -> None:
    assert (await at.done(order(words, lengths=SHORT))).takes


async def test_a_song_is_sung_as_written_or_as_the_model_writes_it(at: Desk) -> None:
    given = await at.done(order(song(), lengths=SHORT, lyrics="[Verse]\nRain again", gender="f"))
    assert given.takes[0].facts["lyrics"] == "[Verse]\nRain again"
    written = await at.done(order(song(), lengths=SHORT))
    assert written.takes[0].facts["lyrics"]


async def test_an_extension_is_new_parts_that_join_to_the_whole(at: Desk) -> None:
    first = await bed(at)
    kept = float(first.facts["seconds"])
    more = order("calm lo-fi with piano", Operation.EXTEND, lengths=(5.0, 12.0), clip=first.facts)
    new = (await at.done(more)).takes
    assert [take.facts["tail"] for take in new] == [True, True]
    (whole,) = (await at.done(order("calm lo-fi", Operation.JOIN, clip=new[0].facts))).takes
    assert whole.facts["seconds"] == pytest.approx(5.0 + new[0].facts["seconds"], abs=1.0)
    assert whole.facts["seconds"] > kept
    assert "tail" not in whole.facts


async def test_a_take_is_covered_in_another_style(at: Desk) -> None:
    first = await bed(at)
    done = await at.done(order("calm lo-fi", Operation.RESTYLE, lengths=SHORT, clip=first.facts, style="bossa nova"))
    assert [take.facts["tags"] for take in done.takes] == ["bossa nova"] * 2


async def test_a_posted_file_is_gone_on_with_covered_and_given_to_it(at: Desk) -> None:
    ways = Ways(file=(await bed(at)).source)
    longer = order("calm lo-fi", Operation.EXTEND_FILE, lengths=(8.0,), seconds=6.0, file="x")
    whole = (await at.done(longer, ways)).takes
    assert len(whole) == 2
    assert not any(take.facts.get("tail") for take in whole)
    cover = await at.done(order("calm", Operation.RESTYLE_FILE, lengths=SHORT, style="bossa nova", file="x"), ways)
    assert len(cover.takes) == 2
    upload = await at.order(order("calm", Operation.UPLOAD, file="x"), ways)
    clip = upload.answer["facts"]
    assert (await at.done(order("calm", Operation.WAV, clip=clip))).extras[0].source


async def test_without_an_address_of_ours_a_file_cannot_be_given_and_nothing_is_sent(at: Desk) -> None:
    for operation in (Operation.UPLOAD, Operation.EXTEND_FILE, Operation.RESTYLE_FILE):
        with pytest.raises(Refused, match="set BGM_PUBLIC_URL"):
            await at.order(order("calm lo-fi", operation, file="x"))
    assert at.charged() == 0


async def test_stems_are_parts_by_name_few_or_all(at: Desk) -> None:
    clip = (await bed(at)).facts
    few = await at.done(order("calm", Operation.STEMS, clip=clip))
    assert [extra.name for extra in few.extras] == ["vocals", "drums", "bass", "other"]
    at.server.habits.stems_full = 12
    every = await at.done(order("calm", Operation.ALL_STEMS, clip=clip))
    assert [extra.name for extra in every.extras][:3] == ["vocals", "backing vocals", "drums"]
    assert len(every.extras) == 12


async def test_what_is_answered_at_once_is_there_at_once_and_answered_from_store_after(at: Desk) -> None:
    clip = (await bed(at)).facts
    before = at.charged()
    for operation in (Operation.WAV, Operation.TEMPO, Operation.VOCALS, Operation.BETTER_TAGS, Operation.WRITE_LYRICS):
        asked = await at.order(order("calm lo-fi", operation, clip=clip))
        assert asked.provider_id == asked.id
        paid = at.charged()
        again = await at.look(asked)
        assert isinstance(again, Finished)
        assert as_json(again) == asked.answer
        assert at.charged() == paid
    assert at.charged() - before == 2 + 1 + 1 + 1 + 2


async def test_a_kept_voice_sings_the_next_song(at: Desk) -> None:
    first = (await at.done(order(song(), lengths=SHORT))).takes[0]
    kept = await at.done(order(song(), Operation.KEEP_VOICE, clip=first.facts, name="Ann"))
    assert (await at.done(order(song(), lengths=SHORT, voice=kept.facts["voice"]))).takes
    assert at.server.ledger.charges("persona_music")


@pytest.mark.parametrize("operation", [Operation.MIDI, Operation.LYRIC_TIMES])
async def test_what_is_not_ready_at_first_is_asked_again_and_paid_once(at: Desk, operation: Operation) -> None:
    first = (await at.done(order(song(), lengths=SHORT, lyrics="Rain again"))).takes[0]
    before = at.charged()
    asked = await at.order(order(song(), operation, clip=first.facts))
    assert (asked.provider_id, asked.answer) == (asked.id, {})
    done = await at.look(asked)
    assert isinstance(done, Finished)
    assert done.extras[0].source or [word["word"] for word in done.extras[0].data["words"]] == ["Rain", "again"]
    assert at.charged() - before == 1


async def test_what_never_gets_ready_ends(at: Desk) -> None:
    at.server.habits.asks_for_words = 99
    first = (await at.done(order(song(), lengths=SHORT, lyrics="Rain again"))).takes[0]
    asked = await at.order(order(song(), Operation.LYRIC_TIMES, clip=first.facts))
    assert await at.look(asked) == Pending()
    at.time += 1000
    assert isinstance(await at.look(asked), Broken)


async def test_the_balance_is_all_credits_together(sound: Sound) -> None:
    async with desk(Sonic, sound, balance=50, extra=7) as at:
        assert await at.provider.balance() == Balance(57.0, "credits", at.time)


@pytest.mark.parametrize("status", [200, 202, 400, 404])
async def test_a_task_that_is_not_ready_is_pending_whatever_status_says_so(sound: Sound, status: int) -> None:
    clock = HandClock()
    async with desk(Sonic, sound, pace=Pace(median=60.0, sigma=0.0), clock=clock) as at:
        at.server.habits.not_ready_status = status
        asked = await at.order(BED)
        assert await at.look(asked) == Pending()
        clock.advance(20.0)
        at.server.habits.not_ready_status = 200
        await at.server.ledger.wait_for(lambda e: e["kind"] == "task" and e["phase"] == "running")
        assert await at.look(asked) == Pending()


@pytest.mark.parametrize("status", [404, 400])
async def test_a_task_that_nobody_knows_is_broken(at: Desk, status: int) -> None:
    at.server.habits.unknown_task_status = status
    look = await at.look(task(provider_id="no such/../task"))
    assert isinstance(look, Broken)
    assert "task not found" in look.words


async def test_a_failed_twin_spoils_nothing(at: Desk) -> None:
    at.server.faults.fail_items(message="upstream error")
    done = await at.done(BED)
    assert len(done.takes) == 1
    assert done.notes[0].startswith("1 of 2 takes failed at MusicAPI")


async def test_a_failed_task_is_broken_and_refunded(at: Desk) -> None:
    at.server.faults.fail_tasks(message="generation failed")
    look = await at.ended(await at.order(BED))
    assert look == Broken(
        "MusicAPI could not make it: “generation failed”. The credits were given back.", refunded=True
    )


async def test_money_moderation_and_account_are_told_apart_in_the_vendors_words(sound: Sound) -> None:
    async with desk(Sonic, sound, balance=5) as at:
        with pytest.raises(Refused, match="top up your account") as money:
            await at.order(BED)
        with pytest.raises(Refused, match="artist name 'hans zimmer'") as moderation:
            await at.order(order("like hans zimmer", lengths=SHORT))
        at.server.habits.suspended = True
        with pytest.raises(Refused, match="no active subscription") as account:
            await at.order(BED)
        assert [caught.value.because for caught in (money, moderation, account)] == [
            Because.CREDITS,
            Because.MODERATION,
            Because.ACCOUNT,
        ]
        assert at.charged() == 0


async def test_a_wrong_key_refuses_orders_and_leaves_looks_unanswered(at: Desk) -> None:
    stranger = Sonic(Api(url=at.server.url, key="sk-wrong", name="MusicAPI"))
    with pytest.raises(Refused, match="Invalid API key") as caught:
        await stranger.submit(stranger.request(BED).body, token="k1", ways=Ways())
    assert caught.value.because is Because.ACCOUNT
    assert "sk-wrong" not in str(caught.value)
    assert "Invalid API key" in await unanswered(stranger.look(task()))
    await stranger.close()


async def test_an_answer_that_is_lost_is_an_unknown_outcome_of_one_charge(at: Desk) -> None:
    at.server.faults.lose_answers()
    with pytest.raises(OutcomeUnknown):
        await at.order(BED)
    assert at.charged() == 20
    assert await at.provider.find(task(provider_id=None)) is None


@pytest.mark.parametrize("fault", ["drop_bodies", "cut_json", "html"])
async def test_a_spoilt_answer_is_an_unknown_outcome_and_a_spoilt_look_asks_again(at: Desk, fault: str) -> None:
    asked = await at.order(BED)
    getattr(at.server.faults, fault)(times=2)
    with pytest.raises(OutcomeUnknown):
        await at.order(BED)
    assert await unanswered(at.look(asked))
    assert isinstance(await at.ended(asked), Finished)


async def test_a_gateway_that_says_that_credits_came_back_ends_the_task() -> None:
    async with wire(reply(504, {"type": "timeout", "message": "task timed out, credits already refunded"})) as here:
        sonic = Sonic(Api(url=here.url, key=KEY, name="MusicAPI"))
        look = await sonic.look(task())
        await sonic.close()
    assert isinstance(look, Broken)
    assert look.refunded is True
    assert "task timed out" in look.words


async def test_the_limit_of_the_key_is_a_limit_and_nothing_is_charged(sound: Sound) -> None:
    async with desk(Sonic, sound, spacing=3.0) as at:
        asked = await at.order(BED)
        with pytest.raises(Limited):
            await at.order(BED)
        with pytest.raises(Limited):
            await at.look(asked)
        assert at.charged() == 20


async def test_an_api_that_is_not_there_was_never_asked(at: Desk) -> None:
    nowhere = Sonic(Api(url="http://127.0.0.1:9", key=KEY, name="MusicAPI"))
    with pytest.raises(NeverSent):
        await nowhere.submit(nowhere.request(BED).body, token="k1", ways=Ways())


async def test_addresses_of_ours_are_sent_but_neither_stored_nor_told(at: Desk) -> None:
    ways = Ways(hook="https://bgm.example/hooks/musicapi/k1.sig", hook_secret="hush-hush")
    asked = await at.order(BED, ways)
    assert "bgm.example" not in str(asked.request)
    assert "hush-hush" not in str(asked.request)
    with pytest.raises(Refused) as caught:
        await at.order(BED, replace(ways, hook="http://bgm.example/hooks/k2.sig"))
    assert "bgm.example" not in str(caught.value)


async def test_a_webhook_of_the_vendor_is_heard(at: Desk) -> None:
    async with hooks_heard() as (url, heard):
        asked = await at.order(BED, Ways(hook=url, hook_secret="hush"))
        await at.server.ledger.wait_for(lambda e: e["kind"] == "hook" and e["event"] == "song.completed")
    now = float(heard[-1][0]["x-webhook-timestamp"])
    news = [await at.provider.hear(headers, body, secret="hush", now=now) for headers, body in heard]
    assert {one.provider_id for one in news} == {asked.provider_id}
    assert news[-1].look is None
    assert len({one.key for one in news}) == len(news)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calm lo-fi --model nonsense", "type `--model sonic-v6`"),
        ("calm lo-fi 3 takes", "Ask for 2 takes"),
        ("calm lo-fi 8:00", "Ask for 6:00, then press Extend to get to 8:00"),
        ("calm lo-fi 6:00", None),
        ("calm lo-fi --model v5", None),
    ],
)
async def test_what_it_cannot_do_says_what_to_type(at: Desk, words: str, said: str | None) -> None:
    refusal = at.provider.refusal(read(words))
    assert refusal is None if said is None else said in (refusal or "")


async def test_a_task_of_an_older_bgm_without_an_answer_ends(at: Desk) -> None:
    look = await at.look(task(Operation.WAV, {"call": "wav", "fields": {"clip_id": "c"}}, provider_id="k1"))
    assert isinstance(look, Broken)
