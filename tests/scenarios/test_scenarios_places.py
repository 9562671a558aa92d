"""Where one may ask: each kind of place works, or says in words why not, before anything is made."""

from __future__ import annotations

import pytest
from scenario_words import audio_files, said
from stage import Stage, opened

from bot.domain.job import Event, State
from sandbox.slack.person import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def told(person: Person, room: str) -> list[str]:
    """What the bot told this person alone: in the channel, and in their direct message."""
    return [said(m) for m in (*person.ephemerals(room), *person.messages(f"D_{person.id[2:]}"))]


async def refused_before_work(stage: Stage, room: str, words: str) -> None:
    """Ann asks; the job ends in `words`, said to her, and no provider was asked for anything."""
    job = await stage.ask('chiptune 0:03 for "Elsewhere"', room)
    ended = await stage.reached(job, State.FAILED)
    assert words in (ended.reason or "")
    await stage.until(lambda: any(words in text for text in told(stage.person("ann"), room)))
    moves = [event for _, event, *_ in await stage.read(lambda tx: tx.history(job.id))]
    assert moves == [Event.UNREACHABLE]
    assert await stage.read(lambda tx: tx.tasks(job.id)) == []
    await stage.ended(job)


async def test_a_private_channel_without_the_bot_asks_for_an_invitation_first(stage: Stage) -> None:
    room = stage.room(kind="private", bot_is_member=False)
    await refused_before_work(stage, room, "/invite @bgm")
    assert [call for call in stage.slack.ledger.calls("chat.postMessage") if call["args"].get("channel") == room] == []


async def test_once_invited_the_same_words_work(stage: Stage) -> None:
    room = stage.room(kind="private", bot_is_member=False)
    await refused_before_work(stage, room, "/invite @bgm")
    stage.slack.world.set_channel(room, bot_is_member=True)
    assert audio_files((await stage.bed(channel=room)).file)


async def test_a_public_channel_is_joined(stage: Stage) -> None:
    room = stage.room(bot_is_member=False)
    bed = await stage.bed(channel=room)
    assert stage.slack.world.channel(room).bot_is_member
    assert audio_files(bed.file)


async def test_a_direct_message_works(stage: Stage) -> None:
    bed = await stage.made(await stage.ask('chiptune 0:03 for "Alone"', "D_BEN", "ben"))
    assert [file["name"] for file in audio_files(bed.file)] == ["Alone 0-03 v1.mp3"]


async def test_a_group_message_works(stage: Stage) -> None:
    room = stage.room(kind="mpim", people=("U_ANN", "U_BEN"))
    assert audio_files((await stage.bed(channel=room)).file)


async def test_a_read_only_channel_ends_in_words(stage: Stage) -> None:
    await refused_before_work(stage, stage.room(is_read_only=True), "Only some people may post")


async def test_a_channel_archived_meanwhile_ends_in_words(stage: Stage) -> None:
    room = stage.room()
    job = await stage.ask('chiptune 0:40 for "Too late"', room)
    await stage.reached(job, State.WAITING)
    stage.slack.world.set_channel(room, is_archived=True)
    ended = await stage.reached(job, State.FAILED)
    assert "archived" in (ended.reason or "")
    await stage.until(lambda: any("archived" in text for text in told(stage.person("ann"), room)))


async def test_a_channel_shared_with_a_partner_that_blocks_files_ends_in_words(stage: Stage) -> None:
    room = stage.room(is_shared=True, blocks_files=True)
    job = await stage.ask('chiptune 0:03 for "Partner"', room)
    ended = await stage.reached(job, State.FAILED)
    assert "shared with another company" in (ended.reason or "")
    await stage.until(lambda: any("shared with another company" in text for text in told(stage.person("ann"), room)))
    await stage.ended(job)
    (card,) = stage.slack.messages(room)
    assert "shared with another company" in said(card)
    assert "/bgm chiptune 0:03" in said(card)


async def test_a_channel_shared_with_a_partner_that_takes_files_works(stage: Stage) -> None:
    assert audio_files((await stage.bed(channel=stage.room(is_shared=True))).file)


async def test_uploads_switched_off_end_in_words_in_the_thread_and_to_the_asker() -> None:
    async with opened() as stage:
        stage.slack.world.uploads_enabled = False
        room = stage.room()
        job = await stage.ask('chiptune 0:03 for "No files"', room)
        ended = await stage.reached(job, State.FAILED)
        assert "Uploads are switched off" in (ended.reason or "")
        await stage.ended(job)
        (card,) = stage.slack.messages(room)
        assert "Uploads are switched off" in said(card)
        assert any("Uploads are switched off" in words for words in told(stage.person("ann"), room))


async def test_the_words_of_a_bed_that_cannot_be_posted_bring_it_again_elsewhere(stage: Stage) -> None:
    """The bed is made already: the seed that the words name makes the same one where it may be posted."""
    room = stage.room(is_shared=True, blocks_files=True)
    job = await stage.ask("chiptune 0:03", room)
    await stage.reached(job, State.FAILED)
    await stage.until(lambda: any("--seed" in text for text in told(stage.person("ann"), room)))
    (made,) = await stage.read(lambda tx: tx.takes(job_id=job.id))
    elsewhere = await stage.bed(f"chiptune 0:03 --seed {made.seed}", stage.room())
    assert elsewhere.take.seed == made.seed
    assert elsewhere.take.receipt is not None
    assert made.receipt is not None
    assert elsewhere.take.receipt.lufs == made.receipt.lufs
