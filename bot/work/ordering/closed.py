"""Why nothing is heard of an API for a while, in words: it is down, asked to be left alone, or says nothing of one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ports import Provider
from bot.work.ordering.gate import Gate

PATIENCE = 60.0
"""Seconds: a shorter wait than this is not worth a word."""


@dataclass(frozen=True, slots=True)
class Closed:
    """`words` for a thread; `why` begins the sentence that says who makes it instead."""

    words: str
    why: str


def closed(gate: Gate, provider: Provider, now: float) -> Closed | None:
    """Why the provider is not asked at `now` (Unix seconds), nor soon; None where it may be."""
    if gate.is_shut(now):
        return Closed(silence(provider), f"{provider.label} does not answer")
    if gate.held_until - now > PATIENCE:
        return Closed(
            f"{provider.label} wants to be left alone for a while. I go on as soon as I may; nothing is ordered twice.",
            f"{provider.label} wants to be left alone for a while",
        )
    return None


def silence(provider: Provider) -> str:
    """What a thread is told while an API is down."""
    return f"{provider.label} does not answer at the moment. I go on as soon as it does; nothing is ordered twice."


def silence_about(provider: Provider) -> str:
    """What a thread is told when an API answers, but not for this one."""
    return f"{provider.label} does not say how this one stands. I go on asking; nothing is ordered twice."
