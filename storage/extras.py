"""What belongs to takes beside their beds, what it cost, and small things to be remembered."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot.domain.extra import Extra, Voice
from bot.domain.money import Charge
from bot.domain.operation import Operation
from bot.domain.thread import Json
from storage.rows import EXTRAS, VOICES
from storage.statements import Statements


class ExtraTables(Statements):
    """The tables extras, voices, charges and memos."""

    def add_extra(self, extra: Extra) -> None:
        self._insert("extras", EXTRAS.row(extra))

    def save_extra(self, extra: Extra) -> None:
        self._update("extras", EXTRAS.row(extra))

    def extras(
        self, *, take_id: str | None = None, job_id: str | None = None, operation: Operation | None = None
    ) -> list[Extra]:
        given = {"take_id": take_id, "job_id": job_id, "operation": operation and operation.value}
        asked = {name: value for name, value in given.items() if value is not None}
        where = " AND ".join(f"{name} = :{name}" for name in asked) or "true"
        sql = f"SELECT * FROM extras WHERE {where} ORDER BY created_at, job_id, number"  # noqa: S608 (our own names)
        return [EXTRAS.value(row) for row in self._rows(sql, **asked)]

    def keep_voice(self, voice: Voice) -> None:
        row = VOICES.row(voice)
        places = ", ".join(f":{name}" for name in row)
        self._change("voices", f"INSERT OR REPLACE INTO voices ({', '.join(row)}) VALUES ({places})", row)  # noqa: S608

    def voice(self, name: str) -> Voice | None:
        row = self._row("SELECT * FROM voices WHERE name = :name", name=name)
        return VOICES.value(row) if row else None

    def voices(self) -> list[Voice]:
        return [VOICES.value(row) for row in self._rows("SELECT * FROM voices ORDER BY name")]

    def charge(self, charge: Charge) -> None:
        sql = """
            INSERT OR REPLACE INTO charges (task_id, account, amount, unit, at)
            VALUES (:task_id, :account, :amount, :unit, :at)"""
        self._change("charges", sql, asdict(charge))

    def charges(self, job_id: str) -> list[Charge]:
        sql = """
            SELECT charges.* FROM tasks CROSS JOIN charges ON charges.task_id = tasks.id
            WHERE tasks.job_id = :job_id ORDER BY tasks.rowid"""
        return [Charge(**row) for row in self._rows(sql, job_id=job_id)]

    def charged(self, account: str, since: float) -> float:
        sql = "SELECT coalesce(sum(amount), 0.0) FROM charges WHERE account = :account AND at >= :since"
        return float(self._value(sql, account=account, since=since))

    def may_be_refunded(self, account: str, since: float) -> bool:
        sql = """
            SELECT 1
            FROM charges CROSS JOIN tasks ON tasks.id = charges.task_id CROSS JOIN jobs ON jobs.id = tasks.job_id
            WHERE charges.account = :account AND tasks.state = 'failed' AND jobs.updated_at >= :since
            AND NOT (charges.amount = 0 AND charges.at >= :since) LIMIT 1"""
        return self._value(sql, account=account, since=since) is not None

    def keep(self, name: str, value: Json) -> None:
        sql = "INSERT OR REPLACE INTO memos (name, value) VALUES (:name, :value)"
        self._change("memos", sql, {"name": name, "value": json.dumps(dict(value))})

    def kept(self, name: str) -> Json | None:
        text = self._value("SELECT value FROM memos WHERE name = :name", name=name)
        return json.loads(text) if text else None
