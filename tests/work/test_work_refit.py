"""Another length or level of a take that is there, and its receipt: what the form asks for, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_parts import ASKER, CHANNEL, OTHER, HandClock, TinyProvider, add_job, add_take

from bot.domain.brief import Brief
from bot.domain.errors import BriefRefused
from bot.domain.forms import MoreAsked
from bot.domain.job import Job, Kind, State
from bot.domain.operation import Operation
from bot.domain.ports import Provider, Transaction
from bot.domain.receipt import Receipt
from bot.domain.thread import PostKind, Take, TakeState
from bot.domain.wish import Wish
from bot.work.asking.answers import Accepted, AlreadyRunning, Ledger, Mistakes, Refused, TakeForm
from bot.work.asking.drafts import fits, offered
from bot.work.asking.intake import Intake
from bot.work.asking.refit import refitted
from storage import SqliteStore

TINY = TinyProvider(can=frozenset(Operation))
BED = Brief(description="lo-fi", genres=("lo-fi",), duration=45.0, title="Onboarding")


def intake_of(store: SqliteStore, clock: HandClock, *, providers: dict[str, Provider] | None = None) -> Intake:
    return Intake(store=store, providers={"tiny": TINY} if providers is None else providers, clock=clock)


async def take_of(
    store: SqliteStore, *, kind: Kind = Kind.MAKE, state: TakeState = TakeState.DELIVERED, brief: Brief = BED
) -> tuple[Job, Take]:
    """A take of 45 s, and the job that made it."""

    def work(tx: Transaction) -> tuple[Job, Take]:
        job = replace(add_job(tx, State.DELIVERED), kind=kind, brief=brief, lengths=(45.0,))
        tx.save_job(job)
        take = add_take(tx, job, state)
        return job, take

    return await store.write(work)


async def fit(intake: Intake, take: Take, words: str, *, key: str = "V1", user: str = OTHER) -> Any:
    asked = MoreAsked(take_id=take.id, wish=Wish.FIT, fit=words)
    return await intake.more(asked, user=user, channel=CHANNEL, key=key)


def some_take(**changes: Any) -> Take:
    facts: dict[str, Any] = {
        "id": "k1",
        "thread_id": "t1",
        "job_id": "j1",
        "number": 1,
        "seed": 7,
        "lengths": (45.0,),
        "provider": "tiny",
        "source": "x",
        "created_at": 1.0,
        "state": TakeState.DELIVERED,
    }
    return Take(**{**facts, **changes})


async def test_another_length_is_a_job_that_is_made_here(store: SqliteStore, clock: HandClock) -> None:
    """The music stays: the brief keeps its words, its title and its seed, and has the new length."""
    _, take = await take_of(store)
    made = await fit(intake_of(store, clock), take, "0:30")
    assert isinstance(made, Accepted)
    assert (made.job.kind, made.job.parent, made.job.lengths) == (Kind.FIT, take.id, (30.0,))
    assert made.job.brief == replace(BED, duration=30.0)
    assert (made.job.asker, made.notes) == (OTHER, ())


async def test_the_same_wish_while_it_is_made_is_one_job(store: SqliteStore, clock: HandClock) -> None:
    _, take = await take_of(store)
    intake = intake_of(store, clock)
    first = await fit(intake, take, "0:30")
    again = await fit(intake, take, "30 s please", key="V2", user=ASKER)
    other = await fit(intake, take, "0:20", key="V3")
    assert isinstance(first, Accepted)
    assert again == AlreadyRunning(first.job)
    assert isinstance(other, Accepted)


@pytest.mark.parametrize(("words", "field"), [("", "fit"), ("warm jazz", "fit"), ("0:01", "fit"), ("9:00", "fit")])
async def test_what_is_no_other_bed_of_it_is_said_at_its_field(
    store: SqliteStore, clock: HandClock, words: str, field: str
) -> None:
    """Nothing said, another sound, shorter than a bed can be, longer than the take can be repeated to."""
    _, take = await take_of(store)
    given = await fit(intake_of(store, clock), take, words)
    assert isinstance(given, Mistakes)
    assert set(given.fields) == {field}


async def test_several_lengths_are_several_jobs_with_one_card(store: SqliteStore, clock: HandClock) -> None:
    """The first shows how it stands; the others are shown by what comes of them."""
    job, take = await take_of(store)
    intake = intake_of(store, clock)

    def begin(tx: Transaction) -> Accepted:
        beds = [replace(BED, duration=seconds) for seconds in (30.0, 15.0, 6.0)]
        jobs = fits(job, take, beds, ids=iter_ids(), user=ASKER, now=clock.now())
        return intake.wishes.begin(tx, jobs, take)

    await store.write(begin)
    made = [one for one in await store.read(lambda tx: tx.jobs(thread_id=job.thread_id)) if one.kind is Kind.FIT]
    assert [one.lengths for one in made] == [(30.0,), (15.0,), (6.0,)]
    assert [bool(one.shown_as) for one in made] == [True, False, False]
    cards = [post for one in made for post in await store.read(lambda tx, one=one: tx.posts(job_id=one.id))]
    assert [post.kind for post in cards] == [PostKind.CARD]


def iter_ids() -> Any:
    names = iter(range(100))
    return lambda prefix: f"{prefix}n{next(names)}"


async def test_it_needs_no_provider(store: SqliteStore, clock: HandClock) -> None:
    """Also where the take's own is not set up any more: its form offers what is made here, and no button needs it."""
    _, take = await take_of(store)
    orphan = intake_of(store, clock, providers={"other": TinyProvider(name="other")})
    form = await orphan.take_form(take.id, channel=CHANNEL)
    assert isinstance(form, TakeForm)
    assert [choice.wish for choice in form.choices] == [Wish.FIT, Wish.RECEIPT]
    assert isinstance(await fit(orphan, take, "0:30"), Accepted)
    gone = await orphan.button("extend", value=take.id, user=ASKER, channel=CHANNEL, key="B1")
    assert isinstance(gone, Refused)
    assert "not set up here any more" in gone.message


