"""The Messenger against a Slack on loopback: what it does, and what it says when Slack does not."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_letters import job, letter, take

from bot.domain.errors import SettingsError, SlackError, SlackSilent
from bot.domain.job import Kind
from bot.domain.ports import Letter, Upload
from bot.domain.thread import PostKind, Thread
from bot.slack.client import web_client
from bot.slack.identity import Identity, identify
from bot.slack.response_urls import ResponseUrls
from bot.slack.thread import SlackMessenger
from bot.slack.uploads import plain_http
from sandbox.slack.server import SandboxSlack

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
ANN = "U_ANN"


@dataclass
class World:
    slack: SandboxSlack
    messenger: SlackMessenger
    addresses: ResponseUrls
    identity: Identity
    time: list[float]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with SandboxSlack(MANIFEST) as slack:
        client = web_client(slack.bot_token, slack.api_url)
        identity = await identify(client)
        time = [0.0]
        addresses = ResponseUrls(slack.api_url, lambda: time[0])
        http = plain_http(slack.api_url)
        async with http:
            yield World(
                slack,
                SlackMessenger(client, identity=identity, addresses=addresses, http=http),
                addresses,
                identity,
                time,
            )


def about(kind: PostKind, channel: str = "C_VIDEO", root: str | None = None, **changes: Any) -> Letter:
    thread = Thread(id="t1", channel=channel, asker=ANN, title="Onboarding", created_at=100.0, root_ts=root)
    return letter(kind, thread=thread, **{"takes": (take(),), "take_id": "k1", "user": ANN, **changes})


async def opened(world: World) -> str:
    return await world.messenger.post(about(PostKind.OPEN, key="j1:open"))


async def test_slack_thread_identity_is_learned_once(world: World) -> None:
    """Who the bot is comes from auth.test, and makes permalinks."""
    assert world.identity.bot_user_id
    assert world.identity.bot_id
    link = world.identity.permalink("C1", "1700000000.000100")
    assert link == f"{world.identity.url.rstrip('/')}/archives/C1/p1700000000000100"
    assert Identity(bot_user_id="U1", bot_id="B1", team_id="T1").permalink("C1", "1.2") is None


async def test_slack_thread_a_bad_token_is_a_settings_error(world: World) -> None:
    """A token that Slack does not know is told by the setting's name."""
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
        await identify(web_client("xoxb-nobody", world.slack.api_url))


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C_VIDEO", None),
        ("C_LEADS", None),
        ("D_ANN", None),
        ("C_DESIGN_PRIVATE", "channel_not_found"),
        ("C_ARCHIVED", "is_archived"),
    ],
)
async def test_slack_thread_enter_tells_where_it_may_not(world: World, channel: str, code: str | None) -> None:
    """A private channel without the bot and an archived one are refused with Slack's own code."""
    if code is None:
        await world.messenger.enter(channel)
        return
    with pytest.raises(SlackError) as caught:
        await world.messenger.enter(channel)
    assert caught.value.code == code


async def test_slack_thread_enter_joins_a_public_channel(world: World) -> None:
    """A public channel is joined, so that files can follow."""
    await world.messenger.enter("C_GENERAL")
    assert world.slack.world.channels["C_GENERAL"].bot_is_member


async def test_slack_thread_post_opens_and_goes_on_in_the_thread(world: World) -> None:
    """The opening card is a root; whatever follows is under it."""
    root = await opened(world)
    told = await world.messenger.post(about(PostKind.TELL, root=root, words="Hello <!channel>", key="j1:tell:1"))
    [card, reply] = world.slack.thread("C_VIDEO", root)
    assert (card["ts"], reply["ts"]) == (root, told)
    assert "<!channel>" not in str(reply["blocks"]) + reply["text"]
    assert card["blocks"][0]["type"] == "section"


