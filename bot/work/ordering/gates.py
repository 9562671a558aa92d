"""All gates, one per account, remembered over a restart while they are closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from bot.domain.breaker import Breaker
from bot.domain.errors import StoreError
from bot.domain.ports import Clock, Provider, Store, Transaction
from bot.domain.results import Json
from bot.work.ordering.gate import Gate, Later, later

log = logging.getLogger(__name__)


class Gates:
    """The gates of all accounts that `providers` use."""

    def __init__(self, providers: Mapping[str, Provider], *, clock: Clock, store: Store, wait: Later = later) -> None:
        self._store, self._clock = store, clock
        self._writes: set[asyncio.Task[None]] = set()
        limits = {provider.account: (provider.spacing, provider.order_spacing) for provider in providers.values()}
        self._gates = {
            account: Gate(account, spacing=spacing, orders=orders, clock=clock, wait=wait, changed=self._changed)
            for account, (spacing, orders) in limits.items()
        }

    def of(self, provider: Provider) -> Gate:
        """The gate of a provider's account."""
        return self._gates[provider.account]

    async def restore(self) -> None:
        """Closes the gates that were closed when the bot stopped."""
        for gate in self._gates.values():
            kept = await self._store.read(partial(_kept, name=_name(gate)))
            if kept is not None:
                gate.restore(float(kept["held_until"]), Breaker(**kept["breaker"]))

    def _changed(self, gate: Gate) -> None:
        write = asyncio.create_task(self._remember(gate), name=_name(gate))
        self._writes.add(write)
        write.add_done_callback(self._writes.discard)

    async def _remember(self, gate: Gate) -> None:
        value: Json = {"held_until": gate.held_until, "breaker": asdict(gate.breaker)}
        try:
            await self._store.write(lambda tx: tx.keep(_name(gate), value))
        except StoreError as error:
            log.warning("the gate of %s could not be remembered: %s", gate.account, error)


def _name(gate: Gate) -> str:
    return f"gate:{gate.account}"


def _kept(tx: Transaction, *, name: str) -> Json | None:
    return tx.kept(name)
