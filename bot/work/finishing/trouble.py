"""What to do when a take or a file of it cannot be finished: wait and try again, or say why it never will."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import AudioError, DiskFull, NotFetched, ProviderError, WorkerDied
from bot.domain.limits import backoff

TRIES = 5
FETCH_TRIES = 20
"""Of an address that may still work: with the waits between them about an hour."""
GONE_TRIES = 9
"""Of one that is dead, while its provider names no other: about ten minutes."""
LONGEST_WAIT = 300.0
FULL_DISK_WAIT = 15.0
SURPRISE = "Finishing it went wrong here ({}); the log of the bot says more."
FULL_DISK = "The disk here is full. I go on by myself as soon as there is room."


@dataclass(frozen=True, slots=True)
class Wait:
    """It is tried again after so many seconds. `counts`: as one try of those there are."""

    words: str
    seconds: float
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Spoiled:
    """It is not tried again."""

    words: str


Trouble = Wait | Spoiled


def judge(error: Exception, failures: int) -> Trouble:
    """What follows of an error after so many failures before it."""
    failures += 1
    match error:
        case DiskFull():
            return Wait(FULL_DISK, FULL_DISK_WAIT, counts=False)
        case NotFetched():
            return _not_fetched(error, failures)
        case WorkerDied() | ProviderError():
            return _tried(str(error), failures)
        case AudioError():
            return Spoiled(str(error))
        case _:
            return _tried(SURPRISE.format(type(error).__name__), failures)


def _tried(words: str, failures: int) -> Trouble:
    return Spoiled(words) if failures >= TRIES else Wait(words, backoff(failures, first=2.0))


def _not_fetched(error: NotFetched, failures: int) -> Trouble:
    if error.unsafe:
        return Spoiled(f"{error} So it isn't fetched, though it is paid for.")
    tries, patience = (GONE_TRIES, "ten minutes") if error.gone else (FETCH_TRIES, "an hour")
    if failures >= tries:
        return Spoiled(f"{error} It is paid for all the same; I tried to fetch it for {patience}.")
    return Wait(f"{error} I go on trying for {patience}.", backoff(failures, first=2.0, most=LONGEST_WAIT))
