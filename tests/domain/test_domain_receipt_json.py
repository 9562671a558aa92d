"""The receipt as JSON: every key always there, what is not known said, and nothing that JSON cannot hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.brief import Brief
from bot.domain.checks import Check
from bot.domain.fitting import Fitted, Hit, Join, in_words
from bot.domain.receipt import NOT_ON_FILE, Receipt
from bot.domain.receipt_json import receipt_json, thread_link
from tests.domain.bed_records import BARE, FULL, a_bare_record, a_record

DOCS = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text()


def paths(value: Mapping[str, Any], before: str = "") -> list[str]:
    """Every key by its way from the top, as the docs name it."""
    found: list[str] = []
    for name, inner in value.items():
        path = f"{before}{name}"
        match inner:
            case dict():
                found += paths(inner, f"{path}.")
            case [dict() as first, *_]:
                found += paths(first, f"{path}[].")
            case _:
                found.append(path)
    return found


def documented() -> list[str]:
    rows = re.findall(r"^\| `([\w .\[\]]+)` \|", DOCS.split("keys -->")[1], re.MULTILINE)
    return [row.replace("CHECK", check) for row in rows for check in (Check if "CHECK" in row else ("",))]


def test_the_docs_name_every_key_and_no_other() -> None:
    assert sorted(documented()) == sorted(paths(receipt_json(a_record())))


def test_a_full_receipt_tells_all_that_is_known() -> None:
    told = receipt_json(a_record())
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert NOT_ON_FILE not in json.dumps(told)
    assert told["version"] == 1
    assert told["bed"]["name"] == "Onboarding v1"
    assert told["length"] == {"seconds": 45.0, "frames": 2_160_000, "frames_per_second": 48_000}
    assert told["level"] == {"integrated_lufs": -20.0, "target_lufs": -20.0, "range_lu": 3.2, "true_peak_dbtp": -1.3}
    assert told["fit"]["joins"][0]["words"] == "bars 9-24 left out, joined at 0:21.3"
    assert [hit["met_seconds"] for hit in told["fit"]["hits"]] == [12.01, "not met"]
    assert told["cost"] == {"words": "12 credits", "charged_amount": 12.0, "charged_unit": "credits"}
    assert (told["made_by"]["model_asked"], told["made_by"]["model_returned"]) == ("sonic-v4-5", "sonic-v4")
    assert told["rights"]["terms"] == "https://musicapi.example/terms"
    assert told["when"]["delivered"].endswith("Z")
    assert told["thread"]["permalink"] == "https://team.slack.com/archives/C1/p1795266000000100"


def test_what_is_not_known_says_so_and_no_key_is_left_out() -> None:
    bare = receipt_json(a_bare_record())
    assert set(bare) == set(receipt_json(a_record()))
    unknown = [path for path in paths(bare) if _at(bare, path) == NOT_ON_FILE]
    assert {"fit", "checks", "file.sha256", "made_by.prompt", "rights.words", "rights.terms"} <= set(unknown)
    assert {"cost.charged_amount", "thread.permalink", "when.delivered", "asked.by_name"} <= set(unknown)
    assert None not in [_at(bare, path) for path in paths(bare) if path != "bed.from_take"]


def _at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value[name]
    return value


def test_each_check_says_whether_it_was_found_or_mended() -> None:
    checks = receipt_json(a_record())["checks"]
    assert list(checks) == [check.value for check in Check]
    assert checks["silent tail"]["state"] == "mended"
    assert "silence at the end" in checks["silent tail"]["words"][0]
    assert checks["clipped"] == {"state": "not found", "words": []}
    clipped = replace(FULL, findings=(replace(FULL.findings[0], mended=False),))
    assert receipt_json(a_record(receipt=clipped))["checks"]["silent tail"]["state"] == "found"


def test_nobody_claims_to_have_looked_for_a_voice_in_a_song() -> None:
    song = a_record(brief=Brief(description="soul", instrumental=False))
    assert receipt_json(song)["checks"]["voice"]["state"] == "not looked for"
    assert receipt_json(a_record())["checks"]["voice"]["state"] == "not found"


def test_what_is_free_cost_nothing_and_what_nobody_priced_is_not_on_file() -> None:
    free = receipt_json(a_record(receipt=replace(FULL, cost="free"), charged=None))
    assert free["cost"]["charged_amount"] == 0.0
    unknown = receipt_json(a_record(receipt=replace(FULL, cost="price not known"), charged=None))
    assert unknown["cost"]["charged_amount"] == NOT_ON_FILE


def test_the_loudness_of_silence_is_still_json() -> None:
    silent = a_record(receipt=replace(BARE, lufs=float("-inf"), true_peak=float("nan")))
    assert receipt_json(silent)["level"]["integrated_lufs"] == NOT_ON_FILE
    assert json.dumps(receipt_json(silent), allow_nan=False)


@pytest.mark.parametrize(
    "join",
    [
        Join(at=21.3, left=21.3, entered=60.0, bars=(9, 24)),
        Join(at=59.97, left=60.0, entered=30.0, bars=(5, 5)),
        Join(at=5.0, left=5.0, entered=17.5),
        Join(at=5.0, left=17.5, entered=5.0),
    ],
)
def test_a_join_is_told_in_the_words_of_the_card(join: Join) -> None:
    fitted = Fitted(before=60.0, after=45.0, joins=(join,))
    told = receipt_json(a_record(receipt=replace(FULL, fitted=fitted)))["fit"]
    assert [told["joins"][0]["words"]] == told["words"] == list(in_words(fitted))


def test_the_wrap_of_a_loop_is_told_like_a_join() -> None:
    wrap = Join(at=30.0, left=40.0, entered=8.0, bars=(5, 20))
    told = receipt_json(a_record(receipt=replace(FULL, fitted=Fitted(before=60.0, after=30.0, loop=True, wrap=wrap))))
    join = receipt_json(a_record())["fit"]["joins"][0]
    assert set(told["fit"]["wrap"]) == set(join)
    assert told["fit"]["wrap"]["words"] == "loops from the end of bar 20 to bar 5"


def test_nothing_that_is_kept_of_a_fit_or_of_a_receipt_is_left_out() -> None:
    """A field that comes later must find its key."""
    told = receipt_json(a_record())
    assert len(told["fit"]) == len(fields(Fitted)) + 1
    assert len(told["fit"]["joins"][0]) == len(fields(Join)) + 1
    assert len(told["fit"]["hits"][0]) == len(fields(Hit))
    gathered = {"engine", "model", "seed", "model_asked", "prompt", "fitted", "findings", "checked", "notes", "cost"}
    measured = {"seconds", "frames", "format", "lufs", "true_peak", "lra", "tempo", "key", "style", "target"}
    assert {field.name for field in fields(Receipt)} == gathered | measured | {
        *("rights", "sha256", "size", "terms", "terms_read")
    }


@pytest.mark.parametrize(
    ("permalink", "ts"),
    [(None, "1.0"), ("https://team.slack.com/files/x", None), ("http://localhost/files/x", "1.0"), ("::", "1.0")],
)
def test_a_thread_whose_workspace_nobody_knows_has_no_link(permalink: str | None, ts: str | None) -> None:
    assert thread_link(a_record(permalink=permalink, root_ts=ts)) is None
