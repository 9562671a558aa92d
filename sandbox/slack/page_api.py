"""What the sandbox's page asks: the state, messages, threads, and everything a person does on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.page_live import Live
from sandbox.slack.records import BOT_USER, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.slack.deeds import Deeds
    from sandbox.slack.interactions import Answer
    from sandbox.slack.parts import Parts

    Act = Callable[[str, "Json"], Awaitable["Json"]]

Json = dict[str, Any]

PAGE = Path(__file__).parent / "page"
DEFAULT_USER = "U_ANN"
TOO_LARGE = "Slack takes files up to 1 GB. Share a smaller one."


class PageApi:
    """The page and its requests. Every POST says who acts; what is refused comes back as words, with status 200."""

    def __init__(self, parts: Parts, deeds: Deeds) -> None:
        self._parts = parts
        self._deeds = deeds
        self._live = Live(parts)

    def routes(self) -> list[web.RouteDef | web.StaticDef]:
        """What to answer."""
        acts: dict[str, Act] = {
            "type": self._type,
            "click": self._click,
            "view_action": self._view_action,
            "react": self._react,
            "submit": self._submit,
            "close_view": self._close_view,
            "shortcut": self._shortcut,
            "dismiss": self._dismiss,
        }
        return [
            web.get("/", self._index),
            web.static("/page/static", PAGE),
            web.get("/page/state", self._state),
            web.get("/page/messages", self._messages),
            web.get("/page/thread", self._thread),
            web.get("/page/live", self._live.accept),
            web.post("/page/upload", self._upload),
            *(web.post(f"/page/{name}", _posted(act)) for name, act in acts.items()),
        ]

    async def close(self) -> None:
        """Close the page's connections."""
        await self._live.close()

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        index = PAGE / "index.html"
        if not index.exists():
            raise web.HTTPNotFound(text="The page is not installed.")
        return web.FileResponse(index, headers={"Cache-Control": "no-cache", "X-Frame-Options": "DENY"})

    async def _state(self, request: web.Request) -> web.StreamResponse:
        world, manifest = self._parts.world, self._parts.manifest
        me = world.user(request.query.get("user", DEFAULT_USER)).id
        bot = world.users[BOT_USER]
        rooms = [c.page() for c in world.channels.values() if not c.people or me in c.people]
        commands = [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint} for c in manifest.commands
        ]
        shortcuts = [{"name": s.name, "callback_id": s.callback_id} for s in manifest.shortcuts if s.kind == "message"]
        state: Json = {"team": {"id": TEAM_ID, "name": "Sandbox"}, "me": me, "channels": rooms}
        state["users"] = [user.page() for user in world.users.values()]
        state["bot"] = {"user_id": bot.id, "name": bot.name, "connected": self._live.bot_connected}
        return web.json_response(state | {"commands": commands, "shortcuts": shortcuts})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        user = request.query.get("user", DEFAULT_USER)
        return _json({"messages": self._parts.world.messages(_asked(request, "channel"), user=user)})

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        user = request.query.get("user", DEFAULT_USER)
        where, ts = _asked(request, "channel"), _asked(request, "ts")
        return _json({"messages": self._parts.world.thread_messages(where, ts, user=user)})

    async def _type(self, user: str, wish: Json) -> Json:
        text, thread_ts = str(wish["text"]), wish.get("thread_ts")
        name, _, rest = text.partition(" ")
        if text.startswith("/") and not text.startswith("//"):
            in_thread = thread_ts is not None
            return _told(await self._deeds.command(user, wish["channel"], name, rest, in_thread=in_thread))
        message = self._deeds.say(user, wish["channel"], text, thread_ts)
        return {"ok": True, "ts": message.ts}

    async def _click(self, user: str, wish: Json) -> Json:
        return _told(await self._deeds.click(user, wish["channel"], wish["ts"], wish))

    async def _view_action(self, user: str, wish: Json) -> Json:
        return _told(await self._deeds.view_action(user, wish["view_id"], wish))

    async def _react(self, user: str, wish: Json) -> Json:
        remove = bool(wish.get("remove"))
        self._deeds.react(user, wish["channel"], wish["ts"], wish["name"], remove=remove)
        return {"ok": True}

    async def _submit(self, user: str, wish: Json) -> Json:
        return _told(await self._deeds.submit(user, wish["view_id"], wish.get("values") or {}))

    async def _close_view(self, user: str, wish: Json) -> Json:
        return _told(await self._deeds.close_view(user, wish["view_id"]))

    async def _shortcut(self, user: str, wish: Json) -> Json:
        return _told(await self._deeds.shortcut(user, wish["channel"], wish["ts"], wish["callback_id"]))

    async def _dismiss(self, user: str, wish: Json) -> Json:
        """Dismiss an ephemeral: nobody else saw it."""
        if wish["ts"] not in {m["ts"] for m in self._parts.world.ephemerals(wish["channel"], user)}:
            raise KeyError(wish["ts"])
        self._deeds.delete(user, wish["channel"], wish["ts"])
        return {"ok": True}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        try:
            form = await request.post()
        except web.HTTPRequestEntityTooLarge:
            return _json({"ok": False, "error": TOO_LARGE})
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise web.HTTPBadRequest(text="there is no file in this form")
        thread_ts = str(form.get("thread_ts") or "") or None
        user, channel = str(form.get("user") or DEFAULT_USER), str(form.get("channel") or "")

        async def act(_user: str, _wish: Json) -> Json:
            held, text = file.file, str(form.get("text") or "")
            message = self._deeds.upload(user, channel, file.filename, held, thread_ts=thread_ts, text=text)
            return {"ok": True, "ts": message.ts}

        return await _answered(act, user, {})


def _posted(act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON, please")
        wish = await request.json()
        return await _answered(act, str(wish.get("user") or DEFAULT_USER), wish)

    return handle


async def _answered(act: Act, user: str, wish: Json) -> web.StreamResponse:
    try:
        return _json(await act(user, wish))
    except KeyError as error:
        return _json({"ok": False, "error": f"There is no {error.args[0]} here (any more)."})
    except PermissionError as error:
        return _json({"ok": False, "error": str(error)})


def _told(answer: Answer) -> Json:
    if answer.failed:
        return {"ok": False, "error": answer.failed}
    errors = {"errors": answer.errors} if answer.errors else {}
    return {"ok": True, **errors, **({"view": answer.view} if answer.view else {})}


def _asked(request: web.Request, name: str) -> str:
    value = request.query.get(name)
    if not value:
        raise web.HTTPBadRequest(text=f"which {name}?")
    return value


def _json(body: Json) -> web.Response:
    return web.json_response(body, headers={"Cache-Control": "no-store"})
