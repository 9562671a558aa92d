"""Certificates: one page, all that is known, the same bytes again, whatever the words."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_text import heights_of, pages_of, text_of

from bot.certificate.letters import is_exact, shown
from bot.certificate.page import FOOT, page
from bot.certificate.writing import write_certificate
from bot.domain.brief import Brief
from bot.domain.ledger import BedRecord
from bot.domain.receipt_json import receipt_json
from tests.domain.bed_records import FULL, a_bare_record, a_record


def drawn(record: BedRecord) -> bytes:
    return page(receipt_json(record))


def test_the_page_tells_what_who_how_and_what_one_may_do(tmp_path: Path) -> None:
    out = tmp_path / "Onboarding v1.pdf"
    assert write_certificate(receipt_json(a_record()), out) == out
    text = text_of(out.read_bytes())
    for said in (
        *("Onboarding v1", "0:45.000", "2,160,000 frames", "ab" * 32, "-20.0 LUFS", "76.0 bpm", "A minor"),
        *("U1", "name ann", "calm lo-fi", "2026-11-21", "https://team.slack.com/archives/C1/p1795266000000100"),
        *("MusicAPI", "sonic-v4 (asked: sonic-v4-5)", "4711", "calm lo-fi, warm rhodes, vinyl", "12 credits"),
        *("commercial use allowed", "https://musicapi.example/terms", "2026-11-20"),
        *("bars 9-24 left out, joined at 0:21.3", "silence at the end taken off", "not found: short", "take v1"),
    ):
        assert said.lower() in text.lower(), said
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_not_known_says_so() -> None:
    text = text_of(drawn(a_bare_record()))
    for said in ("Rights not on file", "Terms not on file", "SHA-256 not on file", "Prompt not on file"):
        assert said in text
    for said in ("Fitted not on file", "Checked not on file", "name not on file", "delivered not on file"):
        assert said in text


def test_the_same_receipt_is_the_same_bytes_in_another_process() -> None:
    told = receipt_json(a_record())
    again = (
        "import json, sys; from bot.certificate.page import page; sys.stdout.buffer.write(page(json.load(sys.stdin)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", again],
        input=json.dumps(told).encode(),
        capture_output=True,
        check=True,
        env={"TZ": "Asia/Tokyo", "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
    )
    assert page(told) == page(told) == other.stdout


def longest() -> BedRecord:
    """Every word of it too long."""
    assert FULL.fitted
    fitted = replace(FULL.fitted, joins=FULL.fitted.joins * 60)
    receipt = replace(
        FULL,
        **dict.fromkeys(("prompt", "rights", "cost", "model", "model_asked", "engine", "key"), "wide words " * 900),
        terms="https://x.example/" + "W" * 900,
        fitted=fitted,
        findings=FULL.findings * 60,
    )
    return a_record(
        receipt=receipt,
        brief=Brief(description="W" * 3000, title="夜 Title " * 300),
        asker_name="N" * 900,
        permalink="https://team.slack.com/" + "W" * 900,
        channel="C" * 500,
    )


def test_one_page_whatever_the_lengths_and_what_is_cut_says_where_the_whole_is() -> None:
    pdf = drawn(longest())
    assert pages_of(pdf) == 1
    text = text_of(pdf)
    assert text.count("… (the whole is in the receipt)") >= 12
    assert "What is not known says" in text


def test_the_longest_rows_end_above_the_foot() -> None:
    """No line of the fullest page stands lower than where the last two begin."""
    foot = 841.89 - FOOT * 72 / 25.4
    assert sorted(heights_of(drawn(longest())))[2] > foot


@pytest.mark.parametrize(
    ("text", "seen", "exact"),
    [
        ("Café “Noir” – 5 €", "Café “Noir” – 5 €", True),
        ("Cafe\u0301", "Café", True),
        ("Łódź", "Lódz", False),
        ("Ночь", "Noch", False),
        ("Αθήνα", "Athina", False),
        ("東京", "··", False),
        ("a\x00b\x1b[31m\u202e", "a b [31m", False),
        ("ﬁn", "fin", False),
        ("🎵", "·", False),
        ("-16 → −14", "-16 -> -14", False),
        ("\ud83d", "", False),
    ],
)
def test_letters_are_shown_as_the_font_can(text: str, seen: str, exact: bool) -> None:
    assert (shown(text), is_exact(text)) == (seen, exact)


def test_a_name_in_another_script_stands_whole_in_the_properties() -> None:
    pdf = drawn(a_record(brief=Brief(description="夜", title="東京の夜")))
    assert f"/Title <feff{'東京の夜 v1'.encode('utf-16-be').hex()}>".encode() in pdf
    assert "not in this page's font" in text_of(pdf)
    assert "not in this page's font" not in text_of(drawn(a_record()))


WORDS: Any = st.text(max_size=80) | st.text(max_size=3).map(lambda text: text * 500)


@settings(max_examples=25)
@given(WORDS, WORDS, WORDS)
def test_any_words_make_one_page(title: str, words: str, prompt: str) -> None:
    record = a_record(receipt=replace(FULL, prompt=prompt), brief=Brief(description=words, title=title))
    pdf = drawn(record)
    assert pages_of(pdf) == 1
    assert "certificate of a bed" in text_of(pdf)


def test_words_cannot_be_instructions_to_the_library() -> None:
    text = text_of(drawn(a_record(receipt=replace(FULL, prompt="{nb} **bold** (a) \\ [x](https://x.example)"))))
    assert "{nb} **bold** (a) \\ [x](https://x.example)" in text


def test_only_addresses_that_slack_and_the_provider_gave_are_links() -> None:
    """An address in somebody's words or in a vendor's is for reading: nobody should press it on a certificate."""
    lure = "https://lure.example/login"
    pdf = drawn(a_record(brief=Brief(description=lure), receipt=replace(FULL, prompt=lure, rights=lure, model=lure)))
    assert lure in text_of(pdf)
    assert b"/URI (https://lure.example" not in pdf
    assert b"/URI (https://musicapi.example/terms)" in pdf


def test_whoever_only_asks_for_certificates_does_not_load_what_draws_them() -> None:
    """The bot starts without it: a worker pays for it."""
    code = "import sys, bot.certificate.writing; sys.exit('fpdf' in sys.modules)"
    root = str(Path(__file__).parents[2])
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": root}, timeout=60).returncode == 0
    )
