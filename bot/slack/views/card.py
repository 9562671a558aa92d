"""The card of a job: the one that opens a thread, and those of later jobs in it."""

from __future__ import annotations

from bot.domain.brief import Brief
from bot.domain.job import Event, Kind, State, can
from bot.domain.naming import clock
from bot.domain.ports import Letter
from bot.domain.thread import TakeState
from bot.domain.wish import Wish
from bot.slack.blocks import Block, Rendered, button, context, section
from bot.slack.text import Mrkdwn, bold, code, escape, join, mention, ours, words
from bot.slack.views.progress import progress
from bot.slack.views.wording import came_from, listed, name, took, understood

_LONGEST_RETRY = 160


def thread_card(letter: Letter) -> Rendered:
    """The card that opens a thread. Its mention is the only one that the bot ever writes; an edit notifies nobody."""
    job, state = letter.job, standing(letter)
    head = ours("{}\n{}", bold(name(job.brief)), understood(job))
    asked = ours("Asked by {} · {}", mention(letter.thread.asker), escape(letter.engine))
    text = ours("{} · asked by {}: {}", escape(name(job.brief)), mention(letter.thread.asker), state)
    return Rendered(text, (section(ours("{}\n{}", head, asked)), section(state, cancel_button(letter))))


def child_card(letter: Letter) -> Rendered:
    """The card of a later job: what it does to which take; once it is done, which take came of it."""
    head, state = _heading(letter), standing(letter)
    text = ours("{}: {}", head, state)
    if letter.job.state is State.DELIVERED:
        return Rendered(text, (section(head), context(state)))
    return Rendered(text, (section(head), section(state, cancel_button(letter))))


def cancel_button(letter: Letter) -> Block | None:
    """Shown as long as the job can be cancelled."""
    if not can(letter.job.state, Event.CANCEL):
        return None
    return button(Wish.CANCEL, "Cancel", letter.job.id, f"Cancel {name(letter.job.brief)}")


def standing(letter: Letter) -> Mrkdwn:
    """Where the job stands, and what one can do about it."""
    match letter.job.state:
        case State.DELIVERED:
            return _delivered(letter)
        case State.CANCELLED:
            return words(f"Cancelled after {took(letter.job.updated_at - letter.job.created_at)}. Nothing was posted.")
        case State.FAILED:
            return _failed(letter)
        case _:
            return progress(letter.job, letter.now)


def _delivered(letter: Letter) -> Mrkdwn:
    done = f"Done in {took(letter.job.updated_at - letter.job.created_at)}"
    here = [take.label for take in letter.made if take.state not in {TakeState.WITHDRAWN, TakeState.EXPIRED}]
    if here:
        return escape(f"{done}: {listed(here)} {'is' if len(here) == 1 else 'are'} below.")
    if any(take.state is TakeState.EXPIRED for take in letter.made):
        return escape(f"{done}. Its files are no longer kept.")
    return escape(f"{done}. It was taken back." if letter.made else f"{done}.")


def _failed(letter: Letter) -> Mrkdwn:
    reason = letter.job.reason or "Something went wrong on my side."
    again = _command(letter.job.brief) if letter.job.kind is Kind.MAKE else ""
    advice = ours("To try again: {}", code(again)) if again else words("React to the take again to try once more.")
    return ours("⚠️ {}\n{}", words(f"This could not be made. {reason}"), advice)


def _command(brief: Brief) -> str:
    """The brief as one would type it; empty where it is too long to be worth it."""
    parts = (
        "/bgm",
        brief.description,
        clock(brief.duration) if brief.duration else "",
        f"{brief.tempo} bpm" if brief.tempo else "",
        f"x{brief.takes}" if brief.takes > 1 else "",
        brief.format if brief.format != "mp3" else "",
        f'for "{brief.title}"' if brief.title and '"' not in brief.title else "",
    )
    typed = " ".join(filter(None, parts))
    return typed if len(typed) <= _LONGEST_RETRY else ""


def _heading(letter: Letter) -> Mrkdwn:
    if letter.job.state is State.DELIVERED and letter.made:
        take = letter.made[-1]
        return join(" · ", (bold(take.label), came_from(take, letter.takes)))
    parent = bold(letter.parent.label) if letter.parent else escape("the take")
    match letter.job.kind:
        case Kind.EXTEND:
            return ours("Extending {} to {}", parent, escape(clock(letter.job.duration)))
        case Kind.REGENERATE:
            return ours("Another take like {}", parent)
        case Kind.REMAKE:
            return ours("Making {} again from its seed", parent)
        case Kind.WAV:
            return ours("{} as WAV", parent)
        case Kind.MAKE:
            return bold(name(letter.job.brief))
