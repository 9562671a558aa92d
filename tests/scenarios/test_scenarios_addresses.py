"""Where a vendor's answer may lead: to its own files, and to nothing else on this machine."""

from __future__ import annotations

import pytest
from stage import opened

from bot.domain.job import State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_no_vendor_leads_the_bot_to_the_port_of_another() -> None:
    """Both are on this machine, as a setting says; what one names at the other's port is not even connected to."""
    async with opened(music=("nur", "musicapi")) as stage:
        nur, musicapi = stage.music["nur"], stage.music["musicapi"]
        nur.cdn.base = musicapi.url
        job = await stage.ask('chiptune 0:05 --provider nur for "Elsewhere"', stage.room())
        failed = await stage.reached(job, State.FAILED)
        assert "not https on its usual port" in (failed.reason or "")
        assert "paid for" in (failed.reason or "")
        assert musicapi.ledger.entries == []
        nur.cdn.base = nur.url
        await stage.reached(await stage.ask('chiptune 0:05 --provider nur for "Here"', stage.room()), State.DELIVERED)
