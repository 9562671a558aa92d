"""`/bgm providers` and `/bgm credits`: what is set up, what is left, what things cost."""

from __future__ import annotations

from bot.domain.abilities import DOES, NAMES
from bot.domain.money import UNKNOWN, Balance, Price
from bot.domain.naming import called
from bot.domain.operation import Operation
from bot.slack.blocks import Rendered, context, section
from bot.slack.text import Mrkdwn, bold, code, escape, join, ours, words
from bot.slack.views.wording import took
from bot.work.asking.answers import AccountRow, Credits, ProviderRow, Providers

_MOST_ROWS = 8
_MOST_MODELS = 8
_PRESENT = 60.0
"""Seconds within which a balance counts as of now."""
EACH = "Prices are for one order, of a minute of music."
FOLLOWS = "I am asking for newer figures; they follow here in a moment."


def set_up(given: Providers) -> Rendered:
    """Each provider: how to name it, its models, what it can do, whose the music is."""
    rows = given.rows[:_MOST_ROWS]
    tried = [row.label for row in rows if row.usual]
    order = ", then ".join(map(called, tried))
    head = ours("*Set up here*, in the order in which they are tried: {}", escape(order, 300))
    blocks = [section(head), *(section(_provider(row, given.public)) for row in rows), context(_hooks(given))]
    text = ours("Set up here: {}", escape(", ".join(row.label for row in rows), 300))
    return Rendered(text, tuple(blocks))


def _provider(row: ProviderRow, public: bool) -> Mrkdwn:
    head = join(
        " · ", (bold(row.label), code(f"--provider {row.name}"), escape("" if row.usual else "only when named"))
    )
    able = ", ".join(noun for operation, noun in NAMES.items() if operation in row.can)
    models = ", ".join(row.models[:_MOST_MODELS])
    left = f" and {len(row.models) - _MOST_MODELS} more" if len(row.models) > _MOST_MODELS else ""
    told = "It tells me when it is done." if row.calls_back and public else ""
    parts = (
        head,
        escape(able, 500),
        escape(f"Models: {models}{left}" if models else "", 300),
        escape(" ".join(filter(None, (f"Rights: {row.rights}.", told))), 300),
    )
    return join("\n", parts)


def _hooks(given: Providers) -> Mrkdwn:
    if given.public:
        return words("Music APIs can reach me: they tell me when they are done, and can fetch files that you post.")
    return words("Music APIs can't reach me, so I ask them how things stand. For webhooks, and to work on posted "
                 "files, set `BGM_PUBLIC_URL`.")  # fmt: skip


def what_is_left(given: Credits) -> Rendered:
    """Each account: what is left, what was spent since, what things cost."""
    if not given.rows:
        free = ours("Nothing here costs anything: only the built-in engine is set up.")
        return Rendered(free, (section(free),))
    rows = given.rows[:_MOST_ROWS]
    small = join(" ", (words(EACH), words(FOLLOWS if given.asking else "")))
    text = join(" · ", (ours("{}: {}", escape(row.label), _left(row)) for row in rows))
    return Rendered(text, (*(section(_account(row, given.now)) for row in rows), context(small)))


def _account(row: AccountRow, now: float) -> Mrkdwn:
    age = f"as of {took(now - row.balance.at)} ago" if row.balance and now - row.balance.at > _PRESENT else ""
    head = join(" · ", (bold(row.label), _left(row), escape(age), _since(row)))
    return join("\n", (head, _prices(row)))


def _prices(row: AccountRow) -> Mrkdwn:
    """A line for each price, small ones first: 15 credits: extend, restyle."""
    known = [price for _, price in row.prices if price is not None]
    groups: list[Price | None] = [*dict.fromkeys(sorted(known, key=lambda price: (price.amount, price.unit))), None]
    said = ((cost, ", ".join(_called(what) for what, price in row.prices if price == cost)) for cost in groups)
    named = ((UNKNOWN if cost is None else str(cost), whats) for cost, whats in said if whats)
    return join("\n", (ours("{}: {}", bold(cost, 30), escape(whats)) for cost, whats in named))


def _called(operation: Operation) -> str:
    """As in the list of what there is; what is not in it only serves another operation."""
    return NAMES.get(operation) or DOES[operation]


def _left(row: AccountRow) -> Mrkdwn:
    return escape(f"{row.balance} left" if row.balance else "what is left is not known")


def _since(row: AccountRow) -> Mrkdwn:
    if not row.reckoned:
        return escape("")
    units = (price.unit for _, price in row.prices if price is not None)
    unit = row.balance.unit if row.balance else next(units, "")
    spent = str(Balance(row.reckoned, unit, 0.0)).strip()
    return escape(f"{spent} spent since, by my reckoning" if row.balance else f"{spent} spent, by my reckoning")
