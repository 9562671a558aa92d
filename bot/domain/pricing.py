"""What each operation of a provider costs, for lists: the price of a usual order, a minute of calm music."""

from __future__ import annotations

from bot.domain.brief import Brief
from bot.domain.money import Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Provider

USUAL_SECONDS = 60.0
_BRIEF = Brief(description="calm", moods=("calm",), duration=USUAL_SECONDS)


def usual_price(provider: Provider, operation: Operation) -> Price | None:
    """The price of one such call; None where nobody says."""
    order = Order(operation=operation, brief=_BRIEF, seed=0, lengths=(USUAL_SECONDS / 2, USUAL_SECONDS))
    return provider.price(order)


def price_list(provider: Provider) -> tuple[tuple[Operation, Price | None], ...]:
    """What one call of each operation that it offers costs, in the order of `Operation`; None where nobody says."""
    offered = provider.offers()
    return tuple((operation, usual_price(provider, operation)) for operation in Operation if operation in offered)
