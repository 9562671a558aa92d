"""Views: pure functions from what is known to what Slack shows. `render` for the outbox, `answer` for commands."""

from __future__ import annotations

from bot.domain.ports import Letter
from bot.domain.thread import PostKind
from bot.slack.blocks import Rendered, spoken
from bot.slack.text import Mrkdwn, lines
from bot.slack.views.answers import answer
from bot.slack.views.card import child_card, thread_card
from bot.slack.views.files import alt_text, file_comment, file_name, file_titles, files_comment
from bot.slack.views.question import answered, question
from bot.slack.views.take import take_card

__all__ = ["alt_text", "answer", "file_name", "file_titles", "render"]

SILENT = Rendered(Mrkdwn(""))
"""Of a step that shows nothing: reactions, the removal of files."""


def render(letter: Letter) -> Rendered:  # noqa: PLR0911 - one case each
    """The message of a post as everything stands now."""
    match letter.post.kind:
        case PostKind.OPEN | PostKind.CARD | PostKind.EDIT:
            return child_card(letter) if _has_own_card(letter) else thread_card(letter)
        case PostKind.FILE:
            return file_comment(letter, letter.take) if letter.take else SILENT
        case PostKind.TAKE | PostKind.RETAKE:
            return take_card(letter, letter.take) if letter.take else SILENT
        case PostKind.TELL | PostKind.WHISPER:
            return spoken(lines(letter.post.words or ""))
        case PostKind.FILES:
            return files_comment(letter)
        case PostKind.QUESTION:
            return question(letter)
        case PostKind.ANSWERED:
            return answered(letter)
        case PostKind.SEED | PostKind.REMOVE:
            return SILENT


def _has_own_card(letter: Letter) -> bool:
    """Whether the job is shown by a card inside its thread, not by the one that opens it."""
    kind = letter.post.kind
    return kind is PostKind.CARD or (kind is PostKind.EDIT and letter.job.shown_as.endswith(":card"))
