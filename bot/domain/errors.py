"""Every error that bgm raises on purpose, and what each one means.

BgmError                 what happened, and what to do about it
├── BriefRefused         the words cannot be made into a bed; carries an example that works
├── RequestRefused       the request is understood but cannot be done now
├── SettingsError        one or more settings are missing or wrong; all of them are named
├── StoreError           the database cannot be used
│   ├── StoreLocked      another bgm owns this database
│   └── StoreFull        the disk is full: nothing was stored
├── ProviderError        a music API did not do it
│   ├── NeverSent        nothing left this machine: free to try again
│   ├── Limited          too many requests: nothing was charged, ask again later
│   ├── Refused          a whole answer said no: nothing was charged
│   ├── OutcomeUnknown   it may have been done and charged: look, never guess
│   ├── Unanswered       a question that costs nothing got no whole answer: free to ask again
│   └── AskAgain         a whole answer, but from the wrong place: the same question now goes to another one
├── HookRefused          a webhook that is not what it says
├── NotFetched           a file could not be fetched; says whether it may come later
├── AudioError           these bytes cannot be made into a bed
│   ├── DiskFull         no room for the audio: nothing was kept of it
│   └── WorkerDied       the process that worked on it ended under it: it may work the second time
├── SlackError           Slack said no; carries Slack's own code
└── SlackSilent          no whole answer came: Slack may or may not have done it
"""

from __future__ import annotations

from enum import StrEnum


class BgmError(Exception):
    """What happened, and what to do about it."""


class BriefRefused(BgmError):
    """The words cannot be made into a bed. `example` is a brief that works."""

    def __init__(self, message: str, example: str = 'calm lo-fi 0:45 for "Onboarding"') -> None:
        super().__init__(message)
        self.message = message
        self.example = example


class RequestRefused(BgmError):
    """The request is understood but cannot be done now."""


class SettingsError(BgmError):
    """One or more settings are missing or wrong; `problems` names every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreError(BgmError):
    """The database cannot be used."""


class StoreLocked(StoreError):
    """Another bgm owns this database."""


class StoreFull(StoreError):
    """The disk is full: nothing was stored. Free some space; the bot goes on by itself."""


class ProviderError(BgmError):
    """A music API did not do it."""


class NeverSent(ProviderError):
    """Nothing left this machine: free to try again."""


class Limited(ProviderError):
    """Too many requests: nothing was charged. `retry_after` is in seconds, None where the API named no wait."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Because(StrEnum):
    """Why a music API refused, as far as its answer tells."""

    WORDS = "words"
    """The request itself: a field, a length, a name it does not know."""
    MODERATION = "moderation"
    """What was asked for may not be made."""
    CREDITS = "credits"
    """There is no money left in the account."""
    ACCOUNT = "account"
    """The key or the account: unknown, expired, without a plan."""
    RETIRED = "retired"
    """The API does not offer this any more (410)."""
    GONE = "gone"
    """What the request names is not there (any more): a task, a clip."""


class Refused(ProviderError):
    """A whole answer said no: nothing was charged. The message is for people and holds the vendor's own words."""

    def __init__(self, message: str, because: Because = Because.WORDS) -> None:
        super().__init__(message)
        self.because = because


class OutcomeUnknown(ProviderError):
    """It may have been done and charged: look, never guess."""


class Unanswered(ProviderError):
    """A question that costs nothing got no whole answer: free to ask again."""


class AskAgain(ProviderError):
    """A whole answer to a question that costs nothing, but from a place that does not know. The same question, asked
    again, goes to another place; it is a request of its own, so it waits for its turn."""


class HookRefused(BgmError):
    """A webhook that is not what it says: unsigned, stale, or about nothing of ours."""


class NotFetched(BgmError):
    """A file could not be fetched. `gone`: its address is dead (403, 404, 410), so ask for a new one; else the same one
    may work later. `unsafe`: the address leads where nothing of ours may go, or the file is over the caps."""

    def __init__(self, message: str, *, gone: bool = False, unsafe: bool = False) -> None:
        super().__init__(message)
        self.gone, self.unsafe = gone, unsafe


class AudioError(BgmError):
    """These bytes cannot be made into a bed."""


class DiskFull(AudioError):
    """No room for the audio: nothing was kept of it. Free some space; it can be made again."""


class WorkerDied(AudioError):
    """The process that worked on it ended under it (killed, out of memory, closed). It may work the second time."""


class SlackError(BgmError):
    """Slack said no. `code` is Slack's own; `retry_after` is in seconds where Slack named a wait."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(f"Slack answered {code}")
        self.code = code
        self.retry_after = retry_after


class SlackSilent(BgmError):
    """No whole answer came from Slack: it may or may not have done it. Look before doing it again."""
