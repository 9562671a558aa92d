"""The four seams: what decides and what walks knows the store, providers, Slack and the clock only by these."""

from __future__ import annotations

from bot.domain.ports.clock import Clock
from bot.domain.ports.messenger import Letter, Messenger, Shared, Upload
from bot.domain.ports.provider import News, Provider, Request, Started, Ways
from bot.domain.ports.store import Store, Transaction
from bot.domain.results import Broken, Finished, Look, Pending, RawExtra, RawTake

__all__ = [
    "Broken",
    "Clock",
    "Finished",
    "Letter",
    "Look",
    "Messenger",
    "News",
    "Pending",
    "Provider",
    "RawExtra",
    "RawTake",
    "Request",
    "Shared",
    "Started",
    "Store",
    "Transaction",
    "Upload",
    "Ways",
]
