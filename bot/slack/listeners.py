"""What Slack tells us: payload to intake to ack, and nothing else. Bolt acks only after a listener has returned."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.brief import song_words
from bot.domain.errors import StoreError
from bot.domain.forms import Posted, Said
from bot.slack.afterwards import Afterwards
from bot.slack.blocks import ACTION_PREFIX, Rendered, spoken
from bot.slack.form_listeners import FormIntake, Forms
from bot.slack.identity import Identity
from bot.slack.posted import in_thread
from bot.slack.response_urls import ResponseUrls
from bot.slack.text import words
from bot.slack.views import answer
from bot.slack.views.accounts import what_is_left
from bot.slack.views.answers import not_stored
from bot.work.asking.answers import Accepted, Answer, Credits

log = logging.getLogger(__name__)

bolt_log = logging.getLogger(f"{__name__}.bolt")
bolt_log.setLevel(logging.ERROR)  # it warns of settings that we gave on purpose

COMMAND = "/bgm"
Json = Mapping[str, Any]


class Intake(FormIntake, Protocol):
    """What listeners call. It has stored what it answers. Raises StoreError when it could not."""

    async def command(self, text: str, *, user: str, channel: str, key: str) -> Answer: ...
    async def fresh_credits(self) -> Credits: ...
    async def reaction(self, emoji: str, *, user: str, channel: str, ts: str, key: str) -> Answer: ...
    async def posted(self, file: Posted, *, user: str, key: str) -> Answer: ...
    async def said(self, said: Said, *, user: str, key: str) -> Answer: ...
    async def button(self, action: str, *, value: str, user: str, channel: str, key: str, who: str) -> Answer: ...


def build_app(
    intake: Intake,
    *,
    identity: Identity,
    client: AsyncWebClient,
    addresses: ResponseUrls,
    afterwards: Afterwards,
    signing_secret: str | None,
) -> AsyncApp:
    """The Bolt app. No listener or middleware of it touches the network, but to open a form."""
    app = AsyncApp(
        client=client,
        # In Socket Mode there is nothing signed to verify; with no secret, every HTTP request is refused.
        signing_secret=signing_secret or "",
        authorize=_constant(identity, client.token),
        process_before_response=True,
        logger=bolt_log,
    )
    forms = Forms(intake, client)
    app.command(COMMAND)(_on_command(intake, forms, addresses, afterwards, identity.permalink))
    app.event("reaction_added")(_on_reaction(intake))
    app.event("message")(_on_message(intake, identity))
    forms.register(app)
    app.action(re.compile(f"^{ACTION_PREFIX}"))(_on_button(intake))
    app.action(re.compile(""))(_on_anything)
    app.error(_on_error)
    return app


def _constant(identity: Identity, token: str | None) -> Callable[..., Any]:
    """Bolt asks auth.test at the first request by itself; refused once, it would ack an event and store nothing."""
    result = AuthorizeResult(
        enterprise_id=identity.enterprise_id,
        team_id=identity.team_id,
        bot_user_id=identity.bot_user_id,
        bot_id=identity.bot_id,
        bot_token=token,
    )

    async def authorize() -> AuthorizeResult:
        return result

    return authorize


def _on_command(
    intake: Intake,
    forms: Forms,
    addresses: ResponseUrls,
    afterwards: Afterwards,
    permalink: Callable[[str, str], str | None],
) -> Callable[..., Any]:
    async def command(ack: AsyncAck, command: dict[str, Any]) -> None:
        user, channel, text = command["user_id"], command["channel_id"], command.get("text", "")
        url = command.get("response_url", "")
        try:
            if (style := song_words(text)) is not None:
                failed = await forms.open_song(style, channel=channel, trigger=command.get("trigger_id", ""))
                await ack(**_ephemeral(spoken(words(failed)) if failed else None))
                return
            given = await intake.command(text, user=user, channel=channel, key=_key(command))
        except StoreError as error:
            log.error("a command could not be stored: %s", error)  # noqa: TRY400 (its words say it all)
            await ack(**_ephemeral(spoken(not_stored(str(error)))))
            return
        if isinstance(given, Accepted):
            addresses.remember(given.job.id, user, url)
        await ack(**_ephemeral(answer(given, lambda ts: permalink(channel, ts))))
        if isinstance(given, Credits) and given.asking:
            afterwards.say(url, partial(_fresh_credits, intake))

    return command


async def _fresh_credits(intake: Intake) -> Rendered:
    return what_is_left(await intake.fresh_credits())


def _on_reaction(intake: Intake) -> Callable[..., Any]:
    async def reaction_added(ack: AsyncAck, event: dict[str, Any], body: dict[str, Any]) -> None:
        item = event.get("item") or {}
        if item.get("type") == "message":
            await intake.reaction(
                event["reaction"], user=event["user"], channel=item["channel"], ts=item["ts"], key=body["event_id"]
            )
        await ack()

    return reaction_added


def _on_message(intake: Intake, identity: Identity) -> Callable[..., Any]:
    """Ordinary talk ends here: nothing is read or written for it."""

    async def message(ack: AsyncAck, event: dict[str, Any], body: dict[str, Any]) -> None:
        match in_thread(event, identity):
            case Posted() as file:
                await intake.posted(file, user=event["user"], key=body["event_id"])
            case Said() as said:
                await intake.said(said, user=event["user"], key=body["event_id"])
        await ack()

    return message


def _on_button(intake: Intake) -> Callable[..., Any]:
    async def button(ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        channel = (body.get("channel") or body.get("container") or {}).get("id") or _container_channel(body)
        await intake.button(
            action["action_id"].removeprefix(ACTION_PREFIX),
            value=action.get("value", ""),
            user=body["user"]["id"],
            channel=channel,
            key=f"{_key(body)}:{action['action_id']}:{action.get('value', '')}",
            who=_called(body["user"]),
        )
        await ack()

    return button


async def _on_anything(ack: AsyncAck) -> None:
    """A control of no meaning, such as a link: answered, so that Slack shows no failure."""
    await ack()


async def _on_error(error: Exception, body: dict[str, Any]) -> None:
    """Bolt then answers 500: nothing is acked, and Slack sends an event again. Bodies hold secrets: never logged."""
    kind = (body.get("event") or {}).get("type") or body.get("command") or body.get("type")
    log.error("a %s could not be handled", kind, exc_info=error)


def _key(payload: Json) -> str:
    """What tells a redelivery of a command or a click: its trigger id."""
    return str(payload.get("trigger_id") or payload.get("response_url") or payload.get("action_ts") or "")


def _called(user: Json) -> str:
    """How people call the user."""
    return str(user.get("username") or user.get("name") or "")


def _container_channel(body: Json) -> str:
    return str((body.get("container") or {}).get("channel_id", ""))


def _ephemeral(rendered: Rendered | None) -> dict[str, Any]:
    if rendered is None:
        return {}
    return {"response_type": "ephemeral", "text": rendered.text, "blocks": list(rendered.blocks)}
