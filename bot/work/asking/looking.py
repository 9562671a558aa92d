"""What one may look up: what runs, what was made, what is set up, what is left. Nothing is stored for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from bot.domain.errors import BriefRefused
from bot.domain.job import RUNNING
from bot.domain.ledger import totals
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.reading.ledger_words import LedgerAsked, read_ledger
from bot.work.asking.answers import AccountRow, Credits, Ledger, ProviderRow, Providers, Refused, Status
from bot.work.asking.calloff import status_row
from bot.work.asking.choosing import Choosing

MOST_BEDS = 2000
"""What one look at the ledger sums up, for it is answered within three seconds."""
MOST_SHOWN = 15
ELSEWHERE = "I show the beds of a channel in that channel only: type it there."


class Purse(Protocol):
    """What is left in the accounts, and what things cost there."""

    async def known(self) -> tuple[AccountRow, ...]:
        """As far as the store knows; asks nobody."""

    async def fresh(self) -> tuple[AccountRow, ...]:
        """As the vendors say now."""


class Looking:
    """Answers from what is stored. `public`: whether providers can reach the bot."""

    def __init__(
        self,
        *,
        store: Store,
        providers: Mapping[str, Provider],
        choosing: Choosing,
        clock: Clock,
        purse: Purse | None,
        public: bool,
    ) -> None:
        self._store, self._providers, self._choosing, self._clock = store, providers, choosing, clock
        self._purse, self._public = purse, public

    async def status(self, channel: str) -> Status:
        """What runs in the channel."""
        return await self._store.read(partial(self._status, channel=channel))

    def _status(self, tx: Transaction, *, channel: str) -> Status:
        jobs = tx.jobs(states=RUNNING, channel=channel)
        return Status(tuple(status_row(tx, job) for job in jobs), self._clock.now())

    async def ledger(self, words: str, *, user: str, channel: str) -> Ledger | Refused:
        """The beds of this channel that the words ask for; of this month, where they do not say.

        Refused for another channel, and the same for each: who is in it is not known here, and it may be a private one.
        """
        today = datetime.fromtimestamp(self._clock.now(), UTC).date()
        try:
            asked = read_ledger(words, today=today, channel=channel, asker=user)
        except BriefRefused as refusal:
            return Refused(refusal.message, refusal.example)
        if asked.channel != channel:
            return Refused(ELSEWHERE, "ledger last month")
        return await self._store.read(partial(_ledger, asked=asked))

    async def credits(self) -> Credits:
        """What is left, as far as it is known."""
        rows = await self._purse.known() if self._purse else ()
        return Credits(rows, self._clock.now(), asking=self._purse is not None)

    async def fresh_credits(self) -> Credits:
        """What is left, as the vendors say now."""
        rows = await self._purse.fresh() if self._purse else ()
        return Credits(rows, self._clock.now())

    def providers(self) -> Providers:
        """What is set up: those tried without --provider in their order, then the others."""
        usual = self._choosing.order
        names = dict.fromkeys((*usual, *self._providers))
        return Providers(tuple(_row(self._providers[name], name in usual) for name in names), self._public)


def _ledger(tx: Transaction, *, asked: LedgerAsked) -> Ledger:
    beds = tx.beds(channel=asked.channel, asker=asked.person, since=asked.since, until=asked.until, limit=MOST_BEDS)
    return Ledger(
        rows=tuple(beds[:MOST_SHOWN]),
        totals=totals(beds),
        asked=asked,
        more=len(beds) - len(beds[:MOST_SHOWN]),
        cut=len(beds) == MOST_BEDS,
    )


def _row(provider: Provider, usual: bool) -> ProviderRow:
    return ProviderRow(
        name=provider.name,
        label=provider.label,
        models=provider.models,
        can=provider.offers(),
        rights=provider.rights,
        calls_back=bool(provider.calls_back),
        usual=usual,
    )
