"""Which music APIs are set up: by their keys, in their order, and nothing else is even read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.providing import built_in, paid, with_paid
from bot.settings import load
from bot.variant import SystemClock

KEYS = {"MUSICAPI_KEY": "canary-m", "WAVESPEED_API_KEY": "canary-w", "NUR_API_KEY": "canary-n"}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, []),
        ({"MUSICAPI_KEY": "k"}, ["musicapi", "producer"]),
        ({"MUSICAPI_KEY": "k", "MUSICAPI_NURO": "on"}, ["musicapi", "producer", "nuro"]),
        ({"WAVESPEED_API_KEY": "k"}, ["mureka"]),
        ({"NUR_API_KEY": "k"}, ["nur"]),
    ],
)
def test_a_key_sets_up_its_providers_and_no_others(given: dict[str, str], names: list[str]) -> None:
    assert list(paid(load(given), SystemClock())) == names


def test_the_order_asked_for_comes_first_and_the_engine_is_always_there(tmp_path: Path) -> None:
    settings = load({**KEYS, "BGM_PROVIDER": "nur, musicapi"})
    builtin = built_in(AudioFolder(tmp_path), Workers(1))
    found = with_paid(settings, builtin, SystemClock())
    assert list(found) == ["nur", "musicapi", "producer", "mureka", "builtin"]
    assert found["builtin"] is builtin


def test_providers_at_one_account_share_its_name_and_limit() -> None:
    found = paid(load({**KEYS, "MUSICAPI_NURO": "on"}), SystemClock())
    of_musicapi = {(found[name].account, found[name].spacing) for name in ("musicapi", "producer", "nuro")}
    assert of_musicapi == {("musicapi", 3.0)}
    assert len({provider.account for provider in found.values()}) == 3


def test_no_provider_shows_its_key() -> None:
    for provider in paid(load(KEYS), SystemClock()).values():
        assert "canary" not in f"{provider!r} {vars(provider)!r}"


def test_a_start_without_keys_reads_no_adapter() -> None:
    """What nobody asked for costs no time at the start."""
    program = (
        "import sys, bot.app\n"
        "print([name for name in sys.modules if name.startswith('bot.providers.')"
        " and not name.startswith('bot.providers.builtin')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == "[]"
