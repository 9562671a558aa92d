"""Prices and balances as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """What one call costs: an amount in the unit of its account, `credits` or `USD`."""

    amount: float
    unit: str = "credits"

    def __str__(self) -> str:
        if not self.amount:
            return "free"
        if self.unit == "USD":
            return f"${self.amount:.3f}".removesuffix("0")
        noun = self.unit.removesuffix("s") if self.amount == 1 else self.unit
        return f"{self.amount:g} {noun}"

    def times(self, count: int) -> Price:
        """The price of so many."""
        return Price(self.amount * count, self.unit)


FREE = Price(0.0)
UNKNOWN = "price not known"
"""What is said where a provider names no price."""


def total(prices: tuple[Price, ...]) -> Price:
    """The sum; all prices must be of one account."""
    unit = next((price.unit for price in prices if price.amount), "credits")
    return Price(sum(price.amount for price in prices), unit)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left in an account, as the provider said at `at` (Unix seconds)."""

    amount: float
    unit: str
    at: float

    def __str__(self) -> str:
        return f"${self.amount:.2f}" if self.unit == "USD" else f"{self.amount:g} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a task of ours is expected to have cost, by our own reckoning."""

    task_id: str
    account: str
    amount: float
    unit: str
    at: float
