"""Listening: what is heard in a take, its pulse, bars, sections and key, and features to compare its places by."""
