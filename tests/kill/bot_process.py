"""The bot as a real process: started, killed, and asked for nothing."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from sandbox.slack.server import SandboxSlack

ROOT = Path(__file__).parents[2]
MARK = "BGM_TRIAL"
"""Set for every process of a trial, so that one that outlives its parent is found."""
RUN = ("bot.cli", "run")
OURS = ("BGM_", "SLACK_", "MUSICAPI_", "WAVESPEED_", "NUR_")
"""How the names of settings begin: none of whoever runs the trial gets in."""
PATIENCE = 60.0
GRACE = 10.0
"""Seconds that a worker may take to notice that its parent is dead."""


class BotProcess:
    """`python -m bot.cli run` in a folder of its own, connected to a sandbox Slack; one process after the other."""

    def __init__(
        self,
        slack: SandboxSlack,
        folder: Path,
        program: Sequence[str] = RUN,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`environment`: settings on top of those by which it finds Slack and its folder."""
        self._slack, self._folder, self._program = slack, folder, program
        self._more = dict(environment or {})
        self._mark = secrets.token_hex(8)
        self._process: asyncio.subprocess.Process | None = None
        self._started_at = 0
        self.starts = 0
        self.database, self.files = folder / "bgm.db", folder / "files"

    async def start(self, **environment: str) -> None:
        """Starts it, with these variables on top of its own; returns at once."""
        self.starts += 1
        self._started_at = len(self._slack.ledger)
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self._program,
                env=self._environment() | environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_APP_TOKEN": self._slack.app_token,
            "SLACK_API_URL": self._slack.api_url,
            "BGM_DATABASE": f"sqlite:///{self.database}",
            "BGM_FILES": str(self.files),
            "BGM_LOG": "INFO",
            **self._more,
            MARK: self._mark,
        }

    async def connected(self) -> None:
        """Returns once this very process has opened its socket. RuntimeError, with its log, when it ended instead."""
        opened = self._slack.ledger.wait_for(_opens, since=self._started_at, timeout=PATIENCE)
        ended = asyncio.create_task(self.ended())
        opening = asyncio.create_task(opened)
        await asyncio.wait({ended, opening}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not opening.done():
            opening.cancel()
            raise RuntimeError(f"the bot ended with {self.exit_code} before it connected:\n{self.log[-3000:]}")
        opening.result()

    async def ended(self) -> int:
        """Waits for it to end by itself; its exit code."""
        assert self._process
        return await self._process.wait()

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.returncode if self._process else None

    @property
    def pid(self) -> int | None:
        """The process that runs now, or ran last."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """SIGKILL, where it runs; returns when it is gone."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def terminate(self, seconds: float) -> int:
        """SIGTERM; its exit code. TimeoutError when it takes longer than that."""
        assert self._process
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), seconds)

    async def left_behind(self) -> list[str]:
        """What of all the processes that there ever were still lives, some seconds after the last was ended."""
        _, alive = await asyncio.to_thread(psutil.wait_procs, self.family(), GRACE)
        return [f"{process.pid} {process.name()}" for process in alive]

    def family(self) -> list[psutil.Process]:
        """It, its workers, and those of its predecessors."""
        return [process for process in psutil.process_iter() if _mark_of(process) == self._mark]

    @property
    def log(self) -> str:
        """What it said."""
        path = self._folder / "bot.log"
        return path.read_text(errors="replace") if path.exists() else ""


def _opens(entry: dict[str, object]) -> bool:
    return entry["kind"] == "socket" and entry["what"] == "open"


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except psutil.Error:
        return None