async def test_slack_thread_edit_changes_the_card_in_place(world: World) -> None:
    """An edit shows the job as it stands, in the same message."""
    root = await opened(world)
    await world.messenger.edit(about(PostKind.EDIT, job=job(expected=1000.0)), root)
    [card] = world.slack.messages("C_VIDEO")
    assert "of about 16:40" in str(card["blocks"])


async def test_slack_thread_find_knows_our_own_by_key(world: World) -> None:
    """After a lost answer the message is found by its key: root, reply and direct message alike."""
    created = world.slack.parts.clock.now()
    mine = job(created_at=created)
    world.slack.faults.lose_answer("chat.postMessage", times=2)
    card = about(PostKind.OPEN, key="j1:open", job=mine)
    with pytest.raises(SlackSilent):
        await world.messenger.post(card)
    root = await world.messenger.find(card)
    assert root == world.slack.messages("C_VIDEO")[0]["ts"]
    told = about(PostKind.TELL, key="j1:tell:1", job=mine, root=root, words="Hello")
    with pytest.raises(SlackSilent):
        await world.messenger.post(told)
    assert await world.messenger.find(told) == world.slack.thread("C_VIDEO", str(root))[1]["ts"]
    assert await world.messenger.find(about(PostKind.TELL, key="j1:tell:2", job=mine, root=root)) is None
    whisper = about(PostKind.WHISPER, key="j1:whisper:1", job=mine, words="psst")
    await world.messenger.whisper(whisper)
    assert await world.messenger.find(whisper)
    assert await world.messenger.find(about(PostKind.OPEN, key="j9:open", job=mine)) is None


async def test_slack_thread_find_reads_every_page(world: World) -> None:
    """A busy channel has more than one page; the key is found behind them."""
    mine = job(created_at=world.slack.parts.clock.now())
    root = await world.messenger.post(about(PostKind.OPEN, key="j1:open", job=mine))
    ben = world.slack.person("ben")
    for number in range(230):
        await ben.say("C_VIDEO", f"message {number}")
    assert await world.messenger.find(about(PostKind.OPEN, key="j1:open", job=mine)) == root


async def test_slack_thread_files_are_shared_and_found_late(world: World, tmp_path: Path) -> None:
    """Reserve, upload, share; not known before, no ts at first, the ts once Slack has posted it."""
    bed, picture = tmp_path / "k1.mp3", tmp_path / "k1.png"
    data = secrets.token_bytes(3_000_000)
    bed.write_bytes(data)
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    root = await opened(world)
    file = about(PostKind.FILE, root=root)
    first = await world.messenger.reserve(bed, file, picture=False)
    world.slack.faults.fail("files.info", "file_not_found")
    assert not (await world.messenger.shared(first.file_id, "C_VIDEO")).complete
    second = await world.messenger.reserve(picture, file, picture=True)
    await world.messenger.upload(first, bed)
    await world.messenger.upload(second, picture)
    await world.messenger.share(file, [first.file_id, second.file_id])
    seen = await world.messenger.shared(first.file_id, "C_VIDEO")
    assert (seen.complete, seen.ts) == (True, None)
    await world.slack.settle()
    seen = await world.messenger.shared(first.file_id, "C_VIDEO")
    message = world.slack.thread("C_VIDEO", root)[1]
    assert seen.ts == message["ts"]
    assert seen.permalink
    assert [shown["name"] for shown in message["files"]] == [
        "Onboarding 0-45 v1.mp3",
        "Onboarding 0-45 v1 waveform.png",
    ]
    assert message["files"][1]["alt_txt"] == "Waveform of Onboarding v1: 45 seconds"
    assert message["files"][0]["size"] == len(data)
    await world.messenger.remove_file(first.file_id)
    assert not (await world.messenger.shared(first.file_id, "C_VIDEO")).complete


