"""How MusicAPI calls back, the same for Sonic, Producer and Nuro (docs.musicapi.ai, webhook guide)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from bot.domain.errors import HookRefused
from bot.domain.ports.provider import News, Ways
from bot.domain.results import Json, Pending
from bot.providers.body import NotWhole
from bot.providers.fields import items, number, text
from bot.providers.http import Api
from bot.providers.musicapi.account import LABEL, broken

SECONDS = 300.0
"""The oldest word that is taken."""


def wanted(ways: Ways) -> dict[str, str]:
    """The fields that ask to be called back; without a secret of ours it would be signed with one that nobody knows."""
    if not ways.hook or not ways.hook_secret:
        return {}
    return {"webhook_url": ways.hook, "webhook_secret": ways.hook_secret}


def heard(api: Api, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> News:
    """What a webhook says: that it goes on, or that it failed. What a finished task holds, only its order can tell
    (`Provider.told`): an extension's new parts, which must be joined, and stems look like takes."""
    key, found = _opened(api, headers, body, secret=secret, now=now)
    task_id = text(found.get("task_id"), 200).strip() or None
    match text(found.get("event"), 100):
        case "song.streaming":
            return News(key, task_id, Pending())
        case "song.failed" if not any(text(clip.get("state")) == "succeeded" for clip in items(found.get("data"))):
            return News(key, task_id, broken(found))
    return News(key, task_id)


def completed(api: Api, body: bytes) -> Json | None:
    """The content of the word of a finished task; None for any other."""
    try:
        found = api.read(body)
    except NotWhole:
        return None
    return found if text(found.get("event"), 100) == "song.completed" else None


def _opened(api: Api, headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> tuple[str, Json]:
    """The key and the content of a word whose signature holds and that is at most 300 s old.

    X-Webhook-Signature is `sha256=` and the HMAC-SHA256, in hex, of timestamp, a dot and the raw body. X-Webhook-Id is
    constant over repeats but not signed: it tells repeats apart and nothing else. With the event, for nobody says that
    the words of one task have ids of their own. Raises HookRefused.
    """
    stamp = headers.get("x-webhook-timestamp", "")
    signature = headers.get("x-webhook-signature", "").strip().lower().removeprefix("sha256=")
    # A header may hold bytes that are no text: what cannot be encoded is signed by nobody.
    signed = stamp.encode(errors="replace") + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(signature.encode(errors="replace"), expected.encode()):
        raise HookRefused(f"{LABEL}'s signature does not hold.")
    at = number(stamp)
    if at is None or abs(now - at) > SECONDS:
        raise HookRefused(f"{LABEL}'s word is older than {SECONDS:.0f} s.")
    try:
        found = api.read(body)
    except NotWhole as error:
        raise HookRefused(f"{LABEL} called with {error}.") from error
    given = text(headers.get("x-webhook-id"), 200) or hashlib.sha256(body).hexdigest()
    return f"{given} {text(found.get('event'), 100)}".strip(), found
