"""What a music server did: every request, every charge and refund, every file fetched, every webhook sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.slack.ledger import Ledger

Json = dict[str, Any]
Amount = int | Decimal


class MusicLedger(Ledger):
    """Append-only lines `{"n", "at" (seconds since 1970), "kind", ...}`, each on disk before the answer leaves.

    Kinds: `request` (method, path, status, outcome accepted|refused|spoilt, fault, task_id, request, body), `charge`
    and `refund` (account, task_id, operation, amount, unit, ...), `task` (a state reached), `fetched` (name, status,
    bytes, fault), `hook` (an attempt), `hook_given_up`. Amounts are whole credits, or dollars as decimal strings.
    No key and no secret is ever in it.
    """

    def charge(
        self, account: str, task_id: str, operation: str, amount: Amount, *, unit: str, request: str, **more: Any
    ) -> None:
        """Somebody paid `amount` for this task; `request` is the SHA-256 of the body that asked for it."""
        self.write(
            "charge", account=account, task_id=task_id, operation=operation, amount=_written(amount), unit=unit,
            request=request, **more,
        )  # fmt: skip

    def refund(self, account: str, task_id: str, amount: Amount, *, unit: str, reason: str) -> None:
        """`amount` went back to the account."""
        self.write("refund", account=account, task_id=task_id, amount=_written(amount), unit=unit, reason=reason)

    def charges(self, operation: str | None = None) -> list[Json]:
        """Every charge, in order; of one operation if it is named."""
        return [e for e in self.of("charge") if operation in (None, e["operation"])]

    def requests(self, path: str = "", **fields: Any) -> list[Json]:
        """The requests whose path ends so and whose named fields have these values, in order."""
        return [e for e in self.of("request", **fields) if e["path"].endswith(path)]

    @property
    def charged(self) -> Decimal:
        """All that was ever charged, refunds not taken off."""
        return sum((Decimal(str(e["amount"])) for e in self.of("charge")), Decimal(0))

    @property
    def refunded(self) -> Decimal:
        """All that ever went back."""
        return sum((Decimal(str(e["amount"])) for e in self.of("refund")), Decimal(0))


def _written(amount: Amount) -> int | str:
    return amount if isinstance(amount, int) else format(amount, "f")