async def test_slack_thread_reactions_are_added_once(world: World) -> None:
    """A second time Slack says already_reacted, as an error that the outbox knows to be fine."""
    root = await opened(world)
    await world.messenger.react("C_VIDEO", root, "repeat")
    with pytest.raises(SlackError) as caught:
        await world.messenger.react("C_VIDEO", root, "repeat")
    assert caught.value.code == "already_reacted"


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_slack_thread_a_broken_answer_is_silence(world: World, status: int) -> None:
    """5xx and a lost connection may have done it: never a plain no."""
    world.slack.faults.fail("chat.postMessage", status=status)
    with pytest.raises(SlackSilent):
        await opened(world)
    world.slack.faults.down()
    with pytest.raises(SlackSilent):
        await opened(world)
    world.slack.faults.up()
    assert await opened(world)


@pytest.mark.parametrize("code", ["internal_error", "fatal_error"])
async def test_slack_thread_half_done_is_silence(world: World, code: str) -> None:
    """Slack says of these that some of it may have succeeded."""
    world.slack.faults.fail("chat.postMessage", code)
    with pytest.raises(SlackSilent):
        await opened(world)


@pytest.mark.parametrize(
    ("named", "read"), [("7", 7.0), ("0", 1.0), ("999999", 3600.0), ("", None), ("soon", None), ("nan", None)]
)
async def test_slack_thread_a_rate_limit_names_its_wait(world: World, named: str, read: float | None) -> None:
    """429 is a no with Slack's own wait, where that can be read, of at most an hour; asked once only."""
    world.slack.faults.rate_limit("chat.postMessage", named)
    with pytest.raises(SlackError) as caught:
        await opened(world)
    assert (caught.value.code, caught.value.retry_after) == ("ratelimited", read)


async def test_slack_thread_asks_once(world: World) -> None:
    """Nothing is repeated here: a lost answer is one request, not two."""
    world.slack.faults.lose_answer("chat.postMessage", times=5)
    with pytest.raises(SlackSilent):
        await opened(world)
    assert len(world.slack.messages("C_VIDEO")) == 1


@pytest.mark.parametrize("channel", ["C_DESIGN_PRIVATE", "C_ARCHIVED", "C_ANNOUNCEMENTS"])
async def test_slack_thread_post_passes_on_the_no(world: World, channel: str) -> None:
    """Each refusal comes with Slack's own code."""
    with pytest.raises(SlackError) as caught:
        await world.messenger.post(about(PostKind.OPEN, channel=channel))
    assert caught.value.code in {"channel_not_found", "is_archived", "restricted_action"}


async def test_slack_thread_whisper_goes_to_the_person_alone(world: World) -> None:
    """With no command's address it is a direct message."""
    await world.messenger.whisper(about(PostKind.WHISPER, words="Only the one who asked can cancel it."))
    assert world.slack.messages("C_VIDEO") == []
    [message] = world.slack.messages("D_ANN")
    assert "Only the one who asked" in message["text"]


async def test_slack_thread_upload_refuses_another_host(world: World, tmp_path: Path) -> None:
    """An upload address kept from elsewhere is refused before a byte is sent."""
    bed = tmp_path / "k1.mp3"
    bed.write_bytes(b"x")
    with pytest.raises(SlackError):
        await world.messenger.upload(Upload("F1", "https://evil.example/upload"), bed)


async def test_slack_thread_wav_is_named_as_one(world: World, tmp_path: Path) -> None:
    """A WAV of a take has the take's name and its own ending."""
    path = tmp_path / "k1.wav"
    path.write_bytes(b"RIFF")
    upload = await world.messenger.reserve(
        path, about(PostKind.FILE, job=job(kind=Kind.WAV, parent="k1")), picture=False
    )
    await world.messenger.upload(upload, path)
    root = await opened(world)
    await world.messenger.share(about(PostKind.FILE, root=root, job=job(kind=Kind.WAV, parent="k1")), [upload.file_id])
    await world.slack.settle()
    shown = world.slack.thread("C_VIDEO", root)[1]
    assert shown["files"][0]["name"] == "Onboarding 0-45 v1.wav"
    assert shown["text"].startswith("*v1* as WAV")
