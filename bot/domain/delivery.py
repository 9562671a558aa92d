"""What to do when Slack says no: try later, ask for the card anew, let it be, or end in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import SlackError
from bot.domain.limits import backoff

LATER = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
    }
)

WORDS = {
    "channel_not_found": "I can't see that channel. If it is private, type `/invite @bgm` in it and ask again.",
    "not_in_channel": "I am not in that channel. Type `/invite @bgm` in it and ask again.",
    "is_archived": "That channel is archived, so nothing can be posted there. Ask again in another one.",
    "restricted_action": "Only some people may post in that channel. Ask again in another one.",
    "restricted_action_read_only_channel": "That channel is read-only. Ask again in another one.",
    "restricted_action_thread_only_channel": "Only its owners may start threads in that channel. Ask elsewhere.",
    "restricted_action_non_threadable_channel": "That channel has no threads, and a bed needs one.",
    "method_not_supported_for_channel_type": "I can't join there myself. Type `/invite @bgm` and ask again.",
    "not_allowed_for_shared_channel": "That channel is shared with another company and won't let me in.",
    "slack_connect_file_upload_sharing_blocked": "That channel is shared with another company, which lets no files in. "
    "Ask again in another one.",
    "file_uploads_disabled": "Uploads are switched off in this workspace, so the file can't be posted. Ask an admin.",
    "file_upload_disabled": "Uploads are switched off in this workspace, so the file can't be posted. Ask an admin.",
    "storage_limit_reached": "The workspace's storage is full, so the file can't be posted. Ask an admin.",
    "missing_scope": "My Slack app lacks a permission. Ask an admin to reinstall it with its current manifest.yml.",
    "invalid_auth": "My Slack token no longer works. Ask an admin to reinstall the app.",
    "account_inactive": "My Slack token no longer works. Ask an admin to reinstall the app.",
    "token_revoked": "My Slack token no longer works. Ask an admin to reinstall the app.",
    "user_is_restricted": "Slack won't let me post there for you. Ask again in another channel.",
}

GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"})
HARMLESS = frozenset({"already_reacted", "no_reaction", "file_deleted", "file_not_found", "already_in_channel"})


@dataclass(frozen=True, slots=True)
class Later:
    """Try again in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The message is no longer there."""


@dataclass(frozen=True, slots=True)
class Fine:
    """It is as it should be already."""


@dataclass(frozen=True, slots=True)
class Never:
    """It will never work; these are the words for the person."""

    words: str


Verdict = Later | Gone | Fine | Never


def judge(error: SlackError, attempts: int, *, harmless: bool = True) -> Verdict:
    """What to do after Slack's `error`, at the given number of failed attempts.

    `harmless`: whether a refusal such as already_reacted or file_not_found means that all is as it should be.
    """
    if error.retry_after is not None:
        return Later(error.retry_after)
    if error.code in LATER:
        return Later(backoff(attempts))
    if error.code in GONE:
        return Gone()
    if harmless and error.code in HARMLESS:
        return Fine()
    return Never(WORDS.get(error.code, f"Slack refused it ({error.code})."))
