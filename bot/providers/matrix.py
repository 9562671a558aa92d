"""`python -m bot.providers.matrix` prints what every provider can do and what it costs, for docs/providers.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.domain.brief import Brief
from bot.domain.money import UNKNOWN
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import Provider
from bot.domain.pricing import USUAL_SECONDS, usual_price
from bot.providers.builtin.builtin import Builtin
from bot.providers.http import Api
from bot.providers.mureka.mureka import Mureka
from bot.providers.musicapi.nuro import Nuro
from bot.providers.musicapi.producer import Producer
from bot.providers.musicapi.sonic import Sonic
from bot.providers.nur.nur import Nur

SONG = Brief(description="a song", instrumental=False, duration=USUAL_SECONDS)
LYRICS = "A line to sing"
MEANINGS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CREATE: "make from a brief",
        Operation.LOOP: "make a loop without a seam",
        Operation.EXTEND: "extend a take",
        Operation.JOIN: "join what was extended",
        Operation.RESTYLE: "restyle a take (cover)",
        Operation.UPLOAD: "take a file of ours",
        Operation.EXTEND_FILE: "extend a posted file",
        Operation.RESTYLE_FILE: "restyle a posted file",
        Operation.WRITE_LYRICS: "write lyrics",
        Operation.BETTER_TAGS: "better style words",
        Operation.STEMS: "stems, the main parts",
        Operation.ALL_STEMS: "stems, all parts",
        Operation.WAV: "its own WAV",
        Operation.MIDI: "MIDI",
        Operation.TEMPO: "measured tempo",
        Operation.VOCALS: "vocals alone",
        Operation.LYRIC_TIMES: "lyrics with times",
        Operation.KEEP_VOICE: "keep a voice (persona)",
    }
)


def every_provider() -> tuple[Provider, ...]:
    """Every provider there is, in the order of the page; none of them can be asked anything."""
    music, waves = _nowhere("MusicAPI"), _nowhere("WaveSpeed")
    nothing = Builtin(run=_no_run, place=lambda task, index: Path(task) / str(index), root=Path())
    return (Sonic(music), Producer(music), Nuro(music), Mureka(waves), Nur(_nowhere("Nur")), nothing)


def _nowhere(name: str) -> Api:
    return Api(url="https://api.example.com/", key="none", name=name)


def _no_run(*_: object) -> Awaitable[Any]:
    raise NotImplementedError


def operations(providers: Sequence[Provider]) -> str:
    """Operation × provider: the price of one call for a minute of music, or – where it cannot be asked for."""
    rows = [[f"{MEANINGS[each]}", *(_cell(provider, each) for provider in providers)] for each in Operation]
    song = ["make a song", *map(_song, providers)]
    return _table(["", *(f"`{provider.name}`" for provider in providers)], [rows[0], song, *rows[1:]])


def _cell(provider: Provider, operation: Operation) -> str:
    if operation not in provider.offers():
        return "–"
    return str(usual_price(provider, operation) or UNKNOWN)


def _song(provider: Provider) -> str:
    if provider.refusal(SONG):
        return "–"
    details = {"lyrics": LYRICS}
    order = Order(operation=Operation.CREATE, brief=SONG, seed=0, lengths=(USUAL_SECONDS,), details=details)
    return str(provider.price(order) or UNKNOWN)


def terms(providers: Sequence[Provider]) -> str:
    """What else tells providers apart: limits, webhooks, how long they take, rights."""
    return _table(
        ["", *(f"`{provider.name}`" for provider in providers)],
        [[name, *(of(provider) for provider in providers)] for name, of in TERMS.items()],
    )


def _models(provider: Provider) -> str:
    return ", ".join(f"`{name}`" for name in provider.models) or "one"


def _spacing(provider: Provider) -> str:
    return f"one request in {provider.spacing:g} s" if provider.spacing else "none that we keep"


def _expected(provider: Provider) -> str:
    order = Order(operation=Operation.CREATE, brief=Brief(description="calm"), seed=0, lengths=(USUAL_SECONDS,))
    return f"{provider.expects(order):.0f} s"


def _calls_back(provider: Provider) -> str:
    if provider.calls_back < provider.offers():
        return "yes, signed, but for what it answers at once" if provider.calls_back else "no"
    return "yes, signed"


def _again(provider: Provider) -> str:
    free = ", ".join(MEANINGS[each] for each in Operation if each in provider.harmless)
    if provider.harmless >= provider.offers():
        return "harmless"
    return f"costs again; harmless: {free}" if free else "costs again"


TERMS: Mapping[str, Callable[[Provider], str]] = MappingProxyType(
    {
        "people read": lambda provider: provider.label,
        "for `--model`": _models,
        "account": lambda provider: provider.account,
        "limit": _spacing,
        "says when it is done": _calls_back,
        "lists what was ordered": lambda provider: "yes" if provider.lists_orders else "no",
        "tells what is left": lambda provider: "yes" if provider.tells_balance else "no",
        "a minute of music, at first guess": _expected,
        "the same order again": _again,
        "rights": lambda provider: provider.rights,
    }
)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def page() -> str:
    """Both tables."""
    providers = every_provider()
    return f"{operations(providers)}\n\n{terms(providers)}"


if __name__ == "__main__":
    print(page())  # noqa: T201 (it is what this command is for)
