"""`python -m bench figures`: measures all that the docs quote, and writes docs/figures.md. Takes some minutes."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "figures.md"
BENCHES = {
    "ack": "How long Slack waits for our ack",
    "composer": "Rendering: time and memory",
    "style": "Are the styles told apart?",
}
CODE = ("bot", "storage", "sandbox")


def run(*command: str) -> str:
    """What a command prints, without its line of JSON."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("{"))


def kills() -> str:
    """The kill test's own summary, at its full count."""
    printed = run("-m", "pytest", "-m", "long", "-s", "tests/kill")
    return "\n".join(line for line in printed.splitlines() if line.startswith("kill test:") or " passed" in line)


def lines(*folders: str) -> int:
    """Lines of Python in these folders."""
    return sum(len(path.read_text().splitlines()) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def page() -> str:
    """The whole page."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    said = f"Written by `python -m bench figures` on {machine}. Another machine gives other seconds: quote ratios."
    parts = ["# Figures", said]
    for name, title in BENCHES.items():
        parts += [f"## {title}", f"`python -m bench {name}`", f"```\n{run('-m', 'bench', name).strip()}\n```"]
    parts += ["## Kills survived", "`pytest -m long -s tests/kill`", f"```\n{kills()}\n```"]
    counted = " · ".join(f"{folder} {lines(folder):,}" for folder in (*CODE, "tests", "bench"))
    parts += ["## Lines of Python", f"{counted}. Tests to code: {lines('tests') / lines(*CODE):.2f}."]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Writes the page."""
    OUT.write_text(page())
    print(OUT.relative_to(ROOT))
