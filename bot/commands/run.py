"""bgm run: the bot for a real workspace."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.app import run_until_stopped
from bot.logs import set_up
from bot.settings import load


def run(arguments: Sequence[str]) -> int:
    """Runs until SIGTERM or Ctrl-C."""
    argparse.ArgumentParser(
        prog="bgm run", description="The bot: Socket Mode with SLACK_APP_TOKEN, HTTP on BGM_PORT without."
    ).parse_args(arguments)
    settings = load(os.environ, Path.cwd())
    settings.require_slack()
    set_up(settings.log, settings.secrets)
    asyncio.run(run_until_stopped(settings))
    return 0
