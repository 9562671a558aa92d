"""Names of files beside a bed: what they are, and no file system refuses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brief import Brief
from bot.domain.naming import MOST_BYTES, bed_name, extra_name


def test_a_part_is_named_after_its_bed() -> None:
    bed = bed_name(Brief(description="x", title="Onboarding"), 45.0, "v1")
    assert extra_name(bed, "drums") == "Onboarding 0-45 v1 drums"
    assert extra_name(bed, "") == "Onboarding 0-45 v1"


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "a\x00b", "C:\\x", "..", "a/b", "con", "\u202eevil"])
def test_a_hostile_name_leads_nowhere(hostile: str) -> None:
    name = extra_name("Onboarding 0-45 v1", hostile)
    assert not set(name) & set('/\\:*?"<>|\x00')
    assert name.startswith("Onboarding 0-45 v1 ")


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_file_system_finds_a_name_too_long_or_odd(bed: str, what: str) -> None:
    name = extra_name(bed, what)
    assert 0 < len(name.encode()) <= MOST_BYTES
    assert name == name.strip(" .")
    assert "/" not in name


def test_where_both_are_long_the_name_of_the_bed_gives_way() -> None:
    name = extra_name("\U0001f3b5" * 60, "\U0001f941" * 60)
    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith("\U0001f941" * 20)


@given(st.text(max_size=300) | st.sampled_from("\U0001f3b5\u6f22\u00e9").map(lambda letter: letter * 300))
def test_a_bed_and_all_that_lies_beside_it_has_a_name_that_file_systems_take(title: str) -> None:
    """255 bytes, whatever the title: the longest ending is that of the outline."""
    name = bed_name(Brief(description="x", title=title), 600.0, "v1234")
    assert len(f"{name}.peaks.json".encode()) <= 255
    assert name.endswith(" 10-00 v1234")
