"""The vendors of music on this machine, by the names that providers have in settings."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from bot.settings import Secret
from sandbox.music.faults import MusicFaults
from sandbox.music.pace import Pace
from sandbox.music.server import MusicServer
from sandbox.music.sound import Sound

HUMAN = Pace(median=14.0, sigma=0.2)
"""A take in 10 to 20 s: quicker than the real thing, slow enough to watch."""

VENDORS: Mapping[str, str] = MappingProxyType(
    {"musicapi": "musicapi", "producer": "musicapi", "nuro": "musicapi", "nur": "nur", "mureka": "wavespeed"}
)
"""Which vendor each provider is at."""
_SERVERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "musicapi": ("sandbox.music.musicapi.server", "MusicApiServer"),
        "nur": ("sandbox.music.nur.server", "NurServer"),
        "wavespeed": ("sandbox.music.wavespeed.server", "WaveSpeedServer"),
    }
)
"""Where their servers are, read only when one is wanted."""
_KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "musicapi": ("musicapi_key", "musicapi_url"),
        "nur": ("nur_api_key", "nur_url"),
        "wavespeed": ("wavespeed_api_key", "wavespeed_url"),
    }
)


@asynccontextmanager
async def vendors(
    providers: Collection[str],
    *,
    pace: Pace = HUMAN,
    ledgers: Path | None = None,
    faults: MusicFaults | None = None,
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> AsyncIterator[Mapping[str, MusicServer]]:
    """Starts the vendors of these providers; each server is found by its providers' names and by its own.

    They share one composer. `ledgers` is a folder for their ledgers; `more` holds further arguments of a vendor's
    server by its name, e.g. {"musicapi": {"spacing": 0.1}}. A provider that is at no vendor (builtin) starts nothing.
    """
    wanted = dict.fromkeys(VENDORS[name] for name in providers if name in VENDORS)
    async with AsyncExitStack() as running:
        started: dict[str, MusicServer] = {}
        if wanted:
            sound = Sound()
            running.push_async_callback(sound.close)
        for vendor in wanted:
            ledger = ledgers / f"{vendor}.jsonl" if ledgers else None
            usual = {"key": _new_key(vendor), "pace": pace, "faults": faults, "ledger": ledger, "sound": sound}
            server = _server(vendor, {**usual, **(more or {}).get(vendor, {})})
            started[vendor] = await running.enter_async_context(server)
        yield {**started, **{name: started[at] for name, at in VENDORS.items() if at in started}}


def _new_key(vendor: str) -> str:
    return f"{vendor}_{secrets.token_hex(16)}"


def _server(vendor: str, arguments: Mapping[str, Any]) -> MusicServer:
    module, name = _SERVERS[vendor]
    return cast("MusicServer", getattr(importlib.import_module(module), name)(**arguments))


def settings_of(music: Mapping[str, MusicServer]) -> dict[str, Any]:
    """The bot's settings by which it finds these servers and is let in."""
    found: dict[str, Any] = {}
    for vendor, (key, url) in _KEYS.items():
        if vendor in music:
            found |= {key: Secret(music[vendor].key), url: f"{music[vendor].url}/"}
    return found
