"""What intake makes of posted voices and clips: which bed is laid under them, and what is wished of a preview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from work_parts import ASKER, CHANNEL, OTHER, HandClock, TinyProvider, add_job, add_take, walk

from bot.domain.brief import Brief
from bot.domain.forms import LayAsked, Posted, Said
from bot.domain.job import RUNNING, Event, Job, Kind, State
from bot.domain.money import Price
from bot.domain.operation import Operation
from bot.domain.ports import Transaction
from bot.domain.receipt import Receipt
from bot.domain.thread import Post, PostKind, Take, TakeState
from bot.domain.wish import Wish
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    Confirm,
    LayForm,
    Mistakes,
    Nothing,
    Refused,
    ScoreForm,
)
from bot.work.asking.drafts import FITTED
from bot.work.asking.intake import Intake
from storage import SqliteStore

ROOT = "0.1"
VOICE = Posted(file_id="F1", title="voice.m4a", channel=CHANNEL, root_ts=ROOT, seconds=20.0)
CLIP = Posted(file_id="F2", title="Launch_film.mp4", channel=CHANNEL, root_ts="9.9", seconds=12.5, is_video=True)
BED = Brief(description="lo-fi", genres=("lo-fi",), duration=45.0)


@pytest.fixture
def dear() -> TinyProvider:
    return TinyProvider(name="dear", label="Dear API", can=frozenset(Operation), prices={Operation.CREATE: Price(10.0)})


@pytest.fixture
def intake(store: SqliteStore, clock: HandClock, provider: TinyProvider, dear: TinyProvider) -> Intake:
    return Intake(store=store, providers={"tiny": provider, "dear": dear}, clock=clock)


async def a_thread(
    store: SqliteStore, job: State = State.DELIVERED, take: TakeState | None = TakeState.DELIVERED
) -> tuple[Job, Take | None]:
    """A thread of ours with the card at ROOT; its job in this state, its take in that one."""

    def work(tx: Transaction) -> tuple[Job, Take | None]:
        made = replace(add_job(tx, job), brief=BED, lengths=(45.0,))
        tx.save_job(made)
        return made, add_take(tx, made, take) if take else None

    return await store.write(work)


async def jobs(store: SqliteStore, kind: Kind) -> list[Job]:
    return await store.read(lambda tx: tx.jobs(kind=kind))


async def posts(store: SqliteStore, kind: PostKind) -> list[Post]:
    def work(tx: Transaction) -> list[Post]:
        return [post for job in tx.jobs() for post in tx.posts(job_id=job.id) if post.kind is kind]

    return await store.read(work)


async def lay(intake: Intake, wish: Wish | None, words: str = "", *, key: str = "V1", **rest: Any) -> Answer | Confirm:
    file = rest.pop("file", VOICE)
    return await intake.lay(LayAsked(file=file, wish=wish, words=words, **rest), user=OTHER, key=key)


# Posted in a thread


async def test_a_voice_posted_in_a_thread_gets_its_newest_bed(store: SqliteStore, intake: Intake) -> None:
    _, take = await a_thread(store)
    assert take
    given = await intake.posted(VOICE, user=OTHER, key="E1")
    assert isinstance(given, Accepted)
    job = given.job
    assert (job.kind, job.parent, job.asker, job.thread_id) == (Kind.LAY, take.id, OTHER, take.thread_id)
    assert dict(job.details) == {"slack_file": "F1", "title": "voice.m4a", "gain": 0.0, "dip": 10.0}
    assert job.due_at > job.created_at
    assert [post.job_id for post in await posts(store, PostKind.CARD)] == [job.id]


async def test_the_same_file_and_the_same_event_are_one_preview(store: SqliteStore, intake: Intake) -> None:
    await a_thread(store)
    assert isinstance(await intake.posted(VOICE, user=OTHER, key="E1"), Accepted)
    assert isinstance(await intake.posted(VOICE, user=OTHER, key="E1"), Nothing)
    assert isinstance(await intake.posted(VOICE, user=ASKER, key="E2"), AlreadyRunning)
    assert isinstance(await lay(intake, Wish.LAY), AlreadyRunning)
    assert len(await jobs(store, Kind.LAY)) == 1


async def test_a_voice_elsewhere_is_none_of_our_business(store: SqliteStore, intake: Intake) -> None:
    await a_thread(store)
    elsewhere = replace(VOICE, root_ts="5.5")
    assert isinstance(await intake.posted(elsewhere, user=OTHER, key="E1"), Nothing)
    assert isinstance(await intake.posted(replace(VOICE, channel="C9"), user=OTHER, key="E2"), Nothing)
    assert await jobs(store, Kind.LAY) == []
    assert await posts(store, PostKind.TELL) == []


async def test_a_voice_before_its_bed_waits_with_a_card(store: SqliteStore, intake: Intake) -> None:
    """It is never silent: the thread shows a preview that has no take yet."""
    job, _ = await a_thread(store, State.WAITING, None)
    given = await intake.posted(VOICE, user=OTHER, key="E1")
    assert isinstance(given, Accepted)
    assert (given.job.parent, given.job.details["slack_file"], given.job.thread_id) == (None, "F1", job.thread_id)
    assert given.job.due_at > given.job.created_at
    assert isinstance(await intake.posted(VOICE, user=OTHER, key="E2"), AlreadyRunning)
    assert [post.job_id for post in await posts(store, PostKind.CARD)] == [given.job.id]


async def test_what_can_be_made_again_is_named_and_no_bed_that_was_cut_from_it(
    store: SqliteStore, intake: Intake
) -> None:
    """A fitted bed has no such button: it comes from the take before it, which has one."""
    _, take = await a_thread(store, take=TakeState.EXPIRED)
    assert take is not None
    cut = replace(take, id="k2", number=take.number + 1, origin=FITTED, parent=take.id)
    await store.write(lambda tx: tx.add_take(cut))
    await intake.posted(VOICE, user=OTHER, key="E1")
    (told,) = await posts(store, PostKind.TELL)
    assert (told.words or "").startswith(f"{take.label} is no longer kept")


@pytest.mark.parametrize(
    ("job", "take", "says"),
    [
        (State.FAILED, None, "There is no bed in this thread"),
        (State.DELIVERED, TakeState.WITHDRAWN, "There is no bed in this thread"),
        (State.DELIVERED, TakeState.EXPIRED, "Make it again"),
    ],
)
async def test_a_voice_where_no_bed_will_come_is_answered_in_the_thread(
    store: SqliteStore, intake: Intake, job: State, take: TakeState | None, says: str
) -> None:
    await a_thread(store, job, take)
    assert isinstance(await intake.posted(VOICE, user=OTHER, key="E1"), Refused)
    await intake.posted(VOICE, user=OTHER, key="E2")
    (told,) = await posts(store, PostKind.TELL)
    assert says in (told.words or "")
    assert "voice.m4a" in (told.words or "")


@pytest.mark.parametrize("seconds", [1.0, 3600.0])
async def test_a_recording_that_no_bed_can_fit_is_said_so(store: SqliteStore, intake: Intake, seconds: float) -> None:
    await a_thread(store)
    unfit = replace(VOICE, seconds=seconds)
    assert isinstance(await intake.posted(unfit, user=OTHER, key="E1"), Refused)
    assert len(await posts(store, PostKind.TELL)) == 1
    assert isinstance(await intake.lay_form(unfit), Refused)
    assert isinstance(await lay(intake, Wish.LAY, file=unfit), Mistakes)


# The two shortcuts


async def test_the_form_offers_the_thread_s_newest_bed_where_there_is_one(store: SqliteStore, intake: Intake) -> None:
    _, take = await a_thread(store)
    here, elsewhere = await intake.lay_form(VOICE), await intake.lay_form(replace(VOICE, root_ts="5.5"))
    assert here == LayForm(file=VOICE, take=take, price="", engine="tiny API")
    assert isinstance(elsewhere, LayForm)
    assert elsewhere.take is None
    assert isinstance(await lay(intake, Wish.LAY, file=replace(VOICE, root_ts="5.5")), Mistakes)


async def test_a_new_bed_waits_for_the_file_below_its_message(store: SqliteStore, intake: Intake) -> None:
    """In a thread of its own under a message of somebody else's; its length is the recording's where nobody says."""
    file = replace(VOICE, root_ts="9.9")
    given = await lay(intake, Wish.LAY_NEW, "warm jazz", file=file)
    assert isinstance(given, Accepted)
    job = given.job
    assert (job.kind, job.lengths, job.brief.duration, job.brief.genres) == (Kind.MAKE, (20.0,), None, ("jazz",))
    details = {name: job.details.get(name) for name in ("slack_file", "title", "lay")}
    assert details == {"slack_file": "F1", "title": "voice.m4a", "lay": True}
    assert job.due_at > job.created_at
    thread = await store.read(lambda tx: tx.thread(job.thread_id))
    assert (thread.channel, thread.root_ts) == (CHANNEL, "9.9")
    assert isinstance(await lay(intake, Wish.LAY_NEW, "warm jazz", key="V2", file=file), AlreadyRunning)
    other = await lay(intake, Wish.LAY_NEW, "warm jazz 0:30", key="V3", file=file)
    assert isinstance(other, Accepted)
    assert (other.job.lengths, other.job.thread_id) == ((30.0,), thread.id)


async def test_a_clip_s_bed_is_as_long_as_the_clip_whatever_is_said(intake: Intake) -> None:
    form = await intake.score_form(replace(CLIP, words="something upbeat"))
    assert isinstance(form, ScoreForm)
    assert form.words == 'upbeat instrumental for "Launch film"'
    given = await lay(intake, Wish.SCORE, f"{form.words} 0:45", file=CLIP)
    assert isinstance(given, Accepted)
    assert (given.job.brief.duration, given.job.lengths) == (None, (12.5,))
    assert any("to the frame" in note for note in given.notes)


async def test_scoring_what_is_no_video_says_what_to_choose(intake: Intake) -> None:
    refused = await intake.score_form(VOICE)
    assert isinstance(refused, Refused)
    assert "Lay a bed under this" in refused.message


async def test_what_costs_more_than_was_shown_is_agreed_to_first(intake: Intake) -> None:
    """The form said that it was free; these words name a provider that is not."""
    words = "upbeat --provider dear"
    asking = await lay(intake, Wish.SCORE, words, file=CLIP)
    assert isinstance(asking, Confirm)
    assert asking.price == "10 credits"
    shown = await lay(intake, Wish.SCORE, words, file=CLIP, shown="10 credits")
    assert isinstance(shown, Accepted)
    agreed = await lay(intake, Wish.SCORE, f"{words} piano", file=CLIP, agreed=True, key="V2")
    assert isinstance(agreed, Accepted)


@pytest.mark.parametrize(
    ("wish", "words", "field"),
    [(None, "", "what"), (Wish.LAY_NEW, "", "words"), (Wish.SCORE, "calm --provider nope", "words")],
)
async def test_what_the_forms_lack_is_said_at_its_field(
    intake: Intake, wish: Wish | None, words: str, field: str
) -> None:
    given = await lay(intake, wish, words)
    assert isinstance(given, Mistakes)
    assert set(given.fields) == {field}


# What is wished of a preview


async def a_preview(store: SqliteStore, intake: Intake, *, delivered: bool = True, **details: Any) -> Job:
    """A preview in a thread of ours."""
    await a_thread(store)
    given = await intake.posted(VOICE, user=ASKER, key="E0")
    assert isinstance(given, Accepted)

    def work(tx: Transaction) -> Job:
        take = next(iter(tx.takes(job_id="j1")))
        receipt = Receipt(seconds=45.0, frames=1, format="mp3", lufs=-20.1, true_peak=-2.0, engine="tiny API")
        tx.save_take(replace(take, receipt=receipt))
        here = {"file": "extras/x/posted.m4a", "recording": {}, "seconds": 20.0, "laid": {"gain": 0.0}}
        job = replace(given.job, details={**given.job.details, **here, **details})
        tx.save_job(job)
        return walk(tx, job, Event.IN_STORE, Event.PRODUCE, Event.PRODUCED, Event.POSTED) if delivered else job

    return await store.write(work)


async def press(intake: Intake, wish: Wish, job: Job, key: str) -> Answer:
    return await intake.button(wish.value, value=job.id, user=OTHER, channel=CHANNEL, key=key)


@pytest.mark.parametrize(
    ("wish", "gain", "dip"),
    [
        (Wish.LOWER, -2.0, 10.0),
        (Wish.RAISE, 2.0, 10.0),
        (Wish.DUCK_MORE, 0.0, 13.0),
        (Wish.DUCK_LESS, 0.0, 7.0),
    ],
)
async def test_a_button_of_a_preview_makes_another_one(
    store: SqliteStore, intake: Intake, wish: Wish, gain: float, dip: float
) -> None:
    """Of the same take and file; what was fetched and read is not fetched and read again."""
    job = await a_preview(store, intake)
    given = await press(intake, wish, job, "B1")
    assert isinstance(given, Accepted)
    details = given.job.details
    assert (given.job.kind, given.job.parent, given.job.due_at) == (Kind.LAY, job.parent, 0.0)
    assert (details["gain"], details["dip"], details["file"]) == (gain, dip, job.details["file"])
    assert "laid" not in details
    assert isinstance(await press(intake, wish, job, "B2"), AlreadyRunning)


async def test_a_file_that_may_be_gone_is_fetched_anew(store: SqliteStore, clock: HandClock, intake: Intake) -> None:
    job = await a_preview(store, intake)
    clock.time += 86_400.0
    given = await press(intake, Wish.LOWER, job, "B1")
    assert isinstance(given, Accepted)
    assert "file" not in given.job.details
    assert given.job.due_at > clock.now()


async def test_at_the_end_of_its_way_a_button_says_so(store: SqliteStore, intake: Intake) -> None:
    job = await a_preview(store, intake, gain=-30.0, dip=18.0)
    for wish, key in ((Wish.LOWER, "B1"), (Wish.DUCK_MORE, "B2")):
        assert isinstance(await press(intake, wish, job, key), Refused)
    assert len(await posts(store, PostKind.WHISPER)) == 2
    assert len(await jobs(store, Kind.LAY)) == 1


async def test_the_level_of_a_preview_is_delivered_as_a_bed(store: SqliteStore, intake: Intake) -> None:
    job = await a_preview(store, intake, gain=-4.0)
    given = await press(intake, Wish.KEEP_LEVEL, job, "B1")
    assert isinstance(given, Accepted)
    assert (given.job.kind, given.job.parent, given.job.brief.loudness) == (Kind.FIT, job.parent, -24.1)
    assert given.job.lengths == (45.0,)
    assert isinstance(await press(intake, Wish.KEEP_LEVEL, job, "B2"), AlreadyRunning)


async def test_the_delivered_level_is_there_already(store: SqliteStore, intake: Intake) -> None:
    job = await a_preview(store, intake)
    assert isinstance(await press(intake, Wish.KEEP_LEVEL, job, "B1"), Refused)


async def test_words_in_the_thread_are_about_its_newest_preview(store: SqliteStore, intake: Intake) -> None:
    """One after the other, they add up; while a preview is made they count from it."""
    await a_preview(store, intake)
    said = Said(wish=Wish.LOWER, channel=CHANNEL, root_ts=ROOT)
    first = await intake.said(said, user=OTHER, key="E1")
    second = await intake.said(said, user=OTHER, key="E2")
    assert isinstance(await intake.said(said, user=OTHER, key="E2"), Nothing)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert [given.job.details["gain"] for given in (first, second)] == [-2.0, -4.0]


@pytest.mark.parametrize("root", [ROOT, "5.5"])
async def test_words_where_there_is_no_preview_are_talk(store: SqliteStore, intake: Intake, root: str) -> None:
    await a_thread(store)
    said = Said(wish=Wish.LOWER, channel=CHANNEL, root_ts=root)
    assert isinstance(await intake.said(said, user=OTHER, key="E1"), Nothing)
    assert await store.read(lambda tx: tx.jobs(states=RUNNING)) == []


async def test_a_preview_of_a_take_that_is_gone_is_not_changed(store: SqliteStore, intake: Intake) -> None:
    job = await a_preview(store, intake)

    def withdraw(tx: Transaction) -> None:
        take = tx.take(job.parent or "")
        assert take
        tx.save_take(replace(take, state=TakeState.WITHDRAWN))

    await store.write(withdraw)
    given = await press(intake, Wish.LOWER, job, "B1")
    assert isinstance(given, Refused)
    assert "withdrawn" in given.message


async def test_a_preview_s_button_from_another_channel_is_nothing(store: SqliteStore, intake: Intake) -> None:
    job = await a_preview(store, intake)
    given = await intake.button(Wish.LOWER.value, value=job.id, user=OTHER, channel="C9", key="B1")
    assert isinstance(given, Nothing)


# What came along with a bed, and what is asked twice


async def a_set(store: SqliteStore) -> tuple[Take, Take]:
    """A bed, and a cut-down that came along with it."""
    job, whole = await a_thread(store)
    assert whole

    def work(tx: Transaction) -> Take:
        tx.add_job(replace(job, id="cut", kind=Kind.FIT, parent=whole.id, shown_as=""))
        cut = replace(whole, id="vcut", job_id="cut", number=2, origin="fitted", parent=whole.id, lengths=(6.0,))
        tx.add_take(cut)
        return cut

    return whole, await store.write(work)


async def test_of_a_set_the_whole_bed_is_the_newest(store: SqliteStore, intake: Intake) -> None:
    whole, _ = await a_set(store)
    laid = await intake.posted(VOICE, user=OTHER, key="E1")
    assert isinstance(laid, Accepted)
    assert laid.job.parent == whole.id
    longer = await intake.reaction("fast_forward", user=OTHER, channel=CHANNEL, ts=ROOT, key="E2")
    assert isinstance(longer, Accepted)
    assert (longer.job.kind, longer.job.parent) == (Kind.EXTEND, whole.id)


async def test_of_a_set_a_cut_down_alone_is_the_newest(store: SqliteStore, intake: Intake) -> None:
    whole, cut = await a_set(store)
    await store.write(lambda tx: tx.save_take(replace(whole, state=TakeState.WITHDRAWN)))
    laid = await intake.posted(VOICE, user=OTHER, key="E1")
    assert isinstance(laid, Accepted)
    assert laid.job.parent == cut.id


async def test_the_same_new_bed_is_asked_for_once_also_when_its_file_was_read(
    store: SqliteStore, intake: Intake
) -> None:
    """Its length and hits are known by then, and are no other wish."""
    words = "calm lo-fi --provider dear"
    first = await lay(intake, Wish.SCORE, words, file=CLIP, agreed=True)
    assert isinstance(first, Accepted)
    read = replace(first.job, brief=replace(first.job.brief, duration=12.5, hits=(4.0,)), lengths=(12.5,))
    await store.write(lambda tx: tx.save_job(read))
    assert isinstance(await lay(intake, Wish.SCORE, words, file=CLIP, agreed=True, key="V2"), AlreadyRunning)
    other = await lay(intake, Wish.SCORE, "bright jazz", file=CLIP, agreed=True, key="V3")
    assert isinstance(other, Accepted)


async def test_a_bed_that_is_fitted_first_is_laid_once(store: SqliteStore, intake: Intake) -> None:
    await a_thread(store)
    first = await intake.posted(VOICE, user=OTHER, key="E1")
    assert isinstance(first, Accepted)
    fitting = replace(first.job, kind=Kind.FIT, details={**first.job.details, "lay": True})
    await store.write(lambda tx: tx.save_job(fitting))
    assert isinstance(await lay(intake, Wish.LAY), AlreadyRunning)


async def test_a_recording_goes_to_one_who_makes_beds_of_its_length(
    store: SqliteStore, clock: HandClock, dear: TinyProvider
) -> None:
    class Short(TinyProvider):
        def refusal(self, brief: Brief) -> str | None:
            return "At most 0:15." if brief.duration and brief.duration > 15 else None

    intake = Intake(store=store, providers={"tiny": Short(), "dear": dear}, clock=clock)
    made = await lay(intake, Wish.LAY_NEW, "calm lo-fi", agreed=True)
    assert isinstance(made, Accepted)
    assert (made.job.provider, made.job.brief.duration) == ("dear", None)
