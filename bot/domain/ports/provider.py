"""A music API, as a port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.domain.brief import Brief
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.results import Json, Look
from bot.domain.thread import Task


@dataclass(frozen=True, slots=True)
class Request:
    """An order in a provider's own words."""

    body: Json
    """What is sent, as plain JSON, without any secret or address of ours: it is stored as it is."""
    notes: tuple[str, ...] = ()
    """What had to be left out or cut, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of ours that a provider may call while it works on one task; None where the bot has no public address.
    They are made for each call and never stored: whoever knows one may use it."""

    hook: str | None = None
    """Where to tell that the task is done."""
    hook_secret: str | None = None
    """What it should sign its word with, where it lets us choose."""
    file: str | None = None
    """Where it finds the file that the order names."""


@dataclass(frozen=True, slots=True)
class Started:
    """The provider took the order. `look` is there where the answer holds more than an id: even all of it."""

    provider_id: str
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a verified webhook says. `key` is constant over repeats of the same word; `look` None is: something has
    happened, `Provider.told` or a look says what."""

    key: str
    provider_id: str | None
    look: Look | None = None


class Provider(Protocol):
    """A music API. What it offers decides what is shown and planned. It keeps no state of jobs.

    A call at a provider is one request at most: nothing is repeated inside, for whoever calls holds the limit of the
    key. Errors carry the vendor's own words, never a key.
    """

    name: str
    """As in settings and in --provider, e.g. musicapi."""
    label: str
    """As people read it, e.g. built-in engine, MusicAPI."""
    account: str
    """Whose key, money and limit it uses: providers of one account share them."""
    spacing: float
    """Seconds between two requests that the account's limit asks for; 0 is no limit."""
    order_spacing: float
    """Seconds between two orders, where these are limited more than other requests; 0 is no such limit."""
    rights: str
    """One line for the receipt."""
    terms: str
    """Where its terms stand, an https address; empty where that is not on file."""
    terms_read: str
    """The day on which they were last read, e.g. 2026-11-20; empty where that is not on file."""
    told_in: tuple[str, ...]
    """The fields of a request in which it is told in words what the music should be."""
    repeatable: bool
    """Whether all that it offers is harmless: it never costs anything."""
    harmless: frozenset[Operation]
    """The operations that may be submitted again when their answer was lost: nothing is paid for them, and nothing is
    made twice."""
    models: tuple[str, ...]
    """What --model may name, without the retired names that are still taken; empty where there is one model."""
    pieces: int
    """How many takes one order gives, whatever was asked; 0 where it gives as many as were asked."""
    guides: frozenset[str]
    """The ids of its own files that may guide a piece, by their names in `Brief.guides`."""
    calls_back: frozenset[Operation]
    """The operations of which it tells by itself that they are done, in words whose signature can be checked; what is
    answered at once is none of them."""
    lists_orders: bool
    """Whether `find` asks anybody: where what was ordered is listed nowhere, there is nobody to ask."""
    tells_balance: bool
    """Whether `balance` asks anybody."""

    def offers(self) -> frozenset[Operation]:
        """What it can do."""

    def refusal(self, brief: Brief) -> str | None:
        """Why it cannot do this brief, with what to type instead; None when it can."""

    def price(self, order: Order) -> Price | None:
        """What the order will cost; None where nobody says."""

    def request(self, order: Order) -> Request:
        """The order in the provider's own words; pure, and the same for the same order."""

    def expects(self, order: Order) -> float:
        """Median seconds until it is done, before anything was learned."""

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:
        """Asks once. `body` is what `request` made; `token` is our own id of the task.

        Raises NeverSent, Limited, Refused (nothing was charged) or OutcomeUnknown; Unanswered for what is harmless.
        """

    async def look(self, task: Task) -> Look:
        """How the task stands; free to repeat, also after it is done, e.g. for addresses that died.

        Raises Limited, Unanswered when nobody could tell, or AskAgain.
        """

    async def find(self, task: Task) -> str | None:
        """The id of a task whose answer was lost, where the provider can list what was ordered; None otherwise, or when
        it lists no such task. Raises Limited, Unanswered or AskAgain."""

    async def balance(self) -> Balance | None:
        """What is left in the account; None where it cannot be asked, or the answer names nothing. Raises Limited,
        Refused, Unanswered or AskAgain."""

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
        """What a webhook says. `headers` by lower-case names; `secret` is what `Ways.hook_secret` was. Raises
        HookRefused unless its signature holds and it is at most 300 s old."""

    def told(self, task: Task, body: bytes) -> Look | None:
        """What a verified webhook's body says of this task, so that nobody needs to look; None where one has to."""

    async def forget(self, task: Task) -> None:
        """Stops work on a task that nobody wants any more, where that is possible."""

    async def close(self) -> None: ...
