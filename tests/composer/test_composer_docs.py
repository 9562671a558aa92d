"""What the docs say of the engine."""

from __future__ import annotations

from pathlib import Path

from bot.composer.character import STYLES


def test_the_docs_name_every_style() -> None:
    """docs/engine.md holds the list of styles as it is."""
    page = (Path(__file__).parents[2] / "docs" / "engine.md").read_text()
    assert " · ".join(sorted(STYLES)) in page
