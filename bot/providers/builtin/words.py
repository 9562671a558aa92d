"""What the built-in engine is asked, and what it tells of what it made: plain values, and nothing that runs."""

from __future__ import annotations

from typing import Any

from bot.composer.ask import Ask
from bot.composer.engine import VERSION
from bot.composer.rendered import Rendered, Stem
from bot.domain.errors import RequestRefused
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports import RawExtra, Request
from bot.domain.results import Json

OFFERS = frozenset({Operation.CREATE, Operation.LOOP, Operation.EXTEND, Operation.STEMS, Operation.MIDI})
CANNOT_SING = "The built-in engine can't sing. Ask for an instrumental bed, or set up a music API that makes songs."
ONE_MODEL = "The built-in engine has no models to choose from, so --model changes nothing here."
OLDER_ENGINE = (
    "This take was made by an older version of the built-in engine. What is made of its score today may differ from it."
)

START_SECONDS = 1.0
RENDER_SHARE = 0.03
"""Seconds of rendering per second of music on two cores; `python -m bench composer` prints it."""
STEMS_SHARE = 0.06
"""The same with a file for each part: every part has a room of its own, and its own file to write."""


def request(order: Order) -> Request:
    """One ask per take, a second take with the next seed; or the ask of the take whose parts or score are wanted.

    Raises RequestRefused for what it cannot do.
    """
    if order.operation in {Operation.STEMS, Operation.MIDI}:
        return Request({"of": _ask_of_take(order).as_json(), "operation": order.operation.value, **_versions(order)})
    if order.operation not in OFFERS:
        raise RequestRefused(f"The built-in engine can't do this: {order.operation}.")
    loop = order.operation is Operation.LOOP
    asks = [Ask(order.brief, order.seed + index, order.lengths, loop) for index in range(order.takes)]
    body = {"asks": [ask.as_json() for ask in asks], "engine_version": VERSION}
    return Request(body, notes=(ONE_MODEL,) if order.brief.model else ())


def _ask_of_take(order: Order) -> Ask:
    """As the take remembers it. A take that was made before takes remembered it is asked for as its job was."""
    kept = order.clip.get("ask")
    return Ask.from_json(kept) if kept else Ask(brief=order.brief, seed=order.seed, lengths=order.lengths)


def _versions(order: Order) -> dict[str, Any]:
    return {"engine_version": VERSION, "made_by": order.clip.get("model", f"v{VERSION}")}


def expects(order: Order) -> float:
    """Median seconds, from the length of the music; a score is written at once."""
    match order.operation:
        case Operation.MIDI:
            return START_SECONDS
        case Operation.STEMS:
            return START_SECONDS + STEMS_SHARE * order.lengths[-1]
        case _:
            return START_SECONDS + RENDER_SHARE * order.lengths[-1] * order.takes


def operation_of(body: Json) -> Operation:
    """What a stored request asks for; one without the word asks for takes."""
    return Operation(body.get("operation", Operation.CREATE))


def ask_of(body: Json) -> Ask:
    """The take that parts or a score are asked of."""
    return Ask.from_json(body["of"])


def asks_of(body: Json) -> tuple[Ask, ...]:
    """The takes that are asked for, by index."""
    return tuple(Ask.from_json(ask) for ask in body["asks"])


def notes(body: Json) -> tuple[str, ...]:
    """What a person should know: only the engine that made a take plays it again to the sample."""
    return () if body.get("made_by") == f"v{VERSION}" else (OLDER_ENGINE,)


def facts(ask: Ask, rendered: Rendered, *, clip_id: str) -> dict[str, Any]:
    """What is known of a take, with the ask that makes it again."""
    return {
        "clip_id": clip_id,
        "tempo": rendered.tempo,
        "key": rendered.key,
        "style": rendered.style,
        "seconds": rendered.seconds,
        "sections": [[at, name] for at, name in rendered.sections],
        "bars": [round(bar, 5) for bar in rendered.bars],
        "meter": rendered.meter,
        "climax": rendered.climax,
        "parts": [[name, instrument] for name, instrument in rendered.parts],
        "model": f"v{VERSION}",
        "loop": ask.loop,
        "ask": ask.as_json(),
    }


def stem(made: Stem, source: str) -> RawExtra:
    """A part as a file; `source` is its path below the files folder."""
    return RawExtra(name=made.name, source=source, data={"instrument": made.instrument})


def midi(source: str) -> RawExtra:
    """The score as a file."""
    return RawExtra(name="midi", source=source)
