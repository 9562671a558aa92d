"""What a command answers to the one who typed it."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.naming import called, clock
from bot.domain.wish import Wish
from bot.slack.blocks import Block, Rendered, button, section, spoken
from bot.slack.text import Mrkdwn, bold, code, escape, join, link, ours, words
from bot.slack.views.accounts import set_up, what_is_left
from bot.slack.views.guide import guide
from bot.slack.views.ledger import ledger
from bot.slack.views.progress import progress
from bot.slack.views.wording import listed, name, understood
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    Cancelled,
    ChooseCancel,
    Credits,
    Help,
    Ledger,
    Mistakes,
    Nothing,
    Providers,
    Refused,
    Settled,
    Status,
    StatusRow,
    Withdrawn,
)

OPENS = "The thread opens here in a moment."
_MOST_ROWS = 12

Locate = Callable[[str], str | None]
"""The address of the message with this ts, where it is known."""


def answer(given: Answer, locate: Locate = lambda _ts: None) -> Rendered | None:  # noqa: C901, PLR0911, PLR0912
    """The words for what intake answered, one case each; None where there is nothing to say."""
    match given:
        case Accepted():
            return _accepted(given)
        case AlreadyRunning(job):
            return spoken(ours("{} is being made already. It will be in its thread.", bold(name(job.brief))))
        case Refused(message, example):
            return spoken(refused(message, example))
        case Help():
            return guide()
        case Status():
            return _status(given, locate)
        case Cancelled(jobs):
            return spoken(ours("Cancelled: {}.", escape(listed([name(job.brief) for job in jobs[:_MOST_ROWS]]), 1000)))
        case ChooseCancel(rows):
            return _choose(rows, locate)
        case Providers():
            return set_up(given)
        case Credits():
            return what_is_left(given)
        case Ledger():
            return ledger(given)
        case Settled(job, wish):
            said = "is ordered again" if wish is Wish.AGAIN else "is given up"
            return spoken(ours("{} {}.", bold(name(job.brief)), escape(said)))
        case Mistakes(fields):
            return spoken(join("\n", (words(mistake) for mistake in fields.values())))
        case Withdrawn(take):
            return spoken(ours("{} was withdrawn, and its files are being removed.", bold(take.label)))
        case Nothing():
            return None


def refused(message: str, example: str | None) -> Mrkdwn:
    """What was wrong, and what to type instead."""
    if example is None:
        return words(message)
    typed = example if example.startswith("/bgm") else f"/bgm {example}"
    return ours("{}\nFor example: {}", words(message), code(typed))


def not_stored(reason: str) -> Mrkdwn:
    """The request could not be kept, so nothing was begun."""
    return words(f"I could not write your request down, so nothing was started. {reason} Please try again in a while.")


def _accepted(given: Accepted) -> Rendered:
    head = ours("Making {}: {}", bold(name(given.job.brief)), understood(given.job))
    where = "It comes below that message." if "slack_file" in given.job.details else OPENS
    then = ours("By {}. {}", escape(called(given.engine)), escape(where))
    return spoken(join("\n", (head, *(words(note, 300) for note in given.notes[:5]), then)))


def _status(given: Status, locate: Locate) -> Rendered:
    if not given.rows:
        return spoken(
            ours("Nothing is being made in this channel. Ask for something: {}", code("/bgm calm lo-fi 0:45"))
        )
    lines = [_row(row, given.now, locate) for row in given.rows[:_MOST_ROWS]]
    left = len(given.rows) - len(lines)
    rest = [ours("and {} more", escape(str(left)))] if left else []
    blocks = tuple(section(line) for line in (*lines, *rest))
    return Rendered(ours("{} being made in this channel", escape(str(len(given.rows)))), blocks)


def _row(row: StatusRow, now: float, locate: Locate) -> Mrkdwn:
    return ours("{}\n{}", _title(row, locate), progress(row.job, now, why=False))


def _title(row: StatusRow, locate: Locate) -> Mrkdwn:
    where = locate(row.root_ts) if row.root_ts else None
    return ours("*{}*", link(where, row.title or name(row.job.brief), 150))


def _choose(rows: tuple[StatusRow, ...], locate: Locate) -> Rendered:
    head = ours("Several of yours are being made here. Which one shall I cancel?")
    return Rendered(head, (section(head), *(_choice(row, locate) for row in rows[:_MOST_ROWS])))


def _choice(row: StatusRow, locate: Locate) -> Block:
    says = f"Cancel {row.title or name(row.job.brief)}"
    line = join(" · ", (_title(row, locate), escape(clock(row.job.duration))))
    return section(line, button(Wish.CANCEL, "Cancel", row.job.id, says))
