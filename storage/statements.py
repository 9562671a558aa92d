"""What every table's methods are made of: plain statements, and the names of the tables that they changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from bot.domain.errors import StoreError
from storage.rows import Row

Values = Mapping[str, Any]


class Statements:
    """Speaks to one connection inside a transaction that somebody else began and will end."""

    def __init__(self, database: Database, changed: set[str]) -> None:
        """`changed` gathers the names of the tables that were written."""
        self._database, self._changed = database, changed

    def _run(self, sql: str, values: Values) -> sqlite3.Cursor:
        try:
            return self._database.execute(sql, dict(values))
        except UnicodeEncodeError:
            # half a surrogate pair, as JSON can smuggle it in: no text to any database
            return self._database.execute(sql, {name: _sound(value) for name, value in values.items()})

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        cursor = self._run(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _row(self, sql: str, **values: Any) -> Row | None:
        rows = self._rows(sql, **values)
        return rows[0] if rows else None

    def _value(self, sql: str, **values: Any) -> Any:
        row = self._run(sql, values).fetchone()
        return row[0] if row else None

    def _change(self, table: str, sql: str, values: Values) -> int:
        """How many rows it changed."""
        count = self._run(sql, values).rowcount
        if count:
            self._changed.add(table)
        return count

    def _insert(self, table: str, row: Row) -> None:
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        self._change(table, f"INSERT INTO {table} ({names}) VALUES ({places})", row)  # noqa: S608 (our own names)

    def _update(self, table: str, row: Row, *, key: str = "id", keep: Collection[str] = ()) -> None:
        """Writes every column of the row but its key and those to `keep`. Raises StoreError where the row is not."""
        names = (name for name in row if name != key and name not in keep)
        changes = ", ".join(f"{name} = :{name}" for name in names)
        if not self._change(table, f"UPDATE {table} SET {changes} WHERE {key} = :{key}", row):  # noqa: S608
            raise StoreError(f"There is no {row[key]} in {table}, so it cannot be changed.")


def these(name: str, words: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Placeholders for a list, e.g. (:state0, :state1), and their values."""
    values = {f"{name}{index}": str(word) for index, word in enumerate(words)}
    return f"({', '.join(f':{place}' for place in values)})", values


def _sound(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
