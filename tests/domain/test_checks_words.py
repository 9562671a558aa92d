"""What is found in a take is said in words that a person can use."""

from __future__ import annotations

import pytest

from bot.domain.checks import Check, Finding, in_words, serious

WORDS = [
    (Finding(check=Check.SHORT, amount=31.0), "the take is 31.0 s shorter than was asked"),
    (Finding(check=Check.SILENT_TAIL, amount=2.1, mended=True), "2.1 s of silence at the end taken off"),
    (Finding(check=Check.SILENT_HEAD, amount=0.25, mended=True), "250 ms of silence at the beginning taken off"),
    (
        Finding(check=Check.DROPOUT, amount=0.03, at=61.25, mended=True),
        "the sound was gone for 30 ms at 1:01.2: the hole was bridged",
    ),
    (
        Finding(check=Check.DROPOUT, amount=0.5, at=4.0),
        "the sound was gone for 500 ms at 0:04.0: that could not be mended",
    ),
    (Finding(check=Check.CLIPPED, amount=14), "clipped in 14 places: that could not be mended"),
    (Finding(check=Check.CLIPPED, amount=1, mended=True), "clipped in one place: the tops were drawn anew"),
    (Finding(check=Check.QUIET, amount=-58.3), "hardly anything is to be heard: about -58 LUFS"),
    (Finding(check=Check.MONO), "mono: both sides are the same"),
    (
        Finding(check=Check.DEAD_SIDE, amount=0.0, mended=True),
        "the left side was silent: it was filled from the right",
    ),
    (
        Finding(check=Check.DEAD_SIDE, amount=1.0, mended=True),
        "the right side was silent: it was filled from the left",
    ),
    (Finding(check=Check.DC, amount=0.05, mended=True), "the wave stood 5.0 % off the middle: it was set right"),
    (Finding(check=Check.VOICE, amount=0.9), "a voice is suspected, though none was asked for"),
    (Finding(check=Check.SAME, of="v1"), "the same audio as v1"),
    (Finding(check=Check.SAME), "the same audio as an earlier take"),
]


@pytest.mark.parametrize(("finding", "words"), WORDS, ids=[str(finding.check) for finding, _ in WORDS])
def test_a_finding_is_said(finding: Finding, words: str) -> None:
    assert in_words(finding) == words


@pytest.mark.parametrize("check", list(Check))
@pytest.mark.parametrize("mended", [True, False])
def test_everything_that_can_be_found_can_be_said(check: Check, mended: bool) -> None:
    assert in_words(Finding(check=check, mended=mended))


@pytest.mark.parametrize("check", list(Check))
def test_what_was_mended_is_never_worth_another_take(check: Check) -> None:
    assert not serious(Finding(check=check, mended=True))
    assert serious(Finding(check=check)) == (check not in {Check.MONO, Check.SILENT_HEAD})
