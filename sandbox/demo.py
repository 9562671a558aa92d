"""A canned script in place of a bot: enough to build and test the page against. It speaks Slack's own protocol."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox import demo_words
from sandbox.demo_sound import tone, waveform

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from sandbox.slack.server import SandboxSlack

Json = dict[str, Any]

STEP = 0.4  # seconds between two looks of a moving card
HELP = 'Try `/bgm calm lo-fi instrumental 0:45 for "Onboarding"`. A finished bed lands in a thread here.'


class Demo:
    """Connects over Socket Mode and answers commands, clicks and modals with canned messages."""

    def __init__(self, slack: SandboxSlack) -> None:
        self._slack = slack
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Post the first thread and begin to listen."""
        self._http = aiohttp.ClientSession(base_url=self._slack.api_url)
        ben = self._slack.person("ben")
        await ben.say("video", "The onboarding cut is up. @ann could we have something calm beneath it?")
        await ben.say("general", "Morning all. Release notes are at https://example.com/notes & in #video")
        opened = await self._call("apps.connections.open", token=self._slack.app_token)
        self._spawn(self._listen(opened["url"]))
        await self._job("C_VIDEO", "U_ANN", steps=1)

    async def close(self) -> None:
        """Stop."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _listen(self, url: str) -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            async for message in socket:
                frame = json.loads(message.data)
                if "envelope_id" in frame:
                    answer = self._answer(frame["type"], frame["payload"])
                    body = {"payload": answer} if answer else {}
                    await socket.send_json({"envelope_id": frame["envelope_id"], **body})

    def _answer(self, kind: str, payload: Json) -> Json | None:
        if kind == "slash_commands":
            return self._command(payload)
        match payload.get("type"):
            case "block_actions":
                self._clicked(payload)
            case "view_submission":
                return self._submitted(payload)
        return None

    def _command(self, payload: Json) -> Json:
        if payload["text"].strip() in ("", "help"):
            return {"text": HELP}
        self._spawn(self._job(payload["channel_id"], payload["user_id"], steps=10))
        return {"text": f"On it: {payload['text']}"}

    def _clicked(self, payload: Json) -> None:
        action = payload["actions"][0]["action_id"]
        if action == "more":
            self._spawn(self._act("views.open", trigger_id=payload["trigger_id"], view=demo_words.modal()))
        elif action == "cancel":
            cancelled = demo_words.card(1, by=payload["user"]["id"], state="cancelled")
            place = {"channel": payload["channel"]["id"], "ts": payload["container"]["message_ts"]}
            self._spawn(self._act("chat.update", **place, **cancelled))
        elif "channel" in payload:
            words = f"You chose `{action}`. The demo has no composer behind it."
            place = {"channel": payload["channel"]["id"], "user": payload["user"]["id"]}
            thread = payload["container"].get("thread_ts")
            self._spawn(self._act("chat.postEphemeral", **place, text=words, thread_ts=thread))

    def _submitted(self, payload: Json) -> Json | None:
        words = payload["view"]["state"]["values"]["words"]["words"]["value"]
        if "banjo" in words:
            return {"response_action": "errors", "errors": {"words": "There is no banjo here. Try a guitar."}}
        return None

    async def _job(self, channel: str, user: str, *, steps: int) -> None:
        card = await self._call("chat.postMessage", channel=channel, **demo_words.card(0, by=user))
        for step in range(1, steps):
            await asyncio.sleep(STEP)
            looks = demo_words.card(step / steps, by=user)
            if card["ok"]:
                await self._call("chat.update", channel=channel, ts=card["ts"], **looks)
        if not card["ok"]:
            return
        await self._call("chat.update", channel=channel, ts=card["ts"], **demo_words.card(1, by=user, state="done"))
        await self._deliver(channel, card["ts"])

    async def _deliver(self, channel: str, ts: str) -> None:
        place = {"channel_id": channel, "thread_ts": ts}
        await self._share("Onboarding 0-04 v1.wav", tone(4.0), **place)
        picture = await self._share("waveform.png", waveform(), alt_txt="Waveform: it swells", **place)
        await self._slack.settle()
        take = await self._call("chat.postMessage", channel=channel, thread_ts=ts, **demo_words.receipt(picture))
        for name in ("fast_forward", "repeat"):
            await self._call("reactions.add", channel=channel, timestamp=take["ts"], name=name)

    async def _share(self, name: str, data: bytes, *, alt_txt: str = "", **place: str) -> str:
        asked = await self._call("files.getUploadURLExternal", filename=name, length=len(data), alt_txt=alt_txt)
        async with self._session.post(asked["upload_url"], data=data) as answer:
            answer.raise_for_status()
        await self._call("files.completeUploadExternal", files=[{"id": asked["file_id"], "title": name}], **place)
        return str(asked["file_id"])

    async def _act(self, method: str, **args: Any) -> None:
        await self._call(method, **args)

    async def _call(self, method: str, *, token: str = "", **args: Any) -> Json:
        headers = {"Authorization": f"Bearer {token or self._slack.bot_token}"}
        given = {name: value for name, value in args.items() if value is not None}
        async with self._session.post(method, json=given, headers=headers) as answer:
            found: Json = await answer.json()
            return found

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("start the demo first")
        return self._http

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(aiohttp.ClientError):
                await work

        task = asyncio.create_task(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
