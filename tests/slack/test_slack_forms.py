"""Forms over the sandbox's Slack: what opens them, what they show, what is read from them, and what people are told."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from slack_letters import hostile, job, letter, take
from slack_stage import World, opening

from bot.domain.errors import StoreFull
from bot.domain.forms import AudioAsked, Lyrics, MoreAsked, Posted, SongAsked
from bot.domain.job import Kind
from bot.domain.money import Price
from bot.domain.operation import Operation
from bot.domain.ports import Letter
from bot.domain.thread import PostKind, Thread
from bot.domain.wish import Wish
from bot.slack import forms
from bot.work.asking.answers import (
    Accepted,
    AccountRow,
    AlreadyRunning,
    AudioForm,
    Choice,
    Confirm,
    Credits,
    Mistakes,
    Refused,
    SongForm,
    TakeForm,
)

CHOICES = (
    Choice(Wish.RESTYLE, "10 credits"),
    Choice(Wish.STEMS, "15 credits"),
    Choice(Wish.MIDI, in_store=True),
    Choice(Wish.TEMPO),
    Choice(Wish.VOICE, "2 credits"),
)
SILENCE = b"RIFF....WAVEfmt "


def ann(world: World) -> Any:
    return world.sandbox.person("ann")


async def card(world: World) -> dict[str, Any]:
    """The card of a take in #video, by whose More button its form opens."""
    thread = Thread(id="t1", channel="C_VIDEO", asker="U_ANN", title=None, created_at=1.0)
    shown: Letter = letter(PostKind.TAKE, thread=thread, takes=(take(),), take_id="k1", offers=frozenset(Kind))
    await world.slack.messenger.post(shown)
    return {**world.sandbox.messages("C_VIDEO")[-1], "channel": "C_VIDEO"}


async def more(world: World) -> dict[str, Any]:
    world.intake.form = TakeForm(take(), "MusicAPI", CHOICES)
    assert (await ann(world).click(await card(world), "bgm:more")).ok
    return dict(ann(world).modal())


async def test_slack_forms_more_shows_each_choice_with_its_price(world: World) -> None:
    """The button opens the take's own form: every choice, what it costs, what was paid for already."""
    view = await more(world)
    assert world.intake.asked[-1] == ("take_form", "k1", "C_VIDEO")
    assert view["title"]["text"] == "More of v1"
    options = view["blocks"][0]["element"]["options"]
    assert [(one["text"]["text"], one["description"]["text"]) for one in options] == [
        ("Another style", "the same piece, as you say below · 10 credits"),
        ("Stems", "the main parts as files · 15 credits"),
        ("MIDI", "the notes as a file · paid for already"),
        ("Tempo", "beats per minute, measured · free"),
        ("Keep this voice", "for later songs, by the name below · 2 credits"),
    ]


async def test_slack_forms_more_hands_on_what_was_chosen(world: World) -> None:
    """What was filled in reaches intake as it was typed, with the channel; then the form closes."""
    view = await more(world)
    world.intake.answer = Accepted(job(), "MusicAPI")
    answer = await ann(world).submit(view, {"what": "restyle", "style": "warm folk"})
    assert answer.ok
    assert ann(world).modal() is None
    assert world.intake.forms == [MoreAsked(take_id="k1", wish=Wish.RESTYLE, style="warm folk")]
    assert world.intake.asked[-1] == ("more", "U_ANN", "C_VIDEO")
    assert world.intake.keys[-1] == view["id"]


async def test_slack_forms_mistakes_stand_beside_their_fields(world: World) -> None:
    """A field that is missing is named where it is; the form stays open."""
    view = await more(world)
    world.intake.answer = Mistakes({"style": "Say the new style."})
    answer = await ann(world).submit(view, {"what": "restyle"})
    assert answer.errors == {"style": "Say the new style."}
    assert ann(world).modal() is not None


async def test_slack_forms_a_dear_choice_is_confirmed_with_its_price(world: World) -> None:
    """Stems show their price once more, and only the second press orders them."""
    view = await more(world)
    world.intake.price, world.intake.answer = "15 credits", Accepted(job(), "MusicAPI")
    await ann(world).submit(view, {"what": "stems"})
    asking = ann(world).modal()
    assert "15 credits" in str(asking["blocks"])
    assert "Stems" in str(asking["blocks"])
    assert [one.agreed for one in world.intake.forms if isinstance(one, MoreAsked)] == [False]
    await ann(world).submit(asking, {})
    assert ann(world).modal() is None
    assert world.intake.forms[-1] == MoreAsked(take_id="k1", wish=Wish.STEMS, agreed=True)
    assert world.intake.asked[-1] == ("more", "U_ANN", "C_VIDEO")


