"""Values within values <-> plain JSON: what a dataclass's own types say is what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Load = Callable[[Any], Any]


def plain(value: Any) -> Any:
    """What JSON has no word for: values of ours, read-only mappings and sets, as providers may hand them on."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


def loader(kind: type) -> Load:
    """Makes a value of the dataclass from the JSON object that `plain` and json.dumps made of one.

    Keys that are no field (any more) are passed over; fields that are not there have their defaults. Lists come back as
    tuples, dataclasses and enums in it as such.
    """
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    ways = {name: _load(hints[name]) for name in names}
    loads = [(name, way) for name, way in ways.items() if way is not _as_it_is]

    def load(found: Mapping[str, Any]) -> Any:
        values = {name: found[name] for name in names if name in found}
        for name, load_one in loads:
            if name in values:
                values[name] = load_one(values[name])
        return kind(**values)

    return load


def _load(hint: Any) -> Load:
    """How a value of this type comes back; as it is where JSON has it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _or_none(next(_load(one) for one in arguments if one is not NoneType))
    if origin is tuple:
        return _items([_load(one) for one in arguments if one is not Ellipsis], alike=arguments[-1:] == (Ellipsis,))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return loader(hint) if is_dataclass(hint) and isinstance(hint, type) else _as_it_is


def _or_none(load: Load) -> Load:
    return load if load is _as_it_is else lambda value: None if value is None else load(value)


def _items(loads: list[Load], *, alike: bool) -> Load:
    if all(load is _as_it_is for load in loads):
        return tuple
    if alike:
        return lambda values: tuple(loads[0](value) for value in values)
    return lambda values: tuple(load(value) for load, value in zip(loads, values, strict=True))


def _as_it_is(value: Any) -> Any:
    return value
