"""Rows <-> values. A column is named as its field; enums are their words, everything nested is JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.domain.brief import Brief
from bot.domain.extra import Extra, Voice
from bot.domain.job import Job, Kind, State
from bot.domain.operation import Operation
from bot.domain.receipt import Receipt
from bot.domain.thread import HeldReaction, Message, Post, PostKind, PostState, Role, Take, TakeState, Task, TaskState
from bot.domain.thread import Thread as SlackThread
from storage.nested import loader, plain

T = TypeVar("T")
Row = dict[str, Any]
"""Column name -> what SQLite holds: None, int, float or str."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one field becomes what SQLite holds, and back."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


class Shape(Generic[T]):
    """A kind of value and how its fields are kept; a field without a Column is kept as it is."""

    def __init__(self, kind: type[T], columns: Mapping[str, Column] | None = None) -> None:
        self._kind = kind
        self._columns = tuple((columns or {}).items())
        self._names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]

    def row(self, value: T) -> Row:
        """The value as a row."""
        row = {name: getattr(value, name) for name in self._names}
        for name, column in self._columns:
            row[name] = column.dump(row[name])
        return row

    def value(self, row: Mapping[str, Any]) -> T:
        """The value that a row holds; columns that are no field are left out."""
        found = {name: row[name] for name in self._names}
        for name, column in self._columns:
            found[name] = column.load(found[name])
        return self._kind(**found)

    def loaded(self, name: str, held: Any) -> Any:
        """One field alone, from what SQLite holds of it."""
        return dict(self._columns)[name].load(held)


def _word(kind: type[StrEnum]) -> Column:
    return Column(lambda word: word.value, kind)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=plain)


def _record(kind: type) -> Column:
    """A dataclass as a JSON object, with all that is in it."""
    load = loader(kind)

    def dump(value: Any) -> str | None:
        return None if value is None else _text(value)

    return Column(dump, lambda text: None if text is None else load(json.loads(text)))


_JSON = Column(_text, json.loads)
_NUMBERS = Column(_text, lambda text: tuple(float(number) for number in json.loads(text)))

_WORDS = Column(_text, lambda text: tuple(str(word) for word in json.loads(text)))

THREADS = Shape(SlackThread)
JOBS = Shape(
    Job,
    {
        "kind": _word(Kind),
        "state": _word(State),
        "brief": _record(Brief),
        "lengths": _NUMBERS,
        "alternatives": _WORDS,
        "details": _JSON,
    },
)
TASKS = Shape(Task, {"state": _word(TaskState), "request": _JSON, "answer": _JSON})
TAKES = Shape(Take, {"state": _word(TakeState), "lengths": _NUMBERS, "facts": _JSON, "receipt": _record(Receipt)})
EXTRAS = Shape(Extra, {"operation": _word(Operation), "data": _JSON, "paths": _WORDS})
VOICES = Shape(Voice)
POSTS = Shape(Post, {"kind": _word(PostKind), "state": _word(PostState), "data": _JSON})
MESSAGES = Shape(Message, {"role": _word(Role)})
REACTIONS = Shape(HeldReaction)
