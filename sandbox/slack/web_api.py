"""POST /api/<method>: what every call passes through before its method runs, and what is written down of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.calls import Call, Method
from sandbox.slack.errors import SlackError
from sandbox.slack.methods import METHODS

if TYPE_CHECKING:
    from sandbox.slack.faults import Fault
    from sandbox.slack.parts import Parts

Json = dict[str, Any]


class WebApi:
    """Slack's Web API over the parts of one workspace."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, from its bytes to its answer."""
        method = request.match_info["method"]
        args = await read_args(request)
        in_args = str(args.pop("token", "") or "")
        token = _bearer(request) or in_args
        fault = self._parts.faults.take(method)
        if fault is not None and fault.kind == "hang":
            self._parts.ledger.write("call", method=method, args=args, answer=None, status=0, hung=True)
            await self._parts.faults.wait_released()
            return cut(request)
        status, answer, headers = _faulty(fault) or self._answer(method, args, token)
        lost = fault is not None and fault.kind == "lose_answer"
        self._parts.ledger.write("call", method=method, args=args, answer=answer, status=status, lost=lost)
        if lost:
            return cut(request)
        return web.json_response(answer, status=status, headers=headers)

    def _answer(self, name: str, args: Json, token: str) -> tuple[int, Json, dict[str, str]]:
        method = METHODS.get(name)
        if method is None:
            return 200, {"ok": False, "error": "unknown_method", "req_method": name}, {}
        call = Call(name, args, self._parts)
        try:
            self._check_token(method, token)
            if wait := self._wait(name, method, call):
                return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}
            self._check_scope(method, call)
            answer = {"ok": True, **method.run(call)}
        except SlackError as error:
            return 200, error.answer(), self._scope_headers(method)
        self._parts.grants.used.update(call.scopes)
        return 200, answer, self._scope_headers(method)

    def _check_token(self, method: Method, token: str) -> None:
        tokens = self._parts.tokens
        if not token:
            raise SlackError("not_authed")
        if token not in (tokens.bot, tokens.app) or tokens.revoked:
            raise SlackError("invalid_auth")
        if method.app_token != (token == tokens.app):
            raise SlackError("not_allowed_token_type")

    def _wait(self, name: str, method: Method, call: Call) -> int:
        wait = self._parts.limits.call(name, method.tier)
        return wait or (self._parts.limits.post(call.text("channel")) if method.posts else 0)

    def _check_scope(self, method: Method, call: Call) -> None:
        if method.scope:
            call.require(method.scope)
        if method.family:
            channel = self._parts.world.channels.get(call.text("channel"))
            prefixes = [channel.scope_prefix] if channel else ["channels", "groups", "im", "mpim"]
            call.require(*(f"{prefix}:{method.family}" for prefix in prefixes))

    def _scope_headers(self, method: Method) -> dict[str, str]:
        granted = ",".join(sorted(self._parts.grants.granted))
        return {"x-oauth-scopes": granted, "x-accepted-oauth-scopes": method.scope}


async def read_args(request: web.Request) -> Json:
    """The arguments of a call from its query, its JSON, its form or its multipart body."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            body = {}
        return args | (body if isinstance(body, dict) else {})
    for key, value in (await request.post()).items():
        args[key] = value.file.read() if isinstance(value, web.FileField) else value
    return args


def cut(request: web.Request) -> web.StreamResponse:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _faulty(fault: Fault | None) -> tuple[int, Json, dict[str, str]] | None:
    match fault:
        case None:
            return None
        case _ if fault.kind == "rate_limit":
            after = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            return 429, {"ok": False, "error": "ratelimited"}, after
        case _ if fault.kind == "fail":
            return fault.status or 200, {"ok": False, "error": fault.code}, {}
    return None
