"""What the page's tests put on the stage: blocks, a tone, and a small Bolt app that says what it is told to."""

from __future__ import annotations

import asyncio
import io
import math
import re
import struct
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.slack.server import SandboxSlack

Json = dict[str, Any]
RATE = 48_000
MANIFEST = Path(__file__).parents[2] / "manifest.yml"


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "block_id": "words", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str, text: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "1", **more}


def actions(*elements: Json) -> Json:
    """A row of controls."""
    return {"type": "actions", "block_id": "controls", "elements": list(elements)}


def modal(*blocks: Json, title: str = "Refine") -> Json:
    """A modal that can be submitted."""
    view = {"type": "modal", "callback_id": "refine", "title": plain(title), "submit": plain("Make it")}
    return {**view, "close": plain("Not now"), "blocks": list(blocks)}


def tone(seconds: float, rate: int = RATE) -> tuple[bytes, int]:
    """A WAV file of a soft stereo tone, and how many samples each channel has."""
    count = round(seconds * rate)
    wave_of = (int(6000 * math.sin(2 * math.pi * 220 * n / rate)) for n in range(count))
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<hh", value, value) for value in wave_of))
    return held.getvalue(), count


class Puppet:
    """A Bolt app over Socket Mode that notes what people do and answers as a test tells it to."""

    def __init__(self, slack: SandboxSlack) -> None:
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        self.heard: list[tuple[str, Json]] = []
        self.answers: dict[str, str | Json] = {}
        self._slack = slack
        self._told = asyncio.Condition()
        self._app = self._listening()
        self._handler = AsyncSocketModeHandler(self._app, slack.app_token)

    async def __aenter__(self) -> Puppet:
        await self._handler.connect_async()
        await self._slack.connected()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._handler.close_async()

    async def hears(self, kind: str, among: Callable[[Json], bool] = lambda _: True) -> Json:
        """Wait for the next thing of this kind ("command", "action", "submission", "reaction" ...) and take it."""

        def found() -> int | None:
            return next((n for n, (name, what) in enumerate(self.heard) if name == kind and among(what)), None)

        async with self._told, asyncio.timeout(10):
            await self._told.wait_for(lambda: found() is not None)
            return self.heard.pop(found() or 0)[1]

    async def post(self, *blocks: Json, text: str = "a card", channel: str = "C_VIDEO", **more: Any) -> str:
        """Post; the ts."""
        answer = await self.client.chat_postMessage(channel=channel, text=text, blocks=blocks or None, **more)
        return str(answer["ts"])

    async def edit(self, ts: str, *blocks: Json, text: str = "a card") -> None:
        """Change a card."""
        await self.client.chat_update(channel="C_VIDEO", ts=ts, text=text, blocks=blocks or None)

    async def share(self, name: str, data: bytes, *, thread_ts: str | None = None, words: str | None = None) -> None:
        """Share a file, with words above it."""
        place = {"channel": "C_VIDEO", "thread_ts": thread_ts, "initial_comment": words}
        await self.client.files_upload_v2(**place, filename=name, title=name, content=data)

    async def _note(self, kind: str, what: Json) -> None:
        async with self._told:
            self.heard.append((kind, what))
            self._told.notify_all()

    def _listening(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T_SANDBOX", bot_user_id="U_BGM", bot_token="-")

        app = AsyncApp(authorize=authorize, client=self.client, process_before_response=True)

        @app.command("/bgm")
        async def command(ack: Any, body: Json) -> None:
            await ack(self.answers.get("command", "Understood: _{}_".format(body["text"])))
            await self._note("command", body)

        @app.action(re.compile(".*"))
        async def action(ack: Any, body: Json) -> None:
            opened = self.answers.get("action")
            if opened:
                await self.client.views_open(trigger_id=body["trigger_id"], view=opened)
            await ack()
            await self._note("action", body)

        @app.shortcut(re.compile(".*"))
        async def shortcut(ack: Any, body: Json) -> None:
            await ack()
            await self._note("shortcut", body)

        @app.view("refine")
        async def submission(ack: Any, body: Json) -> None:
            errors = self.answers.pop("errors", None)
            await (ack(response_action="errors", errors=errors) if errors else ack())
            await self._note("submission", body)

        @app.event("message")
        async def message() -> None:
            """Heard and let be: an event that nobody takes would be sent again."""

        @app.event("reaction_added")
        async def reaction(event: Json) -> None:
            await self._note("reaction", event)

        @app.event("reaction_removed")
        async def taken(event: Json) -> None:
            await self._note("taken", event)

        return app
