"""What intake answers to a person, as values; `bot/slack` finds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.forms import AudioAsked, LayAsked, MoreAsked, Posted
from bot.domain.job import Job
from bot.domain.ledger import BedRecord, Total
from bot.domain.money import Balance, Price
from bot.domain.operation import Operation
from bot.domain.reading.ledger_words import LedgerAsked
from bot.domain.thread import Take
from bot.domain.wish import Wish


@dataclass(frozen=True, slots=True)
class Accepted:
    """A new job is stored. `notes` say what it costs and what was understood otherwise than one might think."""

    job: Job
    engine: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlreadyRunning:
    """This very wish is being fulfilled."""

    job: Job


@dataclass(frozen=True, slots=True)
class Refused:
    """What was wrong, and an example that works."""

    message: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What was wrong in a form, by field: what, style, words, length, fit, name, title, voice."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Help:
    """`/bgm help`, or `/bgm` alone."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One running job. `root_ts` is its thread's card, once posted."""

    job: Job
    title: str
    root_ts: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """What runs in this channel at `now` (Unix seconds)."""

    rows: tuple[StatusRow, ...]
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """One provider that is set up."""

    name: str
    label: str
    models: tuple[str, ...]
    """For --model, the usual one first; empty where there is nothing to choose."""
    can: frozenset[Operation]
    rights: str
    calls_back: bool
    """Whether it tells us by a webhook that it is done."""
    usual: bool
    """Whether it is tried without --provider."""


@dataclass(frozen=True, slots=True)
class Providers:
    """`/bgm providers`: in the order in which they are tried, then the others."""

    rows: tuple[ProviderRow, ...]
    public: bool
    """Whether the bot has an address that providers can reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One provider: what is left in its account and what things cost. Providers of one account follow each other, and
    the first of them has what was reckoned."""

    account: str
    label: str
    balance: Balance | None
    """As the vendor said last; None where nobody knows."""
    reckoned: float | None
    """What we reckon was charged since, in the balance's unit; all that was charged where there is no balance."""
    prices: tuple[tuple[Operation, Price | None], ...]
    """What one call of each operation costs, for a minute of music; None where nobody says."""


@dataclass(frozen=True, slots=True)
class Credits:
    """`/bgm credits` at `now` (Unix seconds)."""

    rows: tuple[AccountRow, ...]
    now: float
    asking: bool = False
    """Whether the vendors are being asked, so that newer figures follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`/bgm ledger`: the beds of the channel that it was typed in, the newest first."""

    rows: tuple[BedRecord, ...]
    totals: tuple[Total, ...]
    """Of all that is asked for, not of `rows` alone."""
    asked: LedgerAsked
    more: int = 0
    """Beds beyond `rows`."""
    cut: bool = False
    """Whether there are older ones that are in no sum."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """These will not be made."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class ChooseCancel:
    """Several of the asker's jobs run here: which one?"""

    rows: tuple[StatusRow, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """This take was withdrawn."""

    take: Take


@dataclass(frozen=True, slots=True)
class Settled:
    """Somebody decided about an outcome that nobody can know."""

    job: Job
    wish: Wish


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to say."""


Answer = (
    Accepted
    | AlreadyRunning
    | Refused
    | Mistakes
    | Help
    | Status
    | Providers
    | Credits
    | Ledger
    | Cancelled
    | ChooseCancel
    | Withdrawn
    | Settled
    | Nothing
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be done, and its price in words; empty where it is free."""

    wish: Wish
    price: str = ""
    in_store: bool = False
    """Paid for once already: it costs nothing more."""


@dataclass(frozen=True, slots=True)
class TakeForm:
    """What else can be done with a take."""

    take: Take
    engine: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AudioForm:
    """What can be done with a posted file."""

    file: Posted
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SongForm:
    """What a new song may be made of."""

    style: str = ""
    channel: str = ""
    voices: tuple[str, ...] = ()
    writing: str | None = None
    """The price of written lyrics, in words; None where nobody here writes any."""
    tags: str | None = None
    """The price of better style words; None where nobody here makes them."""
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayForm:
    """What can be laid under a posted voice or clip."""

    file: Posted
    take: Take | None
    """The newest bed of its thread."""
    price: str
    """Of a new bed, in words; empty where it is free."""
    engine: str
    """Who would make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreForm:
    """A bed for a posted clip, as it is proposed."""

    file: Posted
    words: str
    price: str
    engine: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """It costs this much: go on?"""

    asked: MoreAsked | AudioAsked | LayAsked
    what: str
    """Whose it is: v1, or the name of a file."""
    price: str


Form = TakeForm | AudioForm | SongForm | LayForm | ScoreForm
