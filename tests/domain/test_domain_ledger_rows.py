"""The ledger as CSV: by RFC 4180, the same columns always, and no formula in it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief
from bot.domain.ledger_rows import COLUMNS, as_csv
from tests.domain.bed_records import FULL, a_bare_record, a_record

DOCS = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_docs_name_every_column_in_order() -> None:
    found = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", DOCS.split("<!-- columns -->")[1], re.MULTILINE)
    assert found == list(COLUMNS.items())


def test_every_bed_is_a_line_with_every_column() -> None:
    text = as_csv([a_record(), a_bare_record()])
    assert text.endswith("\r\n")
    assert text.split("\r\n")[0] == ",".join(COLUMNS)
    full, bare = rows(text)
    assert (full["name"], full["seconds"], full["lufs"], full["charged_amount"]) == (
        "Onboarding v1",
        "45.0",
        "-20.0",
        "12.0",
    )
    assert (full["take"], full["asked_by"], full["terms_read"]) == ("v1", "U1", "2026-11-20")
    assert (bare["sha256"], bare["delivered"], bare["notes"]) == ("not on file",) * 3
    assert as_csv([]) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_text_that_begins_like_a_formula_is_disarmed(begin: str) -> None:
    words = f'{begin}HYPERLINK("http://x.example","a,b")'
    (row,) = rows(
        as_csv([a_record(brief=Brief(description=words, title=words), receipt=replace(FULL, notes=(words,)))])
    )
    for column in ("words", "notes", "name"):
        assert row[column].startswith(f"'{begin}")


@pytest.mark.parametrize("before", [" ", "  \t", "\x00", "\u00a0", "\ufeff", "\u200b "])
def test_what_is_not_seen_before_a_formula_does_not_hide_it(before: str) -> None:
    """Some spreadsheets drop it when they read the cell."""
    (row,) = rows(as_csv([a_record(brief=Brief(description=f"{before}=1+1"))]))
    assert row["words"].startswith("'")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_words_are_one_cell_and_never_a_formula(words: str) -> None:
    """Commas, quotes and line breaks stay inside their cell; what could steer a terminal does not come out."""
    (row,) = rows(as_csv([a_record(brief=Brief(description=words))]))
    cell = row["words"]
    assert not cell or cell[0] not in "=+-@\t\r\n"
    assert "\x1b" not in cell
    if words and words.isprintable() and words.strip()[:1] not in {*"=+-@＝＋－＠"}:
        assert cell == words
