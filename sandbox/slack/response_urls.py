"""response_urls: five posts within thirty minutes, also where the bot is not a member."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack.block_rules import block_errors, with_ids
from sandbox.slack.records import BOT_USER, Message

if TYPE_CHECKING:
    from sandbox.slack.file_store import FileStore
    from sandbox.slack.world import World

Json = dict[str, Any]

USES, LIFETIME = 5, 30 * 60.0  # posts; seconds


@dataclass(slots=True)
class Issued:
    """One response_url: for whom, where, from which message it came, and how often it was used."""

    user: str
    channel: str
    born: float
    ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """Hands them out and takes their posts."""

    def __init__(self, world: World, files: FileStore) -> None:
        self.base = ""
        self._world = world
        self._files = files
        self._issued: dict[str, Issued] = {}

    def issue(self, user: str, channel: str, *, ts: str | None = None, thread_ts: str | None = None) -> str:
        """A new one."""
        secret = secrets.token_urlsafe(18)
        self._issued[secret] = Issued(user, channel, self._world.clock.now(), ts, thread_ts)
        return f"{self.base}/response/{secret}"

    def post(self, secret: str, body: bytes) -> tuple[int, str]:
        """Take one post; the HTTP status and the text to answer with."""
        issued = self._issued.get(secret)
        gone = self._gone(issued)
        if issued is None or gone:
            return 404, _refusal(gone)
        asked = _read(body)
        if asked is None:
            return 400, "invalid_payload"
        if block_errors(asked.get("blocks") or [], self._files, in_view=False):
            return 400, _refusal("invalid_blocks")
        issued.uses += 1
        return self.apply(issued, asked)

    def _gone(self, issued: Issued | None) -> str:
        if issued is None:
            return "invalid_url"
        if self._world.clock.now() - issued.born > LIFETIME:
            return "expired_url"
        return "used_url" if issued.uses >= USES else ""

    def apply(self, issued: Issued, asked: Json) -> tuple[int, str]:
        """Do what a post asks for: delete or replace the original, or say something new."""
        original = self._world.find(issued.channel, issued.ts) if issued.ts else None
        if asked.get("delete_original"):
            if original is not None:
                self._world.delete(original)
            return 200, "ok"
        text, blocks = str(asked.get("text") or ""), with_ids(asked.get("blocks") or [])
        if not text and not blocks:
            return 400, "no_text"
        if asked.get("replace_original") and original is not None:
            edited = None if original.only_for else {"user": BOT_USER, "ts": self._world.next_ts()}
            self._world.edit(original, text=text, blocks=blocks, edited=edited)
            return 200, "ok"
        self.say(issued, text, blocks, public=asked.get("response_type") == "in_channel", asked=asked)
        return 200, "ok"

    def say(self, issued: Issued, text: str, blocks: list[Json], *, public: bool, asked: Json) -> Message:
        """A new message, for the person alone unless it is to be public."""
        thread_ts = asked.get("thread_ts") or (issued.thread_ts if not public else None)
        ts, only_for = self._world.next_ts(), None if public else issued.user
        message = Message(issued.channel, ts, BOT_USER, text, blocks, thread_ts, via="response_url", only_for=only_for)
        return self._world.post(message)


def _read(body: bytes) -> Json | None:
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _refusal(code: str) -> str:
    return json.dumps({"ok": False, "error": code})
