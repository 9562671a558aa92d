"""Sends one post: how each kind goes out, and how it is looked for after an interruption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.errors import SlackError
from bot.domain.limits import backoff
from bot.domain.ports import Letter, Messenger, Upload
from bot.domain.thread import Json, PostKind
from bot.domain.wish import seeds
from bot.work.lanes import all_of
from bot.work.points import PassBy, Point

SHARE_LOOKS = 3
"""Looks for an interrupted share before it counts as never done."""
FORGOTTEN = 2
"""Times that a file is sent anew whose message never came."""
TS_FIRST, TS_FACTOR, TS_MOST = 0.2, 1.5, 4.0
"""Seconds to the first look for the message of a shared file; how much longer each further one waits, and at most."""
TS_LOOKS = 14
"""Looks for it, about half a minute; its ts may come later still."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there. `ts` is its message."""

    ts: str | None = None
    files: tuple[str, ...] = ()
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """It goes on after so many seconds, with this much done."""

    seconds: float
    data: Json = field(default_factory=dict)


class Sender:
    """Speaks one post to Slack. `interrupted`: an earlier try may have arrived, so look first."""

    def __init__(self, *, messenger: Messenger, files: Path, at: PassBy) -> None:
        self._messenger, self._files, self._at = messenger, files, at

    async def send(self, letter: Letter, *, interrupted: bool) -> Sent | Again:
        """Sends the post or its next step. Raises SlackError and SlackSilent."""
        match letter.post.kind:
            case PostKind.EDIT | PostKind.RETAKE | PostKind.ANSWERED:
                if letter.about_ts:
                    await self._messenger.edit(letter, letter.about_ts)
                return Sent()
            case PostKind.FILE | PostKind.FILES:
                return await self._file(letter, interrupted=interrupted)
            case PostKind.SEED:
                return await self._seed(letter)
            case PostKind.REMOVE:
                return await self._remove(letter)
            case PostKind.WHISPER:
                await self._messenger.whisper(letter)
                return Sent()
            case _:
                return await self._post(letter, interrupted=interrupted)

    async def _post(self, letter: Letter, *, interrupted: bool) -> Sent:
        if letter.post.kind is PostKind.OPEN:
            await self._enter(letter.thread.channel)  # first: nobody may look into a channel from outside
        if interrupted and (ts := await self._messenger.find(letter)):
            return Sent(ts)
        return Sent(await self._messenger.post(letter))

    async def _enter(self, channel: str) -> None:
        try:
            await self._messenger.enter(channel)
        except SlackError as error:
            if error.code != "already_in_channel":
                raise

    async def _seed(self, letter: Letter) -> Sent | Again:
        """One reaction at a time: one that is there is not asked for again when the next must wait."""
        emoji = seeds(letter.offers)
        done = letter.post.data.get("seeded", 0) if letter.about_ts else len(emoji)
        if done < len(emoji):
            await self._react(letter, emoji[done])
        return Again(0.0, _with(letter, seeded=done + 1)) if done + 1 < len(emoji) else Sent()

    async def _react(self, letter: Letter, emoji: str) -> None:
        try:
            await self._messenger.react(letter.thread.channel, letter.about_ts or "", emoji)
        except SlackError as error:
            if error.code != "already_reacted":
                raise

    async def _remove(self, letter: Letter) -> Sent:
        take = letter.take
        for file_id in filter(None, (take.file_id, take.picture_id) if take else ()):
            await self._removed(file_id)
        return Sent()

    async def _removed(self, file_id: str) -> None:
        try:
            await self._messenger.remove_file(file_id)
        except SlackError as error:
            if error.code not in {"file_not_found", "file_deleted"}:
                raise

    async def _file(self, letter: Letter, *, interrupted: bool) -> Sent | Again:
        match letter.post.data.get("stage"):
            case "uploaded":
                return await self._share(letter, interrupted=interrupted)
            case "shared":
                return await self._await_message(letter)
            case _:
                return await self._upload(letter)

    async def _upload(self, letter: Letter) -> Again:
        if letter.post.data.get("rejoin"):
            await self._enter(letter.thread.channel)
        reserved: list[tuple[Upload, Path]] = []
        for path, picture in self._parts(letter):  # one by one: a no to the first, e.g. for too many, holds for all
            reserved.append((await self._messenger.reserve(path, letter, picture=picture), path))
            self._at(Point.FILE_RESERVED)
        await all_of([self._messenger.upload(upload, path) for upload, path in reserved])
        self._at(Point.FILE_UPLOADED)
        ids = [upload.file_id for upload, _ in reserved]
        return Again(0.0, _with(letter, stage="uploaded", ids=ids, looks=0))

    def _parts(self, letter: Letter) -> list[tuple[Path, bool]]:
        """The files of the post; a bed has its picture with it."""
        data = letter.post.data
        if letter.post.kind is PostKind.FILES:
            return [(self._files / path, False) for path in data["files"]]
        picture = data.get("picture")
        return [(self._files / data["bed"], False), *([(self._files / picture, True)] if picture else [])]

    async def _share(self, letter: Letter, *, interrupted: bool) -> Again:
        ids, looks = letter.post.data["ids"], letter.post.data.get("looks", 0)
        if interrupted or looks:
            seen = await self._messenger.shared(ids[0], letter.thread.channel)
            if seen.complete:
                return Again(0.0, _with(letter, stage="shared", looks=0))
            if looks < SHARE_LOOKS:
                return Again(1.0, _with(letter, looks=looks + 1))
        try:
            await self._messenger.share(letter, ids)
        except SlackError as error:
            return self._after_refused_share(letter, error)
        self._at(Point.FILE_SHARED)
        return Again(TS_FIRST, _with(letter, stage="shared", looks=0))

    def _after_refused_share(self, letter: Letter, error: SlackError) -> Again:
        tries = letter.post.data.get("tries", 0)
        if error.code in {"file_not_found", "not_in_channel"} and tries < SHARE_LOOKS:
            return Again(
                backoff(tries), _with(letter, stage=None, tries=tries + 1, rejoin=error.code == "not_in_channel")
            )
        raise error

    async def _await_message(self, letter: Letter) -> Sent | Again:
        ids, looks = letter.post.data["ids"], letter.post.data.get("looks", 0)
        seen = await self._messenger.shared(ids[0], letter.thread.channel)
        if seen.ts:
            return Sent(seen.ts, tuple(ids), seen.permalink)
        if looks < TS_LOOKS:
            # Each wait is half of the time since the share: when the message comes, nobody knows even roughly.
            wait = backoff(looks + 1, first=TS_FIRST / 2, most=TS_MOST, factor=TS_FACTOR)
            return Again(wait, _with(letter, looks=looks + 1))
        if letter.post.data.get("forgotten", 0) >= FORGOTTEN:
            return Sent(None, tuple(ids), seen.permalink)
        return await self._anew(letter, ids)

    async def _anew(self, letter: Letter, ids: Sequence[str]) -> Again:
        """Slack said ok and shows no message (slackapi/bolt-js#2115). What was shared goes, in case it comes after all,
        before it is sent again: so the file never stands there twice."""
        for file_id in ids:
            await self._removed(file_id)
        return Again(0.0, _with(letter, stage=None, looks=0, forgotten=letter.post.data.get("forgotten", 0) + 1))


def _with(letter: Letter, **changes: Any) -> Json:
    return {**letter.post.data, **changes}
