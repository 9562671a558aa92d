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
│   ├── Refused          a whole answer said no: nothing was charged
│   └── OutcomeUnknown   it may have been done and charged: look, never guess
├── AudioError           these bytes cannot be made into a bed
│   ├── DiskFull         no room for the audio: nothing was kept of it
│   └── WorkerDied       the process that worked on it ended under it: it may work the second time
├── SlackError           Slack said no; carries Slack's own code
└── SlackSilent          no whole answer came: Slack may or may not have done it
"""

from __future__ import annotations


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


class Refused(ProviderError):
    """A whole answer said no: nothing was charged."""


class OutcomeUnknown(ProviderError):
    """It may have been done and charged: look, never guess."""


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
