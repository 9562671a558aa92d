"""Playwright's `expect`; a test module that asks for it is skipped, with words, where playwright is not installed."""

from __future__ import annotations

import pytest

expect = pytest.importorskip("playwright.async_api", reason="playwright is not installed: no page tests").expect
