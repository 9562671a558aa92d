"""`python -m bench figures`: measures all that the docs quote, and writes docs/figures.md. Takes some minutes."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "docs" / "figures.md"
BENCHES = {
    "ack": "How long Slack waits for our ack",
    "composer": "Rendering: time and memory",
    "audio": "From a take to a bed",
    "style": "Are the styles told apart?",
    "polling": "When a finished task is found",
    "delivery": "From ready to posted",
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
    return "\n".join(line for line in printed.splitlines() if line.startswith("kill test") or " passed" in line)


def lines(*folders: str) -> int:
    """Lines of Python in these folders."""
    return sum(len(path.read_text().splitlines()) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def head() -> str:
    """What the page says first."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    said = f"Written by `python -m bench figures` on {machine}. Another machine gives other seconds: quote ratios."
    return f"# Figures\n\n{said}"


def section(name: str) -> str:
    """What a bench prints, under its title."""
    return f"## {BENCHES[name]}\n\n`python -m bench {name}`\n\n```\n{run('-m', 'bench', name).strip()}\n```"


def killed() -> str:
    """The kill test's figures, under their title."""
    return f"## Kills survived\n\n`pytest -m long -s tests/kill`\n\n```\n{kills()}\n```"


def counted() -> str:
    """How much code there is."""
    said = " · ".join(f"{folder} {lines(folder):,}" for folder in (*CODE, "tests", "bench"))
    return f"## Lines of Python\n\n{said}. Tests to code: {lines('tests') / lines(*CODE):.2f}."


PARTS: Mapping[str, Callable[[], str]] = {
    **{name: partial(section, name) for name in BENCHES},
    "kills": killed,
    "lines": counted,
}


def page(old: str, wanted: Sequence[str]) -> str:
    """The page with the wanted parts measured anew; what else there was stays as it is."""
    known = {part.partition("\n")[0]: f"## {part.strip()}" for part in old.split("\n## ")[1:]}
    titles = {**BENCHES, "kills": "Kills survived", "lines": "Lines of Python"}
    parts = [PARTS[name]() if name in wanted else known.get(title, "") for name, title in titles.items()]
    return "\n\n".join([head(), *filter(None, parts)]) + "\n"


def main() -> None:
    """Writes the page; `python -m bench figures polling lines` measures only those anew."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"There is no {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}.")
    OUT.write_text(page(OUT.read_text() if OUT.exists() else "", wanted))
    print(OUT.relative_to(ROOT))
