"""`python -m bot.settings` prints every setting as a Markdown table, for docs/operating.md."""

from __future__ import annotations

from bot.settings import table

if __name__ == "__main__":
    print(table())  # noqa: T201 (it is what this command is for)
