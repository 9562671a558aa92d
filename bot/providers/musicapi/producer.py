"""Producer, MusicAPI's second model family, as a provider: takes of a length of its own, with a WAV beside each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from bot.domain.brief import Brief
from bot.domain.errors import Because, Refused
from bot.domain.money import FREE, Balance, Price
from bot.domain.naming import subject
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import News, Request, Started, Ways
from bot.domain.results import Broken, Finished, Json, Look, Pending, RawExtra, RawTake
from bot.domain.thread import Task
from bot.providers.fields import address, amount, inside, items, number, text
from bot.providers.http import Api
from bot.providers.musicapi import account as purse
from bot.providers.musicapi import hooks
from bot.providers.musicapi.words import Cutting, beyond, listed, shunned, style, tempo

PRICE = Price(12.0)
"""Credits for a create at musicapi.ai, as read 2026-07-15 (10 at its twin); a look at the WAV's address is free."""
EXPECTED = 35.0
"""Median seconds, a first guess: the vendor says 20 to 50."""
SOUND, TITLE, LYRICS = 1000, 80, 5000
"""Characters; the title's limit is documented, the others are Sonic's."""
MODELS: Mapping[str, str] = MappingProxyType(
    {
        name.lower().replace(" ", "-"): name
        for name in (
            "FUZZ-2.0",
            "FUZZ-2.0 Pro",
            "FUZZ-2.0 Raw",
            "FUZZ-1.1",
            "FUZZ-1.1 Pro",
            "FUZZ-1.0",
            "FUZZ-1.0 Pro",
            "FUZZ-0.8",
            "FUZZ-3 demo",
            "Lyria 3 preview",
        )
    }
)
"""By how they are typed: lower-case, with hyphens for blanks. As read 2026-09-03."""
DEFAULT = "FUZZ-2.0"
MOST_SEED = 2**63
"""From here on no seed can be stored."""
NOT_SETTABLE = "MusicAPI Producer takes no length: what it makes is cut to yours, and is shorter where it ends before."


