"""What intake makes of wishes: who does it, at what price, from store or not, and who decides what nobody can know."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from work_parts import ASKER, CHANNEL, OTHER, HandClock, TinyProvider, add_job, add_take, add_task

from bot.domain.brief import Brief
from bot.domain.extra import Extra, Voice
from bot.domain.forms import AudioAsked, Lyrics, MoreAsked, Posted, SongAsked
from bot.domain.job import Event, Job, Kind, State
from bot.domain.money import Price
from bot.domain.operation import Operation
from bot.domain.ports import Transaction
from bot.domain.thread import Post, PostKind, PostState, TakeState, TaskState
from bot.domain.wish import Wish
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    AudioForm,
    Confirm,
    Mistakes,
    Nothing,
    Refused,
    Settled,
    TakeForm,
)
from bot.work.asking.drafts import offered
from bot.work.asking.intake import Intake
from bot.work.telling import steps
from bot.work.telling.letters import Letters
from storage import SqliteStore


@dataclass
class Choosy(TinyProvider):
    """A provider that cannot do some briefs."""

    no: dict[bool, str] = field(default_factory=dict)
    """By whether the brief is instrumental: why not."""

    def refusal(self, brief: Brief) -> str | None:
        return self.no.get(brief.instrumental)


@pytest.fixture
def local() -> Choosy:
    few = frozenset({Operation.CREATE, Operation.EXTEND, Operation.STEMS})
    return Choosy(name="local", label="local engine", can=few, no={False: "The local engine can't sing."})


@pytest.fixture
def dear() -> Choosy:
    prices = {Operation.CREATE: Price(10.0), Operation.STEMS: Price(15.0), Operation.RESTYLE: Price(10.0)}
    return Choosy(name="dear", label="Dear API", can=frozenset(Operation), prices=prices)


@pytest.fixture
def intake(store: SqliteStore, clock: HandClock, local: Choosy, dear: Choosy) -> Intake:
    return Intake(store=store, providers={"local": local, "dear": dear}, clock=clock, public=True)


async def ask(intake: Intake, text: str, key: str = "k") -> Any:
    return await intake.command(text, user=ASKER, channel=CHANNEL, key=key)


async def test_the_first_that_can_makes_it_and_the_rest_are_alternatives(intake: Intake) -> None:
    bed = await ask(intake, "calm 0:10")
    assert isinstance(bed, Accepted)
    assert (bed.job.provider, bed.job.alternatives, bed.notes) == ("local", ("dear",), ())


async def test_what_the_first_cannot_do_goes_to_the_next_with_its_price(intake: Intake) -> None:
    song = await ask(intake, "soul 0:10 --vocal")
    assert isinstance(song, Accepted)
    assert (song.job.provider, song.job.alternatives, song.notes) == ("dear", (), ("Price: 10 credits.",))


async def test_a_loop_goes_to_who_makes_loops_and_that_is_said(intake: Intake, dear: Choosy) -> None:
    loop = await ask(intake, "calm loop 0:10")
    assert isinstance(loop, Accepted)
    assert (loop.job.provider, loop.notes) == ("dear", ("The local engine can't make a loop, so Dear API makes it.",))
    named = await ask(intake, "calm loop 0:10 --provider local", key="k2")
    assert named == Refused("The local engine can't make a loop. Dear API can: say `--provider dear`.")
    dear.can -= {Operation.LOOP}
    assert await ask(intake, "calm 0:10 --loop", key="k3") == Refused("The local engine can't make a loop.")


async def test_a_loop_is_not_extended_and_its_card_does_not_offer_it(
    store: SqliteStore, clock: HandClock, intake: Intake, dear: Choosy
) -> None:
    def make(tx: Transaction) -> tuple[frozenset[Kind], Any]:
        job = add_job(tx, State.DELIVERED, provider="dear")
        take = replace(add_take(tx, job, TakeState.DELIVERED), facts={"loop": True})
        given = intake.wishes.on_take(tx, Wish.EXTEND, take, user=OTHER, now=clock.now(), aloud=False)
        return offered(dear, take, job), given

    kinds, given = await store.write(make)
    assert Kind.EXTEND not in kinds
    assert Kind.REGENERATE in kinds
    assert isinstance(given, Refused)
    assert "is a loop" in given.message


async def test_an_id_that_guides_it_goes_to_who_knows_it_and_into_the_next_take_too(
    store: SqliteStore, clock: HandClock, intake: Intake, dear: Choosy
) -> None:
    unknown = await ask(intake, "calm 0:10 --instrumental-id 47 --provider local")
    assert unknown == Refused("The local engine knows no --instrumental-id.")
    dear.guides = frozenset({"instrumental_id"})
    guided = await ask(intake, "calm 0:10 --instrumental-id 47", key="k2")
    assert isinstance(guided, Accepted)
    assert guided.notes == ("The local engine knows no --instrumental-id, so Dear API makes it.", "Price: 10 credits.")
    assert (guided.job.provider, dict(guided.job.details)) == ("dear", {"instrumental_id": "47"})

    def again(tx: Transaction) -> Any:
        take = add_take(tx, guided.job, TakeState.DELIVERED)
        return intake.wishes.on_take(tx, Wish.REGENERATE, take, user=OTHER, now=clock.now(), aloud=False)

    other = await store.write(again)
    assert isinstance(other, Accepted)
    assert dict(other.job.details) == {"instrumental_id": "47"}


async def test_a_named_provider_is_that_one_alone(intake: Intake) -> None:
    bed = await ask(intake, "calm 0:10 --provider dear")
    assert isinstance(bed, Accepted)
    assert (bed.job.provider, bed.job.alternatives) == ("dear", ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soul --vocal --provider local", "The local engine can't sing. Dear API can: say `--provider dear`."),
        ("soul --write-lyrics --provider local", "can't write lyrics. Dear API can: say `--provider dear`."),
        ("soul --provider nope", "Set up: local, dear."),
        ("soul --voice ann", "There is no voice called ann."),
    ],
)
async def test_what_cannot_be_done_says_who_can(intake: Intake, text: str, says: str) -> None:
    answer = await ask(intake, text)
    assert isinstance(answer, Refused)
    assert says in answer.message


async def test_a_kept_voice_brings_its_provider_and_its_id(store: SqliteStore, intake: Intake) -> None:
    voice = Voice(name="ann", provider="dear", provider_id="p-1", take_id=None, asker=ASKER, created_at=1.0)
    await store.write(lambda tx: tx.keep_voice(voice))
    song = await ask(intake, "soul 0:10 --voice Ann --gender f")
    assert isinstance(song, Accepted)
    assert (song.job.provider, dict(song.job.details)) == ("dear", {"voice": "p-1", "gender": "f"})
    elsewhere = await ask(intake, "soul 0:10 --voice ann --provider local", key="k2")
    assert isinstance(elsewhere, Refused)
    assert "kept at Dear API" in elsewhere.message


async def test_a_song_form_becomes_a_job_with_its_lyrics(intake: Intake) -> None:
    asked = SongAsked(style="soul", lyrics=Lyrics.MINE, words=" la la ", title="Rain", length="2:30", gender="m")
    given = await intake.song(asked, user=ASKER, channel=CHANNEL, key="V1")
    assert isinstance(given, Accepted)
    assert dict(given.job.details) == {"lyrics": "la la", "gender": "m"}
    assert (given.job.brief.title, given.job.brief.duration, given.job.brief.instrumental) == ("Rain", 150.0, False)
    assert isinstance(await intake.song(asked, user=ASKER, channel=CHANNEL, key="V1"), Nothing)


async def test_what_a_song_is_about_is_no_word_of_its_style(intake: Intake) -> None:
    """And another take of it is about the same."""
    asked = SongAsked(style="soul", lyrics=Lyrics.WRITTEN, words="rain\non a tin roof")
    given = await intake.song(asked, user=ASKER, channel=CHANNEL, key="V1")
    assert isinstance(given, Accepted)
    assert dict(given.job.details) == {"about": "rain\non a tin roof", "write_lyrics": True}
    assert given.job.brief.description == "soul"


async def delivered(store: SqliteStore, *, sung: bool = False) -> str:
    """The id of a delivered take of the dear provider."""

    def work(tx: Transaction) -> str:
        job = add_job(tx, State.DELIVERED, provider="dear")
        tx.save_job(replace(job, brief=replace(job.brief, instrumental=not sung)))
        return add_take(tx, job, TakeState.DELIVERED).id

    return await store.write(work)


async def more(intake: Intake, take_id: str, wish: Wish, key: str = "V1", **rest: Any) -> Any:
    asked = MoreAsked(take_id=take_id, wish=wish, **rest)
    return await intake.more(asked, user=OTHER, channel=CHANNEL, key=key)


async def test_the_form_of_a_take_offers_what_makes_sense_with_prices(store: SqliteStore, intake: Intake) -> None:
    """What only a song has is there for a song alone."""
    form = await intake.take_form(await delivered(store), channel=CHANNEL)
    assert isinstance(form, TakeForm)
    assert {choice.wish: choice.price for choice in form.choices} == {
        Wish.FIT: "", Wish.RESTYLE: "10 credits", Wish.STEMS: "15 credits", Wish.ALL_STEMS: "", Wish.MIDI: "",
        Wish.TEMPO: "", Wish.RECEIPT: "",
    }  # fmt: skip


async def test_a_form_from_another_channel_is_nothing(store: SqliteStore, intake: Intake) -> None:
    assert isinstance(await intake.take_form(await delivered(store), channel="C9"), Nothing)


async def test_dear_stems_are_agreed_to_first(store: SqliteStore, intake: Intake) -> None:
    take_id = await delivered(store)
    assert isinstance(await more(intake, take_id, Wish.STEMS), Confirm)
    given = await more(intake, take_id, Wish.STEMS, agreed=True)
    assert isinstance(given, Accepted)
    assert (given.job.kind, given.job.parent, given.notes) == (Kind.STEMS, take_id, ("Price: 15 credits.",))
    assert given.job.shown_as == f"{given.job.id}:card"


async def test_what_is_in_store_is_free_and_needs_no_agreeing(store: SqliteStore, intake: Intake) -> None:
    take_id = await delivered(store)
    extra = Extra(
        id="x1", job_id="j1", take_id=take_id, provider="dear", operation=Operation.STEMS, number=0, name="drums",
        source="", created_at=1.0,
    )  # fmt: skip
    await store.write(lambda tx: tx.add_extra(extra))
    given = await more(intake, take_id, Wish.STEMS)
    assert isinstance(given, Accepted)
    assert "costs nothing" in given.notes[0]


async def test_another_style_is_another_job_and_the_same_one_is_not(store: SqliteStore, intake: Intake) -> None:
    take_id = await delivered(store)
    first = await more(intake, take_id, Wish.RESTYLE, style="warm folk")
    assert isinstance(first, Accepted)
    assert (first.job.details["style"], first.job.brief.genres) == ("warm folk", ("folk",))
    assert isinstance(await more(intake, take_id, Wish.RESTYLE, "V2", style="warm folk"), AlreadyRunning)
    assert isinstance(await more(intake, take_id, Wish.RESTYLE, "V3", style="techno"), Accepted)


async def test_a_voice_needs_a_name_of_its_own(store: SqliteStore, intake: Intake) -> None:
    take_id = await delivered(store, sung=True)
    voice = Voice(name="ann", provider="dear", provider_id="p-1", take_id=None, asker=ASKER, created_at=1.0)
    await store.write(lambda tx: tx.keep_voice(voice))
    assert isinstance(await more(intake, take_id, Wish.VOICE), Mistakes)
    assert isinstance(await more(intake, take_id, Wish.VOICE, name="ANN"), Mistakes)
    kept = await more(intake, take_id, Wish.VOICE, name="Ben B")
    assert isinstance(kept, Accepted)
    assert kept.job.details["name"] == "ben-b"


async def test_a_button_alone_never_restyles(store: SqliteStore, intake: Intake) -> None:
    """A forged press without words makes no job."""
    take_id = await delivered(store)
    for action in ("restyle", "voice", "more", "extend file"):
        answer = await intake.button(action, value=take_id, user=OTHER, channel=CHANNEL, key=action)
        assert not isinstance(answer, Accepted)


FILE = Posted(file_id="F1", title="draft.mp3", channel=CHANNEL, root_ts="9.9", seconds=20.0)


async def test_a_posted_file_s_job_waits_for_the_file_in_its_message_s_thread(
    store: SqliteStore, intake: Intake, clock: HandClock
) -> None:
    form = intake.audio_form(FILE)
    assert isinstance(form, AudioForm)
    asked = AudioAsked(file=FILE, wish=Wish.EXTEND_FILE, length="0:45")
    given = await intake.audio(asked, user=ASKER, key="V1")
    assert isinstance(given, Accepted)
    assert (given.job.lengths, given.job.details["slack_file"]) == ((20.0, 45.0), "F1")
    assert given.job.due_at > clock.now()
    thread = await store.read(lambda tx: tx.thread(given.job.thread_id))
    assert (thread.channel, thread.root_ts) == (CHANNEL, "9.9")
    assert isinstance(await intake.audio(asked, user=OTHER, key="V2"), AlreadyRunning)
    other = await intake.audio(replace(asked, length="1:00"), user=OTHER, key="V3")
    assert isinstance(other, Accepted)
    assert other.job.thread_id == thread.id


@pytest.mark.parametrize(
    ("wish", "field"), [(Wish.EXTEND_FILE, "length"), (Wish.RESTYLE_FILE, "style"), (None, "what")]
)
async def test_a_posted_file_s_form_says_what_it_lacks(intake: Intake, wish: Wish | None, field: str) -> None:
    given = await intake.audio(AudioAsked(file=FILE, wish=wish, length="0:10"), user=ASKER, key="V1")
    assert isinstance(given, Mistakes)
    assert set(given.fields) == {field}


async def test_without_a_public_address_no_posted_file_is_worked_on(
    store: SqliteStore, clock: HandClock, dear: Choosy
) -> None:
    shut = Intake(store=store, providers={"dear": dear}, clock=clock)
    refused = shut.audio_form(FILE)
    assert isinstance(refused, Refused)
    assert "BGM_PUBLIC_URL" in refused.message


async def unsettled(store: SqliteStore) -> Job:
    """A job whose outcome nobody knows, with its question in the thread."""

    def work(tx: Transaction) -> Job:
        job = add_job(tx, State.UNSETTLED, provider="dear")
        add_task(tx, job, TaskState.INTENT)
        steps.ask_what_to_do(tx, job, "The balance fell by 10 credits.")
        steps.ask_what_to_do(tx, job, "asked twice")
        question = next(post for post in tx.posts(job_id=job.id) if post.kind is PostKind.QUESTION)
        tx.save_post(replace(question, state=PostState.DONE, ts="7.7"))
        return job

    return await store.write(work)


def kinds(posts: list[Post], kind: PostKind) -> list[Post]:
    return [post for post in posts if post.kind is kind]


@pytest.mark.parametrize(("wish", "state"), [(Wish.AGAIN, State.ACCEPTED), (Wish.GIVE_UP, State.FAILED)])
async def test_anybody_decides_once(store: SqliteStore, intake: Intake, wish: Wish, state: State) -> None:
    """The intent is void, the question says who decided, and a later press changes nothing."""
    job = await unsettled(store)
    first = await intake.button(wish.value, value=job.id, user=OTHER, channel=CHANNEL, key="1", who="ben")
    later = await intake.button("again", value=job.id, user=ASKER, channel=CHANNEL, key="2", who="ann")
    assert isinstance(first, Settled)
    assert isinstance(later, Refused)
    stored = await store.read(lambda tx: tx.job(job.id))
    assert stored
    assert (stored.state, stored.due_at) == (state, 0.0)
    (task,) = await store.read(lambda tx: tx.tasks(job.id))
    assert task.state is TaskState.VOID
    posts = await store.read(lambda tx: tx.posts(job_id=job.id))
    assert len(kinds(posts, PostKind.QUESTION)) == 1
    (told,) = kinds(posts, PostKind.ANSWERED)
    assert (told.words or "").startswith("@ben said to")


async def test_a_decision_from_outside_slack_counts_as_one_in_it(store: SqliteStore, intake: Intake) -> None:
    job = await unsettled(store)
    assert isinstance(await intake.settle("j404", Wish.GIVE_UP, "operator"), Refused)
    settled = await intake.settle(job.id, Wish.GIVE_UP, "operator")
    assert isinstance(settled, Settled)
    assert settled.job.reason == "The operator said to give up waiting for it."
    assert isinstance(await intake.settle(job.id, Wish.AGAIN, "operator"), Refused)


async def test_a_second_loss_is_asked_about_anew(store: SqliteStore, intake: Intake) -> None:
    """The first answer settles the first question alone."""
    job = await unsettled(store)
    await intake.settle(job.id, Wish.AGAIN, "operator")

    def lose_again(tx: Transaction) -> list[Post]:
        stored = tx.job(job.id)
        assert stored
        lost = tx.move(tx.move(stored, Event.SUBMIT, 1.0) or stored, Event.LOST, 1.0)
        assert lost
        steps.ask_what_to_do(tx, lost, "")
        return tx.posts(job_id=job.id)

    posts = await store.write(lose_again)
    assert [post.state for post in kinds(posts, PostKind.QUESTION)] == [PostState.DONE, PostState.PENDING]


async def test_a_question_that_was_not_sent_yet_never_is(store: SqliteStore, intake: Intake) -> None:
    job = await unsettled(store)

    def unsent(tx: Transaction) -> None:
        for post in kinds(tx.posts(job_id=job.id), PostKind.QUESTION):
            tx.save_post(replace(post, state=PostState.PENDING, ts=None))

    await store.write(unsent)
    await intake.settle(job.id, Wish.GIVE_UP, "operator")
    posts = await store.read(lambda tx: tx.posts(job_id=job.id))
    assert kinds(posts, PostKind.QUESTION)[0].state is PostState.DROPPED
    assert kinds(posts, PostKind.ANSWERED) == []


async def test_a_take_s_letter_knows_what_its_provider_offers_and_asks(
    store: SqliteStore, clock: HandClock, local: Choosy, dear: Choosy
) -> None:
    """Whatever provider the job of the letter has: offers and prices are those of the take."""
    take_id = await delivered(store)
    letters = Letters(providers={"local": local, "dear": dear}, clock=clock, keep_days=30)
    post = Post(key="p", kind=PostKind.TAKE, thread_id="t1", job_id="j1", take_id=take_id)
    letter = await store.write(lambda tx: letters.write(tx, post))
    assert {Kind.STEMS, Kind.RESTYLE, Kind.WAV, Kind.REMAKE} <= letter.offers
    assert not letter.offers & {Kind.EXTEND_FILE, Kind.LYRICS, Kind.VOICE}
    assert letter.prices == {Kind.REGENERATE: "10 credits", Kind.REMAKE: "10 credits"}
