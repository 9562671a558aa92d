"""Views: pure functions from what is known to what Slack shows. `render` for the outbox, `answer` for commands."""

from __future__ import annotations

from bot.domain.job import Kind
from bot.domain.ports import Letter
from bot.domain.thread import PostKind
from bot.slack.blocks import Rendered, spoken
from bot.slack.text import Mrkdwn, words
from bot.slack.views.answers import answer
from bot.slack.views.card import child_card, thread_card
from bot.slack.views.files import alt_text, file_comment
from bot.slack.views.take import take_card

__all__ = ["alt_text", "answer", "render"]

SILENT = Rendered(Mrkdwn(""))
"""Of a step that shows nothing: reactions, the removal of files."""


def render(letter: Letter) -> Rendered:
    """The message of a post as everything stands now."""
    match letter.post.kind:
        case PostKind.OPEN | PostKind.CARD | PostKind.EDIT:
            return thread_card(letter) if letter.job.kind is Kind.MAKE else child_card(letter)
        case PostKind.FILE:
            return file_comment(letter, letter.take) if letter.take else SILENT
        case PostKind.TAKE | PostKind.RETAKE:
            return take_card(letter, letter.take) if letter.take else SILENT
        case PostKind.TELL | PostKind.WHISPER:
            return spoken(words(letter.post.words or ""))
        case PostKind.SEED | PostKind.REMOVE:
            return SILENT
