"""`bgm doctor` asks each music API one free question, and whether the bot can be called."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from commands_run import bgm

from sandbox.session import free_port
from sandbox.slack.server import SandboxSlack
from sandbox.vendors import vendors
from tests.kill.bot_process import ROOT, BotProcess


async def doctor(folder: Path, **environment: str) -> str:
    def run() -> subprocess.CompletedProcess[str]:
        return bgm("doctor", folder=folder, **environment)

    return (await asyncio.to_thread(run)).stdout


async def test_a_key_that_works_is_said_to_and_one_that_does_not_as_well(tmp_path: Path) -> None:
    """By one question that costs nothing; the key itself is nowhere in what is printed. Where the balance is not at the
    first place that WaveSpeed's pages name, the second is asked."""
    async with vendors(("musicapi", "nur", "mureka")) as music:
        urls = {
            "MUSICAPI_URL": music["musicapi"].url,
            "NUR_URL": music["nur"].url,
            "WAVESPEED_URL": music["wavespeed"].url,
        }
        keys = {
            "MUSICAPI_KEY": music["musicapi"].key,
            "NUR_API_KEY": music["nur"].key,
            "WAVESPEED_API_KEY": music["wavespeed"].key,
        }
        music["wavespeed"].faults.storm(404, where="GET /api/v3/balance")
        found = await doctor(tmp_path, **urls, **keys)
        heard = [line["path"] for line in music["wavespeed"].ledger.of("request")]
        assert heard == ["/api/v3/balance", "/api/v3/account/balance"]
        for line in ("ok   MusicAPI ", "ok   Nur ", "ok   Mureka "):
            assert line in found, found
        assert "1000 credits left" in found
        assert not [key for key in keys.values() if key in found]
        refused = await doctor(tmp_path, **urls, **dict.fromkeys(keys, "canary-of-a-key"))
        assert refused.count("FAIL") == found.count("FAIL") + 3
        assert "canary" not in refused
        assert not any(server.ledger.charges() for server in music.values())


async def test_the_public_address_is_asked_once_a_bot_runs(tmp_path: Path) -> None:
    port = free_port()
    here = {"BGM_PORT": str(port), "BGM_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    there = {"BGM_DATABASE": f"sqlite:///{tmp_path / 'bgm.db'}"}
    assert "–    public address" in await doctor(tmp_path, **here, **there)
    async with SandboxSlack(ROOT / "manifest.yml") as slack:
        bot = BotProcess(slack, tmp_path)
        await bot.start(**here)
        try:
            await bot.connected()
            assert "ok   public address" in await doctor(tmp_path, **here, **there)
            elsewhere = await doctor(tmp_path, **{**here, "BGM_PUBLIC_URL": slack.url}, **there)
            assert "FAIL public address" in elsewhere
        finally:
            await bot.kill()
