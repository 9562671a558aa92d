"""The body of an answer: read under caps, and taken for JSON only where it is whole and sane."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Collection
from typing import Any, NoReturn

import httpx

from bot.domain.signed import LEFT_OUT, hidden

LARGEST = 2_000_000
"""Bytes of an answer, also after decompression: an answer of a music API is a few kilobytes."""
DEEPEST = 40
"""Levels of lists and objects: what lies deeper is no answer, and would exhaust whoever walks it."""


class NotWhole(Exception):
    """What came is not an answer that can be read; says what it was."""


async def read(response: httpx.Response) -> bytes:
    """The bytes of the body. NotWhole when they are over the cap or packed in a way that nobody asked for."""
    unpack = _unpacker(response.headers.get("content-encoding", "").strip().lower())
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += unpack(chunk, LARGEST + 1 - len(body))
        if len(body) > LARGEST:
            raise NotWhole(f"an answer of more than {LARGEST / 1e6:.0f} MB")
    return bytes(body)


class _Stored:
    def __call__(self, chunk: bytes, room: int) -> bytes:
        return chunk[:room]


class _Packed:
    """gzip or zlib, never more than there is room for."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=47)

    def __call__(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._inflate.decompress(chunk, room)
        except zlib.error as error:
            raise NotWhole("an answer that cannot be unpacked") from error


def _unpacker(coding: str) -> _Stored | _Packed:
    if coding in {"", "identity"}:
        return _Stored()
    if coding in {"gzip", "x-gzip", "deflate"}:
        return _Packed()
    raise NotWhole("an answer packed in a way that was not asked for")


def parse(body: bytes, secrets: Collection[str] = ()) -> dict[str, Any]:
    """The JSON object that the body is. NotWhole for anything else, for NaN and infinities, and for bottomless depth.

    Text is made such that it can be stored and shown: no NUL, no half of a character (some cut titles by UTF-16), and
    nothing that we told in confidence: `secrets`, addresses that we signed, the secret of a webhook.
    """
    try:
        found = json.loads(body.decode(errors="replace"), parse_constant=_no_number, parse_float=_finite)
        cleaned = _clean(found, DEEPEST, secrets)
    except (ValueError, RecursionError) as error:
        raise NotWhole(_what(body)) from error
    if not isinstance(cleaned, dict):
        raise NotWhole("JSON that is no object")
    return cleaned


def _what(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    if not start:
        return "an empty answer"
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "a web page instead of JSON"
    return "an answer that is no whole JSON"


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text[:20])
    return number


def _clean(value: Any, depth: int, secrets: Collection[str]) -> Any:
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return hidden(_storable(value), secrets)
    if isinstance(value, list):
        return [_clean(item, depth - 1, secrets) for item in value]
    if isinstance(value, dict):
        return {_storable(name): _kept(name, item, depth - 1, secrets) for name, item in value.items()}
    return value


def _kept(name: str, value: Any, depth: int, secrets: Collection[str]) -> Any:
    return LEFT_OUT if name == "webhook_secret" and value else _clean(value, depth, secrets)


def _storable(text: str) -> str:
    return text if text.isascii() and "\0" not in text else text.encode(errors="replace").decode().replace("\0", "")
