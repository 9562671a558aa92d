"""What is left in each account: read when it matters, reckoned in between from what our own tasks cost."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from bot.domain.errors import ProviderError
from bot.domain.job import State
from bot.domain.money import Balance
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.pricing import price_list
from bot.domain.thread import Task
from bot.work.asking.answers import AccountRow
from bot.work.ordering.gates import Gates

log = logging.getLogger(__name__)

SHARED = "{}, same account as {}"
EQUAL = 0.005
"""Amounts that differ by less are the same."""


class Purse:
    """Knows the balances. A reading costs a request of the account's limit, so it is taken only when it is wanted."""

    def __init__(self, *, store: Store, providers: Mapping[str, Provider], gates: Gates, clock: Clock) -> None:
        self._store, self._providers, self._gates, self._clock = store, providers, gates, clock

    async def known(self) -> tuple[AccountRow, ...]:
        """Each provider with its prices, and its account as it was last read and as we reckon it since. Asks nobody."""
        return await self._store.read(self._rows)

    async def fresh(self) -> tuple[AccountRow, ...]:
        """The same, each account read once more; one that does not answer is shown as it was last read."""
        for provider in self._accounts().values():
            try:
                await self.read(provider)
            except ProviderError as error:
                log.warning("the balance of %s could not be read: %s", provider.account, error)
        return await self.known()

    async def read(self, provider: Provider) -> Balance | None:
        """Reads the balance and remembers it; None where it cannot be asked. Raises what `Provider.balance` raises."""
        if not provider.tells_balance:
            return None
        balance = await self._gates.of(provider).ask(provider.balance)
        if balance is not None:
            kept = asdict(balance)
            await self._store.write(lambda tx: tx.keep(_memo(provider), kept))
        return balance

    async def evidence(self, provider: Provider, lost: Task, price: float | None) -> str:
        """What the balance says of a call whose outcome nobody knows, in words; empty where it says nothing.

        It says something only where the balance was read before that call, and all else that may have changed it since
        is known: no other outcome is unknown or still to come, and no money may have come back unsaid.
        """
        old = await self._store.read(lambda tx: _balance(tx, provider))
        balance = await self.read(provider)
        if balance is None or old is None or old.at > lost.created_at:
            return ""
        reckoned = await self._store.read(partial(self._reckoned, account=provider.account, since=old.at, lost=lost))
        if reckoned is None:
            return ""
        gone = old.amount - reckoned - balance.amount
        if abs(gone) < EQUAL:
            return f"{provider.label} has taken nothing from the account so far, so it was probably not ordered."
        if price is not None and abs(gone - price) < EQUAL:
            spent = Balance(price, balance.unit, balance.at)
            return f"{provider.label} has taken {spent} from the account, so it was probably ordered, and paid."
        return ""

    def _reckoned(self, tx: Transaction, *, account: str, since: float, lost: Task) -> float | None:
        """What our own calls took from the account since then, but for the lost one; None where nobody can say."""
        names = [provider.name for provider in self._providers.values() if provider.account == account]
        unknown = [task for name in names for task in tx.unsettled_tasks(name) if task.id != lost.id]
        paying = any(job.provider in names for job in tx.jobs(states={State.SUBMITTING}))
        if paying or any(task.created_at >= since for task in unknown) or tx.may_be_refunded(account, since):
            return None
        return tx.charged(account, since)

    def _accounts(self) -> dict[str, Provider]:
        """The first provider of each account, those that cost nothing left out."""
        accounts: dict[str, Provider] = {}
        for provider in self._providers.values():
            if not provider.repeatable:
                accounts.setdefault(provider.account, provider)
        return accounts

    def _rows(self, tx: Transaction) -> tuple[AccountRow, ...]:
        """A row per provider, those of one account together."""
        costly = [provider for provider in self._providers.values() if not provider.repeatable]
        return tuple(
            self._row(tx, provider, first)
            for first in self._accounts().values()
            for provider in costly
            if provider.account == first.account
        )

    def _row(self, tx: Transaction, provider: Provider, first: Provider) -> AccountRow:
        balance, is_first = _balance(tx, provider), provider is first
        reckoned = tx.charged(provider.account, balance.at if balance else 0.0) if is_first else None
        return AccountRow(
            account=provider.account,
            label=provider.label if is_first else SHARED.format(provider.label, first.label),
            balance=balance,
            reckoned=reckoned,
            prices=price_list(provider),
        )


def _balance(tx: Transaction, provider: Provider) -> Balance | None:
    kept = tx.kept(_memo(provider))
    return Balance(**kept) if kept else None


def _memo(provider: Provider) -> str:
    return f"balance:{provider.account}"
