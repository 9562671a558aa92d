"""The balance of the one account that a server has: paid from at the moment of the POST, refunded into in silence."""

from __future__ import annotations

import hashlib

from sandbox.music.ledger import Amount, MusicLedger


class Account:
    """Credits or dollars (`unit`), of which the `extra` ones are used first. Every movement is in the ledger."""

    def __init__(self, key: str, balance: Amount, ledger: MusicLedger, *, unit: str, extra: Amount = 0) -> None:
        self.name = f"account-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        self.balance = balance
        self.extra = extra
        self.unit = unit
        self._ledger = ledger

    @property
    def total(self) -> Amount:
        """All there is to spend."""
        return self.balance + self.extra

    def pay(self, task_id: str, operation: str, amount: Amount, *, request: str) -> bool:
        """Take `amount` for a task; False, and nothing taken, when there is too little."""
        if amount > self.total:
            return False
        first = min(self.extra, amount)
        self.extra -= first
        self.balance -= amount - first
        if amount:
            self._ledger.charge(self.name, task_id, operation, amount, unit=self.unit, request=request)
        return True

    def refund(self, task_id: str, amount: Amount, reason: str) -> None:
        """Give `amount` back, into the ordinary balance."""
        self.balance += amount
        if amount:
            self._ledger.refund(self.name, task_id, amount, unit=self.unit, reason=reason)