async def test_the_receipt_of_a_take_is_free_and_has_no_card(store: SqliteStore, clock: HandClock) -> None:
    _, take = await take_of(store)
    asked = MoreAsked(take_id=take.id, wish=Wish.RECEIPT)
    intake = intake_of(store, clock)
    made = await intake.more(asked, user=OTHER, channel=CHANNEL, key="V1")
    assert isinstance(made, Accepted)
    assert (made.job.kind, made.job.parent, made.job.shown_as, made.notes) == (Kind.RECEIPT, take.id, "", ())
    again = await intake.more(asked, user=ASKER, channel=CHANNEL, key="V2")
    assert again == AlreadyRunning(made.job)


async def test_a_fitted_take_offers_what_is_its_own(store: SqliteStore) -> None:
    """What is about the music is asked of the take that it was cut from."""
    job, take = await take_of(store, kind=Kind.FIT)
    assert offered(TINY, take, job) == {Kind.FIT, Kind.WAV, Kind.RECEIPT, Kind.REGENERATE}
    assert offered(None, take, job) == {Kind.FIT, Kind.RECEIPT}


@pytest.mark.parametrize("state", [TakeState.WITHDRAWN, TakeState.EXPIRED])
async def test_a_take_whose_files_are_gone_is_not_fitted(
    store: SqliteStore, clock: HandClock, state: TakeState
) -> None:
    _, take = await take_of(store, state=state)
    given = await fit(intake_of(store, clock), take, "0:30")
    assert isinstance(given, Mistakes)
    assert set(given.fields) == {"what"}


async def test_a_forged_press_without_words_makes_no_job(store: SqliteStore, clock: HandClock) -> None:
    _, take = await take_of(store)
    given = await intake_of(store, clock).button("fit", value=take.id, user=OTHER, channel=CHANNEL, key="B1")
    assert not isinstance(given, Accepted)


def test_what_is_not_said_stays_as_it_was() -> None:
    bed = replace(BED, loudness=-16.0, hits=(5.0, 40.0), climax=20.0, format="wav", takes=3)
    (fitted,) = refitted(bed, some_take(), "0:30")
    assert fitted == replace(bed, duration=30.0, hits=(5.0,), takes=1)


def test_a_bed_that_is_like_that_already_is_none() -> None:
    with pytest.raises(BriefRefused, match="like that already"):
        refitted(BED, some_take(), "0:45")


def test_a_loop_has_no_ending_to_fade() -> None:
    (looped,) = refitted(replace(BED, fade=3.0), some_take(), "--loop")
    assert (looped.loop, looped.fade, looped.duration) == (True, None, 45.0)


