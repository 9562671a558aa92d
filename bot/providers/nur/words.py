"""Nur's words: an order as its request, a track as what came back (Nur's page "Music Generation", 2026-11). Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from typing import Any

from bot.domain.brief import Brief
from bot.domain.errors import Because
from bot.domain.naming import clock
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import Request
from bot.domain.results import Broken, Finished, Json, Look, Pending, RawExtra, RawTake
from bot.providers import refusals
from bot.providers.fields import address, amount, inside, text
from bot.providers.prompt import prompt

LABEL = "Nur"
SHORTEST, LONGEST = 5, 300
"""Seconds of a track, whole ones."""
_QUOTA = re.compile(r"quota|track limit|monthly", re.IGNORECASE)
_POLICY = re.compile(r"polic(?:y|ies)|moderat|cannot be made|not allowed|safety|copyright", re.IGNORECASE)
QUIET_VOCALS = "The music has no singer, so the stem with vocals may be nearly silent."
NO_LYRICS = "Nur takes no lyrics: what it sings, it makes up."


def refusal(brief: Brief) -> str | None:
    """One model, one take at a time, 5 to 300 seconds."""
    if brief.model:
        return f"Nur has one model and none called “{brief.model}”: leave out --model."
    if brief.takes > 1:
        return "Nur makes one take at a time. Ask for one, then press Regenerate for more."
    if brief.duration is not None and ceil(brief.duration) < SHORTEST:
        return f"Nur makes at least {SHORTEST} seconds. Ask for 0:{SHORTEST:02d}, or for another provider."
    if brief.duration is not None and ceil(brief.duration) > LONGEST:
        return f"Nur makes at most {clock(LONGEST)}. Ask for {clock(LONGEST)}, or for another provider."
    return None


def request(order: Order) -> Request:
    """The body of POST /v1/music/generate; for stems only which track they are of, for they are part of it.

    WAV from the start: asked for again in another format, Nur makes another piece.
    """
    brief = order.brief
    if order.operation is Operation.STEMS:
        return Request({"track_id": text(order.clip.get("clip_id")), "instrumental": brief.instrumental})
    body: dict[str, Any] = {
        "prompt": prompt(replace(brief, description=order.story)),
        "duration": min(max(ceil(order.lengths[-1]), SHORTEST), LONGEST),
        "output_format": "wav",
    }
    if brief.genres:
        body["genre"] = brief.genres[0]
    if brief.tempo:
        body["tempo"] = brief.tempo
    return Request(body, (NO_LYRICS,) if order.details.get("lyrics") else ())


def because(status: int, said: str) -> Because:
    """Why Nur refused: its errors carry a code beside the words."""
    if status in {402, 403, 429} and _QUOTA.search(said):
        return Because.CREDITS
    if status in {403, 422} and _POLICY.search(said):
        return Because.MODERATION
    return Because.ACCOUNT if status == 403 else refusals.by_status(status, said)


def read(track: Json, operation: str, asked: Json, *, whole: bool = True) -> Look:
    """How a track stands. `whole`: it is the answer to a GET; that to the POST names no file, only a stream.

    What is done and has no address yet is pending.
    """
    match text(track.get("status")).lower():
        case "failed" | "error" | "cancelled":
            return Broken(_failed(track))
        case _ if is_done(track):
            found = _stems(track, asked) if operation == Operation.STEMS else _take(track, whole=whole)
            return found or Pending()
        case _:
            return Pending()


def is_done(track: Json) -> bool:
    """Whether the track is completed."""
    return text(track.get("status")).lower() in {"completed", "succeeded"}


def _failed(track: Json) -> str:
    said = refusals.words({name: track[name] for name in ("error", "message", "reason") if name in track})
    return f"Nur could not make it: {said}" if said else "Nur could not make it and does not say why."


def _take(track: Json, *, whole: bool) -> Finished | None:
    source = address(track.get("download_url")) or (address(track.get("audio_url")) if whole else "")
    if not source:
        return None
    facts = {
        "clip_id": text(track.get("id"), 200),
        "seconds": amount(track.get("duration")),
        "tempo": amount(track.get("tempo")),
        "genre": text(track.get("genre"), 100),
        "waveform_url": address(track.get("waveform_url")),
    }
    known = {name: value for name, value in facts.items() if value}
    return Finished(takes=(RawTake(index=0, source=source, facts=known),), returned=track)


def _stems(track: Json, asked: Json) -> Finished | None:
    links = {text(name, 60).lower(): address(link) for name, link in inside(track.get("stems")).items()}
    extras = tuple(RawExtra(name=name, source=link) for name, link in sorted(links.items()) if name and link)
    if not extras:
        return None
    quiet = asked.get("instrumental") is True and "vocals" in links
    return Finished(extras=extras, notes=(QUIET_VOCALS,) if quiet else (), returned=track)


def track_id(answer: Json) -> str:
    """The id of a track; "" where there is none."""
    return text(answer.get("id"), 200).strip()