async def test_slack_forms_a_refusal_after_the_price_is_said_in_its_place(world: World) -> None:
    """The second form has no field for words to stand beside: they take its place."""
    view = await more(world)
    world.intake.price = "15 credits"
    await ann(world).submit(view, {"what": "stems"})
    world.intake.answer = Mistakes({"what": "v1 was withdrawn."})
    await ann(world).submit(ann(world).modal(), {})
    assert "v1 was withdrawn" in str(ann(world).modal()["blocks"])


async def test_slack_forms_a_wish_that_runs_already_is_said(world: World) -> None:
    view = await more(world)
    world.intake.answer = AlreadyRunning(job())
    await ann(world).submit(view, {"what": "tempo"})
    assert "is being made already" in str(ann(world).modal()["blocks"])


async def test_slack_forms_a_take_that_can_do_nothing_says_why(world: World) -> None:
    """More on a take that is gone opens words."""
    world.intake.form = Refused("v1 was withdrawn. Ask for a new one with /bgm.")
    await ann(world).click(await card(world), "bgm:more")
    assert "v1 was withdrawn" in str(ann(world).modal()["blocks"])


async def test_slack_forms_song_opens_with_what_was_typed(world: World) -> None:
    """`/bgm song WORDS` opens the form, with no message beside it; prices and kept voices are in it."""
    answer = await ann(world).slash("video", "song soul ballad")
    assert (answer.ok, answer.text) == (True, "")
    view = ann(world).modal()
    by_name = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert by_name["style"]["initial_value"] == "soul ballad"
    assert "2 credits" in str(by_name["lyrics"])
    assert [one["value"] for one in by_name["voice"]["options"]] == ["ann"]
    assert world.intake.asked == []


async def test_slack_forms_song_is_read_whole(world: World) -> None:
    """Every field of a song reaches intake; the answer stands in the form's place."""
    await ann(world).slash("video", "song")
    world.intake.answer = Accepted(job(), "MusicAPI", ("Price: 12 credits.",))
    filled = {
        "style": "soul", "lyrics": "mine", "words": "[Verse]\nRain", "title": "Rain", "length": "2:30", "gender": "f",
        "voice": "ann", "tags": ["tags"],
    }  # fmt: skip
    assert (await ann(world).submit(ann(world).modal(), filled)).ok
    assert world.intake.forms == [
        SongAsked(
            style="soul", lyrics=Lyrics.MINE, words="[Verse]\nRain", title="Rain", length="2:30", gender="f",
            voice="ann", better_tags=True,
        )
    ]  # fmt: skip
    assert world.intake.asked == [("song", "U_ANN", "C_VIDEO")]
    assert "12 credits" in str(ann(world).modal()["blocks"])


async def test_slack_forms_a_song_left_as_it_is_asks_for_little(world: World) -> None:
    await ann(world).slash("video", "song soul")
    await ann(world).submit(ann(world).modal(), {})
    assert world.intake.forms == [SongAsked(style="soul")]


async def test_slack_forms_what_could_not_be_stored_is_said(world: World) -> None:
    """A full disk: the form says that nothing was started."""
    await ann(world).slash("video", "song soul")
    world.intake.failure = StoreFull("The disk is full.")
    await ann(world).submit(ann(world).modal(), {})
    assert "nothing was started" in str(ann(world).modal()["blocks"])


async def test_slack_forms_a_form_that_slack_will_not_open_is_said(world: World) -> None:
    """The trigger was used up: the ack says so, and nothing hangs."""
    world.sandbox.faults.fail("views.open", "expired_trigger_id")
    answer = await ann(world).slash("video", "song soul")
    assert "could not be opened" in str(answer.blocks)


