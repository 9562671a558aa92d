"""The Slack room over the sandbox's Slack, with an intake that keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from slack_letters import letter, take

from bot.domain.forms import AudioAsked, LayAsked, MoreAsked, Posted, Said, SongAsked
from bot.domain.ports import Letter
from bot.domain.thread import PostKind, Take, Thread
from bot.domain.wish import Wish
from bot.slack.connect import Slack, connect
from bot.slack.socket import Patience
from bot.work.asking.answers import (
    Answer,
    AudioForm,
    Choice,
    Confirm,
    Credits,
    LayForm,
    Nothing,
    Refused,
    ScoreForm,
    SongForm,
    TakeForm,
)
from sandbox.slack.server import SandboxSlack

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
QUICK = Patience(ping=0.2, deaf=1.0, connect=2.0, look=0.02, first_retry=0.02, most_retry=0.1, stop=0.9)


@dataclass
class Recorder:
    """An intake that keeps what it was asked, and answers or fails as it is told."""

    answer: Answer = field(default_factory=Nothing)
    failure: Exception | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    called: list[str] = field(default_factory=list)
    forms: list[SongAsked | MoreAsked | AudioAsked | LayAsked | Posted | Said] = field(default_factory=list)
    form: TakeForm | Refused | Nothing = field(default_factory=Nothing)
    price: str = ""
    newest: Take | None = None
    fresh: Credits = field(default_factory=lambda: Credits((), 0.0))

    async def command(self, text: str, *, user: str, channel: str, key: str) -> Answer:
        return self._take(key, "command", text, user, channel)

    async def reaction(self, emoji: str, *, user: str, channel: str, ts: str, key: str) -> Answer:
        return self._take(key, "reaction", emoji, user, channel, ts)

    async def button(self, action: str, *, value: str, user: str, channel: str, key: str, who: str) -> Answer:
        self.called.append(who)
        return self._take(key, "button", action, value, user, channel)

    async def fresh_credits(self) -> Credits:
        return self.fresh

    async def song_form(self, style: str, *, channel: str) -> SongForm:
        return SongForm(style, channel, voices=("ann",), writing="2 credits", tags="")

    async def song(self, asked: SongAsked, *, user: str, channel: str, key: str) -> Answer:
        self.forms.append(asked)
        return self._take(key, "song", user, channel)

    async def take_form(self, take_id: str, *, channel: str) -> TakeForm | Refused | Nothing:
        self._take("", "take_form", take_id, channel)
        return self.form

    async def more(self, asked: MoreAsked, *, user: str, channel: str, key: str) -> Answer | Confirm:
        self.forms.append(asked)
        if self.price and not asked.agreed:
            return Confirm(asked, "v1", self.price)
        return self._take(key, "more", user, channel)

    def audio_form(self, file: Posted) -> AudioForm | Refused:
        if isinstance(self.answer, Refused):
            return self.answer
        return AudioForm(file, (Choice(Wish.EXTEND_FILE, "10 credits"), Choice(Wish.STEMS, "15 credits")))

    async def audio(self, asked: AudioAsked, *, user: str, key: str) -> Answer | Confirm:
        self.forms.append(asked)
        if self.price and not asked.agreed:
            return Confirm(asked, asked.file.title, self.price)
        return self._take(key, "audio", user)

    async def lay_form(self, file: Posted) -> LayForm | Refused:
        self.forms.append(file)
        if isinstance(self.answer, Refused):
            return self.answer
        return LayForm(file=file, take=self.newest, price="10 credits", engine="MusicAPI")

    async def score_form(self, file: Posted) -> ScoreForm | Refused:
        self.forms.append(file)
        if isinstance(self.answer, Refused):
            return self.answer
        return ScoreForm(file=file, words='calm lo-fi for "Launch"', price="10 credits", engine="MusicAPI")

    async def lay(self, asked: LayAsked, *, user: str, key: str) -> Answer | Confirm:
        self.forms.append(asked)
        if self.price and not asked.agreed:
            return Confirm(asked, asked.file.title, self.price)
        return self._take(key, "lay", user)

    async def posted(self, file: Posted, *, user: str, key: str) -> Answer:
        self.forms.append(file)
        return self._take(key, "posted", user)

    async def said(self, said: Said, *, user: str, key: str) -> Answer:
        self.forms.append(said)
        return self._take(key, "said", user)

    def _take(self, key: str, *asked: str) -> Answer:
        self.asked.append(asked)
        self.keys.append(key)
        self.changed.set()
        if self.failure is not None:
            raise self.failure
        return self.answer

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.asked) < count:
                self.changed.clear()
                await self.changed.wait()


@dataclass
class World:
    sandbox: SandboxSlack
    intake: Recorder
    slack: Slack


@asynccontextmanager
async def opened() -> AsyncIterator[World]:
    """A workspace with the bot's Slack room in it, listening by Socket Mode."""
    intake = Recorder()
    async with SandboxSlack(MANIFEST) as sandbox:
        slack = await connect(
            intake, api_url=sandbox.api_url, bot_token=sandbox.bot_token, app_token=sandbox.app_token, patience=QUICK
        )
        await slack.listen()
        await sandbox.connected()
        yield World(sandbox, intake, slack)
        await slack.stop_listening()
        await slack.close()


def opening() -> Letter:
    """The card that opens a thread in #video."""
    thread = Thread(id="t1", channel="C_VIDEO", asker="U_ANN", title=None, created_at=1.0)
    return letter(PostKind.OPEN, thread=thread, takes=(take(),), take_id="k1")
