"""The bot as a real process: started, killed, and asked for nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil

from sandbox.slack_server import SandboxSlack

ROOT = Path(__file__).parents[2]


class BotProcess:
    """`python -m bot.cli run` in a folder of its own, connected to a sandbox Slack."""

    def __init__(self, slack: SandboxSlack, folder: Path, program: tuple[str, ...] = ("bot.cli", "run")) -> None:
        self._slack, self._folder, self._program = slack, folder, program
        self._process: asyncio.subprocess.Process | None = None
        self.database = folder / "bgm.db"

    async def start(self, **environment: str) -> None:
        """Starts it; returns at once."""
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self._program,
                env=self._environment(environment),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def _environment(self, extra: dict[str, str]) -> dict[str, str]:
        ours = {
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_APP_TOKEN": self._slack.app_token,
            "SLACK_API_URL": self._slack.api_url,
            "BGM_DATABASE": f"sqlite:///{self.database}",
            "BGM_FILES": str(self._folder / "files"),
            "BGM_LOG": "INFO",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BGM_", "SLACK_"))}
        return {**kept, **ours, **extra}

    async def connected(self) -> None:
        """Returns once its socket is open."""
        await asyncio.wait_for(self._slack.sockets.wait_reachable(), 30)

    async def ended(self) -> int:
        """Waits for it to end by itself."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), 60)

    def family(self) -> list[psutil.Process]:
        """It and every process below it."""
        assert self._process
        try:
            root = psutil.Process(self._process.pid)
            return [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    async def kill(self) -> list[psutil.Process]:
        """SIGKILL; answers which processes outlived it by ten seconds."""
        assert self._process
        family = self.family()
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        _, alive = await asyncio.to_thread(psutil.wait_procs, family[1:], 10)
        return alive

    @property
    def log(self) -> str:
        """What it said."""
        path = self._folder / "bot.log"
        return path.read_text(errors="replace") if path.exists() else ""
