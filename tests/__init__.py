"""Tests mirror the rooms; scenarios run the whole bot over real HTTP."""
