"""Mureka's words: an order as a request to WaveSpeed, a prediction as what came back (wavespeed.ai/docs, 2026-11).

All of it is pure. A request is stored as `{"model": path, "input": body}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.domain.brief import Brief
from bot.domain.errors import Because
from bot.domain.naming import clock
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import Request
from bot.domain.reading.guides import GUIDES, flag_of
from bot.domain.results import Broken, Finished, Json, Look, Pending, RawExtra, RawTake
from bot.providers import refusals
from bot.providers.fields import address, inside, number, text
from bot.providers.mureka import models
from bot.providers.musicapi.words import Cutting
from bot.providers.prompt import prompt

LABEL = "Mureka"
NO_LYRICS = "Mureka sings only words that you give it. Type `/bgm song`, choose “Mine, from below” and paste them."
_WORDS = {
    1200: "its moderation refused the words",
    1400: "something in the request was missing",
    1401: "something in the request was not valid",
    1402: "it could not fetch the audio",
    5000: "it took too long",
    5003: "it took too long",
    5004: "it took too long",
}
_MODERATION = re.compile(
    r"moderat|sensitive|nsfw|safety|content polic|copyright|inappropriate|prohibited|flagged|\(code 1200\)",
    re.IGNORECASE,
)
_CREDITS = re.compile(r"insufficient|balance|credits?\b|top.?up|recharge|payment", re.IGNORECASE)
_STEM = re.compile(
    r"(?:^|[^a-z])(vocals?|drums?|bass|guitar|piano|keys|strings|synth|percussion|other|instrumental|accompaniment)"
)


def refusal(brief: Brief) -> str | None:
    """A model that there is, three pieces at most, and no longer than Mureka composes."""
    model = models.named(brief.model, instrumental=brief.instrumental)
    if model is None:
        listed = ", ".join(each.name for each in models.MODELS.values())
        kind = "beds" if brief.instrumental else "songs"
        return f"Mureka has no model “{brief.model}” for {kind}. It has {listed}: type `--model v8`."
    if brief.takes > models.MOST_SONGS:
        return f"Mureka makes {models.MOST_SONGS} takes at a time. Ask for x{models.MOST_SONGS}, then press Regenerate."
    longest = models.LONGEST_BGM if brief.instrumental else models.LONGEST_SONG
    if brief.duration and brief.duration > longest:
        return f"Mureka's pieces are at most {clock(longest)} long. Ask for {clock(longest)}, or for another provider."
    return _unguided(brief)


def _guides(instrumental: bool) -> list[str]:
    """The ids of files at Mureka that a bed, or a song, may be guided by."""
    return [name for name, is_of_beds in GUIDES.items() if is_of_beds is instrumental]


def _unguided(brief: Brief) -> str | None:
    """Why an id cannot guide it."""
    wrong = next((name for name in brief.guides if name not in _guides(brief.instrumental)), None)
    if wrong is None:
        return None
    if brief.instrumental:
        return f"--{flag_of(wrong)} is for songs. A bed follows an --{flag_of('instrumental_id')}."
    flags = ", ".join(f"--{flag_of(name)}" for name in _guides(False))
    return f"--{flag_of(wrong)} is for beds without a singer. A song follows {flags}."


def request(order: Order) -> Request:
    """What is sent. WAV, for whatever format is wanted in the end is made of it here."""
    if order.operation is Operation.STEMS:
        return Request({"model": models.STEMS, "input": {"audio": _address(order.clip), "model": models.SEPARATION}})
    instrumental = order.brief.instrumental
    model = _model(order.brief)
    cutting = Cutting(LABEL)
    body: dict[str, Any] = {
        "prompt": cutting(prompt(order.brief, tempo=True), models.LONGEST_PROMPT, "the description")
    }
    if not instrumental:
        body["lyrics"] = cutting(text(order.details.get("lyrics")).strip(), models.LONGEST_LYRICS, "the lyrics")
    if model.most > 1:
        body["number_of_songs"] = pieces(order)
    body["output_format"] = "wav"
    body |= {name: found for name in _guides(instrumental) if (found := text(order.details.get(name), 200))}
    notes = [*cutting.notes]
    if order.takes > model.most:
        notes.append(f"Mureka {model.name} makes one take at a time, so it is one. Press Regenerate for more.")
    return Request({"model": model.slug(instrumental=instrumental), "input": body}, tuple(notes))


def _model(brief: Brief) -> models.Model:
    usual = models.DEFAULT_BGM if brief.instrumental else models.DEFAULT_SONG
    return models.named(brief.model, instrumental=brief.instrumental) or usual


def pieces(order: Order) -> int:
    """How many are made, and paid for."""
    return min(max(order.takes, 1), _model(order.brief).most)


def price(order: Order) -> float | None:
    """USD; None where nobody says."""
    each = _model(order.brief).price(instrumental=order.brief.instrumental)
    return None if order.operation is Operation.STEMS or each is None else round(each * pieces(order), 6)


def _address(clip: Json) -> str:
    """Where WaveSpeed itself keeps the take, for seven days."""
    return address(clip.get("address")) or address(clip.get("source"))


def because(status: int, said: str) -> Because:
    """Why WaveSpeed refused: code 1200 is moderation; money has no code of its own."""
    if status != 401 and _MODERATION.search(said):
        return Because.MODERATION
    if status in {400, 402, 403} and _CREDITS.search(said):
        return Because.CREDITS
    return Because.ACCOUNT if status == 403 else refusals.by_status(status, said)


def prediction(answer: Json) -> Json:
    """The prediction in an answer: wrapped in `data`, or, as in a webhook, bare."""
    return inside(answer.get("data")) or answer


def read(found: Json, operation: str, asked: Json, code: int = 0) -> Look:
    """How a prediction stands. A failed one comes with HTTP 200 and its reason in `error`."""
    match text(found.get("status")).lower():
        case "completed" | "succeeded":
            return _stems(found) if operation == Operation.STEMS else _takes(found, asked)
        case "failed" | "cancelled" | "canceled" | "timeout" | "deleted":
            return Broken(_why(found, code))
        case _:
            # Also code 5004: waiting for it at once took too long, but it goes on.
            return Pending()


def _why(found: Json, code: int) -> str:
    own = number(found.get("code"))
    said = refusals.shown(text(found.get("error"))) or _WORDS.get(int(own) if own else code, "")
    return f"Mureka could not make it: {said}" if said else "Mureka could not make it and does not say why."


def _takes(found: Json, asked: Json) -> Look:
    links = [link for _, link in outputs(found.get("outputs"))]
    if not links:
        return Broken("WaveSpeed says that it is done, and names no audio.")
    wanted = int(number(inside(asked.get("input")).get("number_of_songs")) or 1)
    short = f"Mureka made {len(links)} of the {wanted} takes." if len(links) < wanted else ""
    takes = tuple(RawTake(index=i, source=link, facts=_facts(found, asked, i)) for i, link in enumerate(links))
    return Finished(takes=takes, notes=(short,) if short else (), returned=_kept(found))


def _facts(found: Json, asked: Json, index: int) -> dict[str, Any]:
    facts = {
        "clip_id": f"{text(found.get('id'), 200)}/{index}",
        "model": models.shown(text(found.get("model"), 200)),
        "model_asked": models.shown(text(asked.get("model"))),
        "lyrics": text(inside(asked.get("input")).get("lyrics")),
    }
    return {name: value for name, value in facts.items() if value}


def _stems(found: Json) -> Look:
    named = list(outputs(found.get("outputs")))
    if not named:
        return Broken("WaveSpeed says that it is done, and names no stems.")
    taken: dict[str, RawExtra] = {}
    for number_, (name, link) in enumerate(named, start=1):
        title = name or _titled(link) or f"stem {number_}"
        unique = title if title not in taken else f"{title} {number_}"
        taken[unique] = RawExtra(name=unique, source=link)
    return Finished(extras=tuple(taken.values()), returned=_kept(found))


def _titled(link: str) -> str:
    """What a file's own name says of it: stems.zip, drums; "" for a name that says nothing."""
    path = PurePosixPath(unquote(urlsplit(link).path))
    if path.suffix.lower() == ".zip":
        return "midi.zip" if "midi" in path.stem.lower() else "stems.zip"
    match = _STEM.search(path.stem.lower())
    return match[1] if match else ""


def outputs(value: Any, most: int = 50) -> Iterator[tuple[str, str]]:
    """(name or "", address) of every output: a text, a list of texts or of objects, or an object of names."""
    match value:
        case str():
            yield from [("", link)] if (link := address(value)) else []
        case list():
            for item in value[:most]:
                if isinstance(item, str | dict):
                    yield from outputs(item)
        case dict():
            yield from _named(value)


def _named(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own = text(value.get("title") or value.get("name"), 60).strip().lower()
    for name, link in list(value.items())[:50]:
        if address(link):
            plain = re.sub(r"_?(?:url|link)$", "", name.lower())
            known = {"zip": "stems.zip", "midi_zip": "midi.zip", "audio": own, "file": own, "": own}
            yield known.get(plain, plain.replace("_", " ")[:60]), address(link)


def _kept(found: Json) -> dict[str, Any]:
    """The answer without what we sent and without addresses of ours."""
    return {
        name: found[name] for name in ("id", "model", "status", "outputs", "created_at", "timings") if name in found
    }