async def test_slack_forms_shortcut_is_about_the_file_and_its_thread(world: World) -> None:
    """On a reply with an audio file: that file, in that thread."""
    root = await ann(world).say("video", "our draft")
    reply = await ann(world).upload("video", "draft.wav", SILENCE, thread_ts=root["ts"])
    await ann(world).shortcut("video", reply["ts"], "bgm_audio")
    world.intake.answer = Accepted(job(), "MusicAPI")
    await ann(world).submit(ann(world).modal(), {"what": "extend file", "length": "1:30"})
    [asked] = [one for one in world.intake.forms if isinstance(one, AudioAsked)]
    assert isinstance(asked, AudioAsked)
    assert (asked.wish, asked.length) == (Wish.EXTEND_FILE, "1:30")
    assert (asked.file.title, asked.file.channel, asked.file.root_ts) == ("draft.wav", "C_VIDEO", root["ts"])
    assert asked.file.file_id == reply["files"][0]["id"]


async def test_slack_forms_shortcut_asks_for_the_price_of_stems(world: World) -> None:
    """The file is remembered through the second form."""
    message = await ann(world).upload("video", "draft.wav", SILENCE)
    await ann(world).shortcut("video", message["ts"], "bgm_audio")
    world.intake.price, world.intake.answer = "15 credits", Accepted(job(), "MusicAPI")
    await ann(world).submit(ann(world).modal(), {"what": "stems"})
    await ann(world).submit(ann(world).modal(), {})
    first, second = world.intake.forms
    assert isinstance(first, AudioAsked)
    assert isinstance(second, AudioAsked)
    assert (first.file, second.agreed) == (second.file, True)


async def test_slack_forms_shortcut_without_an_audio_file_or_an_address_says_so(world: World) -> None:
    """No sound in the message; no public address: words, not a form that fails later."""
    said = await ann(world).say("video", "no file here")
    await ann(world).shortcut("video", said["ts"], "bgm_audio")
    assert "no audio file" in str(ann(world).modal()["blocks"])
    message = await ann(world).upload("video", "draft.wav", SILENCE)
    world.intake.answer = Refused("Set `BGM_PUBLIC_URL`.")
    await ann(world).shortcut("video", message["ts"], "bgm_audio")
    assert "`BGM_PUBLIC_URL`" in str(ann(world).modal()["blocks"])


async def test_slack_forms_credits_follow_their_ack(world: World) -> None:
    """What is known is answered at once; what the vendors say follows by the command's own address."""
    prices = ((Operation.CREATE, Price(10.0)),)
    row = AccountRow(account="musicapi", label="MusicAPI", balance=None, reckoned=3.0, prices=prices)
    world.intake.answer = Credits((row,), 10.0, asking=True)
    world.intake.fresh = Credits((), 10.0)
    seen = await ann(world).slash("video", "credits")
    assert "not known" in str(seen.blocks)
    async with asyncio.timeout(20):
        await world.sandbox.until(lambda: "only the built-in engine" in str(ann(world).ephemerals("C_VIDEO")))
    assert world.sandbox.messages("C_VIDEO") == []


async def test_slack_forms_a_button_tells_how_people_call_its_presser(world: World) -> None:
    """So that a decision can be signed without a mention."""
    await world.slack.messenger.post(opening())
    [shown] = world.sandbox.messages("C_VIDEO")
    await world.sandbox.person("ben").click({**shown, "channel": "C_VIDEO"}, "bgm:cancel")
    assert world.intake.called == ["ben"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(text=hostile, price=hostile)
def test_slack_forms_of_hostile_text_are_taken_by_slack(world: World, text: str, price: str) -> None:
    """Whatever people and vendors write, Slack shows the form, and what it keeps comes back whole."""
    posted = Posted(file_id="F1", title=text[:150], channel="C1", root_ts="1.0", seconds=4.5)
    choices = tuple(Choice(choice.wish, price) for choice in CHOICES)
    views = [
        forms.take_modal(TakeForm(take(), text, choices), "C1"),
        forms.audio_modal(AudioForm(posted, (Choice(Wish.EXTEND_FILE, price),))),
        forms.song_modal(SongForm(text, "C1", (text[:40] or "ann",), price, price)),
        forms.price_modal(Confirm(AudioAsked(file=posted, wish=Wish.STEMS), text, price)),
        forms.with_words({}, {"what": text})["view"],
    ]
    for view in views:
        assert world.sandbox.modals.open("U_ANN", view).body["blocks"]
    agreed, _ = forms.read_agreed(views[3])
    assert isinstance(agreed, AudioAsked)
    assert agreed.file == posted
