"""What stands in a PDF of one page, read without the library that wrote it."""

from __future__ import annotations

import re
import zlib


def text_of(pdf: bytes) -> str:
    """All words that the page shows, in order, with a space between two lines."""
    shown = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", _content(pdf), re.DOTALL)
    return " ".join(re.sub(rb"\\(.)", rb"\1", part, flags=re.DOTALL).decode("cp1252") for part in shown)


def heights_of(pdf: bytes) -> list[float]:
    """How high each piece of text stands, in points from the foot of the page."""
    return [float(found) for found in re.findall(rb"BT [\d.]+ ([\d.]+) Td", _content(pdf))]


def _content(pdf: bytes) -> bytes:
    return b"".join(map(_plain, re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)))


def _plain(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b", pdf))
