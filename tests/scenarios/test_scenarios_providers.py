"""Several providers: which one makes what, what is left, and what becomes of an order whose answer was lost."""

from __future__ import annotations

import pytest
from scenario_paid import asked_in, paid, words
from scenario_words import buttons, said

from bot.domain.job import State

pytestmark = pytest.mark.asyncio(loop_scope="session")
LOST = 'calm piano 0:06 for "Lost"'


async def test_the_first_that_can_makes_it_unless_one_is_named() -> None:
    """In the order of BGM_PROVIDER; --provider is that one alone, and what it cannot do says who can."""
    async with paid("builtin", "musicapi") as stage:
        room, ann = stage.room(), stage.person("ann")
        assert (await stage.ask("chiptune 0:03", room)).provider == "builtin"
        song = await stage.ask("soul 0:06 --vocal", stage.room())
        assert (song.provider, song.alternatives) == ("musicapi", ())
        refused = await ann.slash(room, "soul 0:06 --vocal --provider builtin")
        assert "MusicAPI can: say `--provider musicapi`" in str(refused.blocks)
        assert "no provider called nope" in str((await ann.slash(room, "soul 0:06 --provider nope")).blocks)
        model = await ann.slash(room, "chiptune 0:06 --model sonic-v99")
        assert "sonic-v6" in str(model.blocks)
        await stage.settled()


async def test_without_credits_the_next_one_makes_it_and_nothing_is_paid() -> None:
    """MusicAPI has no credits left: the built-in engine makes it, as nothing can have been paid, and the card says so
    after the delivery as well."""
    async with paid(vendor={"musicapi": {"spacing": 0.01, "balance": 1}}) as stage:
        room = stage.room()
        job = await stage.ask("chiptune 0:03", room)
        assert (job.provider, job.alternatives) == ("musicapi", ("builtin",))
        ended = await stage.reached(job, State.DELIVERED)
        assert ended.provider == "builtin"
        await stage.ended(job)
        card = said(stage.slack.messages(room)[-1])
        assert "Done in" in card
        assert "so built-in engine makes it. Nothing was paid before." in card.replace("the ", "")
        assert stage.music["musicapi"].ledger.charged == 0


async def test_providers_and_credits_are_answered_in_words() -> None:
    """What is set up and can be done; what is known at once, and then what MusicAPI says."""
    async with paid() as stage:
        room, ann = stage.room(), stage.person("ann")
        providers = str((await ann.slash(room, "providers")).blocks)
        assert "`--provider musicapi`" in providers
        assert "lyrics with times" in providers
        assert "credits" in str((await ann.slash(room, "credits")).blocks)
        await stage.until(lambda: any("1000 credits left" in said(seen) for seen in ann.ephemerals(room)))


@pytest.mark.parametrize(("action", "charges"), [("bgm:again", 2), ("bgm:give up", 1)])
async def test_an_outcome_that_nobody_can_know_is_decided_in_the_thread(action: str, charges: int) -> None:
    """Anybody decides, once; the question says who, and its buttons are gone."""
    async with paid("musicapi", hooks=False) as stage:
        room, server = stage.room(), stage.music["musicapi"]
        server.faults.lose_answers(1)
        await stage.person("ann").slash(room, LOST)
        job, asking = await asked_in(stage, room, "Give up")
        for who in ("ben", "chloe"):
            assert (await stage.person(who).click({**asking, "channel": room}, action)).ok
        await stage.reached(job, State.WAITING if action == "bgm:again" else State.FAILED)
        root = asking["thread_ts"]
        await stage.until(lambda: not any("Give up" in buttons(message) for message in stage.slack.thread(room, root)))
        assert "ben said to" in words(stage, room, root).replace("\u2060", "")
        assert len(server.ledger.charges()) == charges
