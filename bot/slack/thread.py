"""Speaks to Slack's threads: the Messenger of the outbox over the Web API."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError, SlackSilent
from bot.domain.ports import Letter, Shared, Upload
from bot.domain.thread import PostKind
from bot.slack import uploads
from bot.slack.blocks import Rendered
from bot.slack.client import ask
from bot.slack.identity import Identity
from bot.slack.lookup import EVENT_TYPE, find_in
from bot.slack.response_urls import ResponseUrls
from bot.slack.views import alt_text, file_name, file_titles, render

QUIET: dict[str, Any] = {"link_names": False, "unfurl_links": False, "unfurl_media": False, "parse": "none"}
"""Slack itself looks for nothing in our words."""


class SlackMessenger:
    """A Messenger. One call is one request: nothing is repeated here."""

    def __init__(
        self, client: AsyncWebClient, *, identity: Identity, addresses: ResponseUrls, http: httpx.AsyncClient
    ) -> None:
        self._client, self._identity, self._addresses, self._http = client, identity, addresses, http

    async def enter(self, channel: str) -> None:
        """Makes sure that the bot may post and upload there: joins a public channel."""
        info = (await ask(self._client.conversations_info(channel=channel))).get("channel") or {}
        if info.get("is_archived"):
            raise SlackError("is_archived")
        if info.get("is_im") or info.get("is_mpim") or info.get("is_member"):
            return
        if info.get("is_private"):
            raise SlackError("channel_not_found")
        await ask(self._client.conversations_join(channel=channel))

    async def post(self, letter: Letter) -> str:
        """Posts once and answers the ts. The message carries the post's key as metadata. The first card under somebody
        else's message needs the bot to be there."""
        if letter.post.kind is PostKind.CARD and "slack_file" in letter.job.details:
            await self.enter(letter.thread.channel)
        root = None if letter.post.kind is PostKind.OPEN else letter.thread.root_ts
        return await self._say(letter, letter.thread.channel, root)

    async def edit(self, letter: Letter, ts: str) -> None:
        """Shows the message as everything stands now."""
        rendered = render(letter)
        # Slack keeps a message's metadata when an update names none.
        await ask(
            self._client.chat_update(
                channel=letter.thread.channel, ts=ts, **_content(rendered), link_names=False, parse="none"
            )
        )

    async def find(self, letter: Letter) -> str | None:
        """The ts of the message that carries the post's key, if it was posted after all."""
        if letter.post.kind is PostKind.WHISPER:
            channel, root = await self._direct(letter.post.user or letter.job.asker), None
        else:
            channel = letter.thread.channel
            root = None if letter.post.kind is PostKind.OPEN else letter.thread.root_ts
        since = letter.job.created_at
        return await find_in(self._client, self._identity, letter.post.key, channel=channel, root=root, since=since)

    async def reserve(self, path: Path, letter: Letter, *, picture: bool) -> Upload:
        """A place for one file of the letter's take; a picture gets words for those who cannot see it."""
        size = (await asyncio.to_thread(path.stat)).st_size
        name = file_name(letter, path, picture=picture)
        alt = alt_text(letter) if picture else None
        answer = await ask(self._client.files_getUploadURLExternal(filename=name, length=size, alt_txt=alt))
        upload = Upload(str(answer.get("file_id", "")), str(answer.get("upload_url", "")))
        if not upload.file_id or not uploads.trusted(upload.url, self._client.base_url):
            raise SlackSilent("Slack named no place for the file")
        return upload

    async def upload(self, upload: Upload, path: Path) -> None:
        """Sends the bytes."""
        if not uploads.trusted(upload.url, self._client.base_url):
            raise SlackError("untrusted_upload_url")
        await uploads.send(self._http, upload.url, path)

    async def share(self, letter: Letter, files: Sequence[str]) -> None:
        """Shares the uploads in the letter's thread, in one message. Slack posts it a while after it says yes."""
        named = zip(files, file_titles(letter), strict=False)
        await ask(
            self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": title} for file_id, title in named],
                channel_id=letter.thread.channel,
                thread_ts=letter.thread.root_ts,
                initial_comment=render(letter).text or None,
            )
        )

    async def shared(self, file_id: str, channel: str) -> Shared:
        """Whether the file was shared; the ts of its message comes later. A file not shared does not exist yet."""
        try:
            file = (await ask(self._client.files_info(file=file_id))).get("file") or {}
        except SlackError as error:
            if error.code in {"file_not_found", "file_deleted"}:
                return Shared(False)
            raise
        permalink = file.get("permalink")
        return Shared(True, _share_ts(file.get("shares"), channel), permalink if isinstance(permalink, str) else None)

    async def react(self, channel: str, ts: str, emoji: str) -> None:
        """Adds the bot's own reaction."""
        await ask(self._client.reactions_add(channel=channel, timestamp=ts, name=emoji))

    async def remove_file(self, file_id: str) -> None:
        """Takes the file out of Slack."""
        await ask(self._client.files_delete(file=file_id))

    async def whisper(self, letter: Letter) -> None:
        """Words to one person: by the command's own address while it lives, else by direct message."""
        user = letter.post.user or letter.job.asker
        url = self._addresses.use(letter.job.id, user)
        if url is not None and await self._answer(url, render(letter)):
            return
        await self._say(letter, await self._direct(user), None)

    async def _say(self, letter: Letter, channel: str, root: str | None) -> str:
        payload = {"event_type": EVENT_TYPE, "event_payload": {"key": letter.post.key}}
        content = _content(render(letter))
        call = self._client.chat_postMessage(channel=channel, thread_ts=root, **content, metadata=payload, **QUIET)
        ts = (await ask(call)).get("ts")
        if not isinstance(ts, str):
            raise SlackSilent("Slack named no ts for the message")
        return ts

    async def _direct(self, user: str) -> str:
        answer = await ask(self._client.conversations_open(users=user))
        channel = (answer.get("channel") or {}).get("id")
        if not isinstance(channel, str):
            raise SlackSilent("Slack named no direct message")
        return channel

    async def _answer(self, url: str, rendered: Rendered) -> bool:
        body = {"response_type": "ephemeral", "replace_original": False, **_content(rendered)}
        try:
            return (await self._http.post(url, json=body)).status_code == httpx.codes.OK
        except httpx.ConnectError:
            return False
        except httpx.HTTPError as error:
            raise SlackSilent(f"the answer broke off ({type(error).__name__})") from None


def _content(rendered: Rendered) -> dict[str, Any]:
    return {"text": rendered.text, "blocks": list(rendered.blocks)}


def _share_ts(shares: object, channel: str) -> str | None:
    """The ts of the file's message in the channel, from files.info's `shares`, which is empty for a while."""
    kinds = shares.values() if isinstance(shares, Mapping) else ()
    for kind in kinds:
        places = kind.get(channel) if isinstance(kind, Mapping) else None
        for place in places if isinstance(places, Sequence) else ():
            if isinstance(place, Mapping) and isinstance(place.get("ts"), str):
                return str(place["ts"])
    return None
