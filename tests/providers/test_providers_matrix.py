"""docs/providers.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.operation import Operation
from bot.providers.matrix import MEANINGS, every_provider, page
from bot.settings import PROVIDERS
from sandbox.vendors import VENDORS

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text()


def test_the_page_holds_the_matrix_as_the_code_is() -> None:
    """Between its marks stands what `python -m bot.providers.matrix` prints."""
    found = re.search(r"<!-- matrix -->\n(.*?)\n<!-- /matrix -->", PAGE, re.DOTALL)
    assert found is not None
    assert found[1] == page()


def test_every_provider_that_can_be_set_is_in_it_and_every_operation() -> None:
    assert {provider.name for provider in every_provider()} == set(PROVIDERS)
    assert set(MEANINGS) == set(Operation)


def test_every_provider_can_be_tried_in_the_sandbox() -> None:
    assert {*VENDORS, "builtin"} == set(PROVIDERS)


def test_every_provider_has_its_unknowns_on_the_page() -> None:
    """A section per vendor, which names each of its providers in its heading; the built-in engine has none."""
    headings = " ".join(re.findall(r"^### .*$", PAGE, re.MULTILINE))
    for name in VENDORS:
        assert f"`{name}`" in headings
