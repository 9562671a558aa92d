"""Runs `bgm` as a person at a terminal does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.kill.bot_process import ROOT


def bgm(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `bgm ARGUMENTS` in a folder, with no settings but these."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