def test_a_format_alone_is_another_bed() -> None:
    (wav,) = refitted(BED, some_take(), "wav")
    assert (wav.format, wav.duration) == ("wav", 45.0)
    (mp3,) = refitted(wav, some_take(), "as mp3")
    assert mp3.format == "mp3"


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("0:30 --fade 2", [{"duration": 30.0, "fade": 2.0}]),
        ("--set 30,15,6", [{"duration": seconds} for seconds in (30.0, 15.0, 6.0)]),
        ("0:45 --set 30, 15", [{"duration": 30.0}, {"duration": 15.0}]),
        ("--loop", [{"loop": True}]),
        ("--hit 0:12", [{"hits": (12.0,)}]),
        ("--climax 0:30 --loudness -16", [{"climax": 30.0, "loudness": -16.0}]),
        ("broadcast, please: --loudness broadcast", [{"loudness": -23.0}]),
    ],
)
def test_lengths_levels_and_endings_are_read_as_in_a_brief(words: str, changes: list[dict[str, Any]]) -> None:
    """Several lengths are several beds; the one that is there already is not made again."""
    assert refitted(BED, some_take(), words) == tuple(replace(BED, **change) for change in changes)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--hit 0:50", "0:50 lies behind the end, 0:45"),
        ("--climax 0:45", "behind the end"),
        ("--fade 30", "at most half"),
        ("--loop --fade 2", "loop"),
        ("--loudness -50", "-36 to -8"),
        ("0:30 without drums", "Another style"),
        ("--set 400,30", "6:00 at most"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(words: str, says: str) -> None:
    with pytest.raises(BriefRefused, match=says):
        refitted(BED, some_take(), words)


@given(st.text(max_size=40) | st.from_regex(r"(0:\d\d|\d{1,3} s|--loop|wav| )+", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused_in_words(words: str) -> None:
    """What is read is at least one bed, each of one take and of a length that a bed can have."""
    beds: tuple[Brief, ...] = ()
    said = ""
    try:
        beds = refitted(BED, some_take(), words)
    except BriefRefused as refusal:
        said = refusal.message
    assert bool(beds) != bool(said)
    assert all(bed.takes == 1 and 3 <= (bed.duration or 0) <= 360 and bed.cutdowns == () for bed in beds)


async def test_the_ledger_lists_this_channel_s_beds_of_this_month(store: SqliteStore, clock: HandClock) -> None:
    """Words behind it ask for others; what cannot be read is said with an example."""
    _, take = await take_of(store)
    receipt = Receipt(seconds=45.0, frames=1, format="mp3", lufs=-20.0, true_peak=-2.0, engine="tiny API")
    await store.write(lambda tx: tx.save_take(replace(take, receipt=receipt)))
    intake = intake_of(store, clock)

    async def ask(text: str, channel: str = CHANNEL) -> Any:
        return await intake.command(text, user=ASKER, channel=channel, key="k")

    here, elsewhere = await ask("ledger"), await ask("Ledger", "C9")
    assert isinstance(here, Ledger)
    assert [bed.take_id for bed in here.rows] == [take.id]
    assert (here.totals[0].beds, here.more, here.cut) == (1, 0, False)
    assert isinstance(elsewhere, Ledger)
    assert elsewhere.rows == ()
    assert (await ask("ledger last month")).rows == ()
    assert [bed.take_id for bed in (await ask(f"ledger all <#{CHANNEL}|video> me")).rows] == [take.id]
    assert (await ask("ledger <@U0OTHER>")).rows == ()
    refused = await ask("ledger someday")
    assert isinstance(refused, Refused)
    assert refused.example


@pytest.mark.parametrize("words", ["<#{}|video>", "all <#{}>", "me <#{}|video> all", "all <@{}> <#{}|video>"])
async def test_the_ledger_of_a_channel_is_shown_in_that_channel_only(
    words: str, store: SqliteStore, clock: HandClock
) -> None:
    """Whoever types it may not be in the other one: not a name, sum or number of it is told, nor whether it has any."""
    await take_of(store)
    typed = f"ledger {words.replace('<@{}>', f'<@{ASKER}>').replace('{}', CHANNEL)}"
    unknown = typed.replace(CHANNEL, "G0NOSUCH")
    answers = [
        await intake_of(store, clock).command(text, user="U0SPY", channel="C9", key="k") for text in (typed, unknown)
    ]
    assert isinstance(answers[0], Refused)
    assert answers[0] == answers[1]
    assert "there" in answers[0].message