class Producer:
    """MusicAPI's Producer: `task_type` create_music alone (others answer 410), states in capitals above the data."""

    name = "producer"
    label = "MusicAPI Producer"
    account = purse.ACCOUNT
    spacing = purse.SPACING
    order_spacing = 0.0
    rights = purse.RIGHTS
    terms = purse.TERMS
    terms_read = purse.TERMS_READ
    told_in: tuple[str, ...] = ("sound",)
    repeatable = False
    harmless = frozenset({Operation.WAV})
    models = tuple(MODELS)
    pieces = 0
    guides = frozenset[str]()
    calls_back = frozenset({Operation.CREATE})
    lists_orders = False
    tells_balance = True

    def __init__(self, api: Api, *, now: Callable[[], float] = time.time) -> None:
        """`now` is Unix time."""
        self._api, self._now = api, now

    def offers(self) -> frozenset[Operation]:
        """Takes, and their own WAV, which is there without another order."""
        return frozenset({Operation.CREATE, Operation.WAV})

    def refusal(self, brief: Brief) -> str | None:
        """A model that it has not, or more takes than come of one call."""
        if brief.model and _model(brief) is None:
            return f"MusicAPI Producer has no model “{brief.model}”. Type one of {', '.join(MODELS)}."
        if brief.takes > 2:
            return "MusicAPI Producer makes at most two takes at a time. Ask for 2 takes, then press Regenerate."
        return None

    def price(self, order: Order) -> Price | None:
        return PRICE if order.operation is Operation.CREATE else FREE

    def request(self, order: Order) -> Request:
        """One create, or a look at the task that made the take, whose answer names the WAV.

        There is no field for style, tempo or what to avoid: `sound` says all of it.
        """
        if order.operation is Operation.WAV:
            found = {name: text(order.clip.get(name), 200) for name in ("task_id", "clip_id")}
            return Request({"call": "task", "fields": found, "price": str(FREE)})
        cutting = Cutting(self.label)
        fields = _create(order, cutting)
        if order.brief.duration:
            cutting.notes.append(NOT_SETTABLE)
        return Request({"call": "create", "fields": fields, "price": str(PRICE)}, tuple(cutting.notes))

    def expects(self, order: Order) -> float:
        return EXPECTED if order.operation is Operation.CREATE else 2.0

    async def submit(self, body: Json, *, token: str, ways: Ways) -> Started:
        fields = dict(inside(body.get("fields")))
        if body.get("call") == "task":
            return Started(token, await self._wav(fields))
        hidden = (ways.hook, ways.hook_secret)
        paid = fields | hooks.wanted(ways)
        answer = await self._api.pay("/api/v1/producer/create", paid, because=purse.because, hide=hidden)
        return Started(purse.task_id(answer, self.label))

    async def _wav(self, fields: Json) -> Look:
        """The WAV's address as its task tells it now. Nothing is paid."""
        found = await purse.stands(self._api, _path(text(fields.get("task_id"))))
        clips = items(found.get("data")) if isinstance(found, Mapping) else []
        clip = next((clip for clip in clips if clip.get("clip_id") == fields.get("clip_id")), {})
        if source := address(clip.get("wav_url")):
            return Finished(extras=(RawExtra(name="wav", source=source),))
        raise Refused(f"{self.label} has no WAV of this take (any more).", Because.GONE)

    async def look(self, task: Task) -> Look:
        fields = inside(task.request.get("fields"))
        if task.request.get("call") == "task":
            try:
                return await self._wav(fields)
            except Refused as error:
                return Broken(str(error))
        found = await purse.stands(self._api, _path(task.provider_id or ""))
        late = self._now() > task.created_at + 2 * task.expected + purse.LATE_SECONDS
        return read(found, fields, task.provider_id or "", late=late) if isinstance(found, Mapping) else found

    async def find(self, task: Task) -> str | None:  # noqa: ARG002
        """Nothing lists what was ordered; a webhook may still tell."""
        return None

    async def balance(self) -> Balance | None:
        return await purse.balance(self._api, self._now())

    async def hear(self, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
        return hooks.heard(self._api, headers, body, secret=secret, now=now)

    def told(self, task: Task, body: bytes) -> Look | None:
        """The word of a finished task holds its clips as a look does, and has the event in place of the status."""
        found = hooks.completed(self._api, body)
        if found is None or task.request.get("call") != "create":
            return None
        if any(_own(clip) not in {"", *_DONE, *_FAILED} for clip in items(found.get("data"))):
            return None
        look = read({"status": "SUCCESS", **found}, inside(task.request.get("fields")), task.provider_id or "")
        return look if isinstance(look, Finished) else None

    async def forget(self, task: Task) -> None:
        """Nothing can be stopped."""

    async def close(self) -> None:
        await self._api.close()


def _path(task_id: str) -> str:
    return f"/api/v1/producer/task/{quote(task_id, safe='')}"


def _model(brief: Brief) -> str | None:
    return MODELS.get(brief.model.lower().replace(" ", "-")) if brief.model else DEFAULT


def _create(order: Order, cutting: Cutting) -> dict[str, Any]:
    brief = order.brief
    fields: dict[str, Any] = {
        "task_type": "create_music",
        "mv": _model(brief) or DEFAULT,
        "title": cutting(brief.title or subject(brief), TITLE, "a title"),
        "sound": cutting(_sound(order), SOUND, "the sound"),
        "make_instrumental": brief.instrumental,
    }
    lyrics = text(order.details.get("lyrics"), 100_000).strip()
    if lyrics and not brief.instrumental:
        fields["lyrics"] = cutting(lyrics, LYRICS, "lyrics")
    if brief.seed is not None:
        fields["seed"] = str(brief.seed)
    return fields


def _sound(order: Order) -> str:
    """The style first, since what is too long is cut at its end; then who sings, and what is to be left out."""
    brief = order.brief
    gender = (text(order.details.get("gender")) or brief.gender or "").lower()
    singer = {"f": ("female vocals",), "m": ("male vocals",)}.get(gender, ())
    voice: Sequence[str] = ("instrumental", "no vocals") if brief.instrumental else singer
    known = style(brief)
    rest = beyond(brief) if known else brief.description
    return listed(
        (*known, *tempo(brief), *voice, *shunned(brief), rest, "" if order.details.get("lyrics") else order.about)
    )


_DONE, _FAILED = frozenset({"SUCCESS", "SUCCEEDED", "COMPLETED"}), frozenset({"FAILED", "ERROR", "CANCELLED"})


def read(body: Json, fields: Json, task_id: str, *, late: bool = False) -> Look:
    """How the task stands: the word above the data decides, and a clip's own where it has one."""
    state = text(body.get("status") or body.get("state") or body.get("type")).strip().upper()
    clips = items(body.get("data"))
    if state in _FAILED:
        return purse.broken(body)
    if state not in _DONE:
        return Pending()
    good = [clip for clip in clips if _own(clip) not in _FAILED and _source(clip)]
    if not good:
        return purse.broken(body, "it is done, and there is no audio") if late or not clips else Pending()
    missing = len(clips) - len(good)
    notes = (f"{missing} of {len(clips)} takes failed at MusicAPI Producer.",) if missing else ()
    takes = tuple(_take(index, clip, fields, task_id) for index, clip in enumerate(good))
    return Finished(takes=takes, notes=notes, returned=body)


def _own(clip: Mapping[str, Any]) -> str:
    return text(clip.get("state") or clip.get("status")).strip().upper()


def _source(clip: Mapping[str, Any]) -> str:
    return address(clip.get("audio_url")) or address(clip.get("wav_url"))


def _take(index: int, clip: Mapping[str, Any], fields: Json, task_id: str) -> RawTake:
    facts = {
        "clip_id": text(clip.get("clip_id"), 200),
        "task_id": task_id,
        "model": text(clip.get("mv"), 100),
        "model_asked": text(fields.get("mv")),
        "title": text(clip.get("title"), 300).strip(),
        "lyrics": text(clip.get("lyrics"), 20_000).strip(),
        "seconds": amount(clip.get("duration")),
        "terms": purse.TERMS_FACT,
    }
    known = {name: value for name, value in facts.items() if value}
    return RawTake(index=index, source=_source(clip), seed=_seed(clip), facts=known)


def _seed(clip: Mapping[str, Any]) -> int | None:
    """A whole number that can be stored; None for all else."""
    seed = number(clip.get("seed"))
    return int(seed) if seed is not None and 0 <= seed < MOST_SEED and seed == int(seed) else None
