"""Forms, as Slack tells of them: what opens one, what was filled in. The form first, within 3 s, and the ack last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError, SlackSilent, StoreError
from bot.domain.forms import AudioAsked, LayAsked, MoreAsked, Posted, SongAsked
from bot.domain.wish import Wish
from bot.slack import forms
from bot.slack.blocks import ACTION_PREFIX, Block, spoken
from bot.slack.client import ask
from bot.slack.posted import recording_in, sound_in
from bot.slack.text import words
from bot.slack.views.answers import answer, not_stored
from bot.work.asking.answers import (
    Accepted,
    AlreadyRunning,
    Answer,
    AudioForm,
    Confirm,
    LayForm,
    Mistakes,
    Nothing,
    Refused,
    ScoreForm,
    SongForm,
    TakeForm,
)

log = logging.getLogger(__name__)

Json = Mapping[str, Any]
MOST_SECONDS = 2.0
"""For opening a form: Slack waits 3 s for the ack that comes after it."""
NO_AUDIO = "There is no audio file in that message. Choose this on one that has an MP3, a WAV or the like."
NO_RECORDING = (
    "There is no audio or video file in that message. Choose this on a voice or a clip, like an MP3 or an MP4."
)
NOT_OPENED = "The form could not be opened in time. Please try again."


class FormIntake(Protocol):
    """What forms need of intake. Raises StoreError when nothing could be stored."""

    async def song_form(self, style: str, *, channel: str) -> SongForm: ...
    async def song(self, asked: SongAsked, *, user: str, channel: str, key: str) -> Answer: ...
    async def take_form(self, take_id: str, *, channel: str) -> TakeForm | Refused | Nothing: ...
    async def more(self, asked: MoreAsked, *, user: str, channel: str, key: str) -> Answer | Confirm: ...
    def audio_form(self, file: Posted) -> AudioForm | Refused: ...
    async def audio(self, asked: AudioAsked, *, user: str, key: str) -> Answer | Confirm: ...
    async def lay_form(self, file: Posted) -> LayForm | Refused: ...
    async def score_form(self, file: Posted) -> ScoreForm | Refused: ...
    async def lay(self, asked: LayAsked, *, user: str, key: str) -> Answer | Confirm: ...


class Forms:
    """Opens forms, and hands what was filled in to intake."""

    def __init__(self, intake: FormIntake, client: AsyncWebClient) -> None:
        self._intake, self._client = intake, client

    def register(self, app: AsyncApp) -> None:
        """Listens to what opens a form and to every submit."""
        app.action(f"{ACTION_PREFIX}{Wish.MORE.value}")(self._on_more)
        for callback, opened in (
            (forms.AUDIO, self._audio_view),
            (forms.LAY, self._lay_view),
            (forms.SCORE, self._score_view),
        ):
            app.shortcut({"type": "message_action", "callback_id": callback})(self._on_shortcut(opened))
        app.view(forms.MORE)(self._on_submit(self._more))
        app.view(forms.AUDIO)(self._on_submit(self._audio))
        app.view(forms.LAY)(self._on_submit(self._lay))
        app.view(forms.SCORE)(self._on_submit(self._score))
        app.view(forms.CONFIRM)(self._on_submit(self._agreed))
        app.view(forms.SONG)(self._on_submit(self._song))

    async def open_song(self, style: str, *, channel: str, trigger: str) -> str | None:
        """Opens the form of a song; words where that failed."""
        form = await self._intake.song_form(style, channel=channel)
        return None if await self._open(trigger, forms.song_modal(form)) else NOT_OPENED

    async def _open(self, trigger: str, view: Block) -> bool:
        """Whether Slack took it. An answer that is long in coming must not keep the ack from going out in time."""
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await ask(self._client.views_open(trigger_id=trigger, view=view))
        except (SlackError, SlackSilent, TimeoutError) as error:
            log.warning("a form could not be opened: %s", error)
            return False
        return True

    async def _on_more(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        channel = str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id", ""))
        form = await self._intake.take_form(str(action.get("value", "")), channel=channel)
        match form:
            case TakeForm():
                await self._open(body["trigger_id"], forms.take_modal(form, channel))
            case Refused(message):
                await self._open(body["trigger_id"], _words(Refused(message)))
        await ack()

    def _on_shortcut(self, view_of: Callable[[Json], Awaitable[Block]]) -> Callable[..., Any]:
        async def chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
            await self._open(body["trigger_id"], await view_of(body))
            await ack()

        return chosen

    async def _audio_view(self, body: Json) -> Block:
        posted = sound_in(body)
        form = self._intake.audio_form(posted) if posted else Refused(NO_AUDIO)
        return forms.audio_modal(form) if isinstance(form, AudioForm) else _words(form)

    async def _lay_view(self, body: Json) -> Block:
        posted = recording_in(body)
        form = await self._intake.lay_form(posted) if posted else Refused(NO_RECORDING)
        return forms.lay_modal(form) if isinstance(form, LayForm) else _words(form)

    async def _score_view(self, body: Json) -> Block:
        posted = recording_in(body)
        form = await self._intake.score_form(posted) if posted else Refused(NO_RECORDING)
        return forms.score_modal(form) if isinstance(form, ScoreForm) else _words(form)

    def _on_submit(self, take: Callable[[Json, str], Any]) -> Callable[..., Any]:
        async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
            try:
                told = await take(view, body["user"]["id"])
            except StoreError as error:
                log.error("a form could not be stored: %s", error)  # noqa: TRY400 (its words say it all)
                told = {"response_action": "update", "view": forms.saying(spoken(not_stored(str(error))))}
            await ack(**told)

        return submitted

    async def _more(self, view: Json, user: str) -> dict[str, Any]:
        asked, channel = forms.read_take_form(view)
        return _told(view, await self._intake.more(asked, user=user, channel=channel, key=_key(view)), channel)

    async def _audio(self, view: Json, user: str) -> dict[str, Any]:
        return _told(view, await self._intake.audio(forms.read_audio(view), user=user, key=_key(view)))

    async def _agreed(self, view: Json, user: str) -> dict[str, Any]:
        asked, channel = forms.read_agreed(view)
        if isinstance(asked, MoreAsked):
            return _told(view, await self._intake.more(asked, user=user, channel=channel, key=_key(view)), channel)
        if isinstance(asked, LayAsked):
            return await self._laid(view, asked, user)
        return _told(view, await self._intake.audio(asked, user=user, key=_key(view)))

    async def _lay(self, view: Json, user: str) -> dict[str, Any]:
        return await self._laid(view, forms.read_lay(view), user)

    async def _score(self, view: Json, user: str) -> dict[str, Any]:
        return await self._laid(view, forms.read_lay(view, Wish.SCORE), user)

    async def _laid(self, view: Json, asked: LayAsked, user: str) -> dict[str, Any]:
        """A new bed says who makes it and what it costs; one that is there is laid without more words."""
        given = await self._intake.lay(asked, user=user, key=_key(view))
        if isinstance(given, Accepted) and asked.wish is not Wish.LAY and (rendered := answer(given)):
            return {"response_action": "update", "view": forms.saying(rendered)}
        return _told(view, given)

    async def _song(self, view: Json, user: str) -> dict[str, Any]:
        asked, channel = forms.read_song_form(view)
        given = await self._intake.song(asked, user=user, channel=channel, key=_key(view))
        if isinstance(given, Accepted) and (rendered := answer(given)):
            return {"response_action": "update", "view": forms.saying(rendered, "A song")}
        return _told(view, given)


def _words(refused: Refused) -> Block:
    """A form that says why there is none."""
    return forms.saying(spoken(words(refused.message)))


def _told(view: Json, given: Answer | Confirm, channel: str = "") -> dict[str, Any]:
    """The answer to a submit: words where something is to be said, and an end of the form where it is done."""
    match given:
        case Confirm():
            return {"response_action": "update", "view": forms.price_modal(given, channel)}
        case Mistakes(fields):
            return forms.with_words(view, fields)
        case Refused(message):
            return forms.with_words(view, {"what": message})
        case AlreadyRunning():
            rendered = answer(given)
            return {"response_action": "update", "view": forms.saying(rendered)} if rendered else {}
        case _:
            return {}


def _key(view: Json) -> str:
    """What tells a redelivered submit, and a doubled one: a form makes one job."""
    return str(view.get("id", ""))
