"""Files: reserved, uploaded, processed, and only later shared, as in Slack."""

from __future__ import annotations

import mimetypes
import re
import secrets
import shutil
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import SlackError
from sandbox.slack.media import duration_ms
from sandbox.slack.records import BOT_USER, File, Message, Share
from sandbox.slack.world import Change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO

    from sandbox.slack.clock import Timer
    from sandbox.slack.faults import Faults
    from sandbox.slack.parts import Pace
    from sandbox.slack.world import World

Json = dict[str, Any]

TYPES = {"audio/mpeg": "mp3", "audio/x-wav": "wav", "audio/wav": "wav", "image/png": "png", "image/jpeg": "jpg"}
MIMES = {
    ".wav": "audio/wav", ".mp3": "audio/mpeg", ".flac": "audio/flac", ".m4a": "audio/mp4", ".ogg": "audio/ogg",
    ".mp4": "video/mp4", ".m4v": "video/x-m4v", ".mov": "video/quicktime", ".webm": "video/webm",
    ".mkv": "video/x-matroska", ".zip": "application/zip",
}  # fmt: skip
PIECE = 1024 * 1024


class FileStore:
    """Keeps the bytes in `folder` and the file objects in memory."""

    def __init__(self, world: World, folder: Path, pace: Pace, faults: Faults) -> None:
        self.files: dict[str, File] = {}
        self.url = ""
        self._world = world
        self._folder = folder
        self._pace = pace
        self._faults = faults
        self._tickets: dict[str, str] = {}
        self._waiting: list[tuple[Timer, Callable[[], None]]] = []

    def reserve(self, user: str, name: str, size: int, *, alt_txt: str = "") -> tuple[File, str]:
        """A file that is not there yet, and the ticket with which its bytes may be sent once."""
        file_id = f"F{secrets.token_hex(5).upper()}"
        safe = re.sub(r"[^\w.() -]", "_", name) or "file"
        permalink = f"{self.url}/files/{user}/{file_id}/{safe}"
        url = f"{self.url}/sandbox-files/{file_id}/{safe}"
        born = self._world.clock.now()
        file = File(file_id, user, name, size, alt_txt, born, url, permalink, self._folder / file_id)
        self.files[file_id] = file
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = file_id
        return file, ticket

    def ticket(self, ticket: str) -> File | None:
        """The file that still waits for these bytes."""
        file = self.files.get(self._tickets.get(ticket, ""))
        return file if file is not None and file.state == "reserved" else None

    def receive(self, ticket: str, body: bytes) -> File:
        """Take the bytes. ValueError when their number is not what was announced."""
        file = self.files[self._tickets[ticket]]
        if len(body) != file.size:
            raise ValueError(f"expected {file.size} bytes, got {len(body)}")
        file.path.write_bytes(body)
        return self._received(ticket, file)

    def receive_from(self, ticket: str, source: IO[bytes]) -> File:
        """Take all that `source` holds, a piece at a time."""
        file = self.files[self._tickets[ticket]]
        with file.path.open("wb") as kept:
            shutil.copyfileobj(source, kept, PIECE)
        file.size = file.path.stat().st_size
        return self._received(ticket, file)

    def _received(self, ticket: str, file: File) -> File:
        file.state = "uploaded"
        del self._tickets[ticket]
        self._world.ledger.write("file_uploaded", file=file.id, name=file.name, size=file.size)
        return file

    def known(self, file_id: str, *, owner: str | None = None) -> File:
        """A file that exists. SlackError file_not_found, file_deleted."""
        file = self.files.get(file_id)
        if file is None or (owner is not None and file.user != owner):
            raise SlackError("file_not_found")
        if file.state == "deleted":
            raise SlackError("file_deleted")
        return file

    def complete(self, files: list[File], share: Message | None) -> None:
        """Begin processing; the message `share` (None: shared nowhere) appears after the pace's delay."""
        for file in files:
            file.state = "completed"
        fault = self._faults.take("share") if share is not None else None
        told = None if fault is not None else share
        self._later(lambda: self._share(files, told))

    def share_now(self, files: list[File], message: Message) -> None:
        """Share at once: a person's own upload, whose message the person sees at once."""
        for file in files:
            _process(file)
            file.duration_ms = duration_ms(file.path, file.mimetype)
        self._share(files, message)

    def settle(self) -> None:
        """Do at once everything that waits for its delay."""
        waiting, self._waiting = self._waiting, []
        for timer, action in waiting:
            timer.cancel()
            action()

    def delete(self, file: File) -> None:
        """Take the file and its bytes away; a message that only held it goes too, as in Slack."""
        file.state = "deleted"
        file.path.unlink(missing_ok=True)
        self._world.ledger.write("file_deleted", file=file.id, name=file.name)
        for share in file.shares:
            message = self._world.find(share.channel, share.ts)
            if message is None:
                continue
            left = [f for f in message.files if f.state != "deleted"]
            if left or message.text or message.blocks:
                self._world.edit(message)
            else:
                self._world.delete(message, by=file.user)

    def is_picture(self, file_id: Any, url: Any = None) -> bool:
        """Whether an image block may show this file: an image, processed and shared."""
        named = self.files.get(file_id) if isinstance(file_id, str) else None
        file = named or next((f for f in self.files.values() if url in (f.url, f.permalink)), None)
        return file is not None and file.state == "ready" and bool(file.shares) and file.mimetype.startswith("image/")

    def _later(self, action: Callable[[], None]) -> None:
        def due() -> None:
            self._waiting.remove(entry)
            action()

        timer = self._world.clock.call_at(self._world.clock.now() + self._pace.share_delay, due)
        entry = (timer, action)
        self._waiting.append(entry)

    def _share(self, files: list[File], message: Message | None) -> None:
        for file in files:
            _process(file)
        alive = [f for f in files if f.state == "ready"]
        if message is None or not alive or self._closed(message):
            self._world.ledger.wake()
            return
        message.ts, message.files = self._world.next_ts(), alive
        for file in alive:
            file.shares.append(self._shared_in(message))
        told = Change("file_shared", message.channel, message, user=message.user, files=tuple(alive))
        self._world.post(message)
        names = [{"id": f.id, "name": f.name, "size": f.size, "mimetype": f.mimetype} for f in alive]
        self._world.announce(told, ts=message.ts, thread_ts=message.thread_ts, files=names)

    def _shared_in(self, message: Message) -> Share:
        thread_ts = None if message.is_root else message.thread_ts
        return Share(message.channel, message.ts, thread_ts, self._world.channels[message.channel].kind)

    def _closed(self, message: Message) -> bool:
        channel = self._world.channels[message.channel]
        by_bot_outside = message.user == BOT_USER and not channel.bot_is_member
        threadless = not message.is_root and not self._world.thread(message.channel, message.thread_ts or "")
        return channel.is_archived or by_bot_outside or threadless


def _process(file: File) -> None:
    if file.state != "completed":
        return
    suffix = "." + file.name.rsplit(".", 1)[-1].lower()
    file.mimetype = MIMES.get(suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    file.filetype = TYPES.get(file.mimetype, suffix.lstrip("."))
    file.state = "ready"
