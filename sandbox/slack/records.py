"""The things a workspace holds: people, channels, messages, files, views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]

TEAM_ID = "T_SANDBOX"
APP_ID = "A_BGM"
BOT_USER = "U_BGM"
BOT_ID = "B_BGM"


@dataclass(slots=True)
class User:
    """A member of the team, or the bot."""

    id: str
    name: str
    real_name: str
    color: str
    is_bot: bool = False

    def page(self) -> Json:
        """As the page shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "is_bot": self.is_bot,
            "color": self.color,
        }


@dataclass(slots=True)
class Channel:
    """A conversation; `kind` is "public", "private", "im" or "mpim"."""

    id: str
    name: str
    kind: str = "public"
    bot_is_member: bool = False
    is_archived: bool = False
    is_read_only: bool = False
    is_shared: bool = False
    blocks_files: bool = False
    topic: str = ""
    people: tuple[str, ...] = ()

    @property
    def scope_prefix(self) -> str:
        """The first half of the scopes that this kind of conversation needs."""
        return {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[self.kind]

    def page(self) -> Json:
        """As the page shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "is_member": self.bot_is_member,
            "is_archived": self.is_archived,
            "is_read_only": self.is_read_only,
            "is_shared": self.is_shared,
            "topic": self.topic,
        }

    def api(self) -> Json:
        """As conversations.info tells it."""
        shared = {"is_ext_shared": self.is_shared, "is_shared": self.is_shared, "is_org_shared": False}
        kinds = {
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
        }
        if self.kind == "im":
            return {"id": self.id, **kinds, "user": self.people[0], "is_archived": False, "is_open": True}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            **kinds,
            **shared,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_member": self.bot_is_member,
            "is_read_only": self.is_read_only,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "context_team_id": TEAM_ID,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """Where a file's message stands; `thread_ts` is its root when it is a reply."""

    channel: str
    ts: str
    thread_ts: str | None
    kind: str


@dataclass(slots=True)
class File:
    """An uploaded file; `state` is reserved, uploaded, completed (being processed), ready or deleted."""

    id: str
    user: str
    name: str
    size: int
    alt_txt: str
    created: float
    url: str
    permalink: str
    path: Path
    title: str = ""
    mimetype: str = ""
    filetype: str = ""
    duration_ms: int | None = None
    state: str = "reserved"
    shares: list[Share] = field(default_factory=list)

    def page(self) -> Json:
        """As the page shows it: F of the page API."""
        shown: Json = {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "size": self.size,
            "url": self.url,
            "permalink": self.permalink,
            "user": self.user,
        }
        if self.alt_txt:
            shown["alt_txt"] = self.alt_txt
        if self.state == "deleted":
            shown = {"id": self.id, "name": self.name, "title": self.title or self.name, "user": self.user, "size": 0}
            shown |= {"mimetype": "", "filetype": "", "url": "", "permalink": "", "deleted": True}
        return shown


@dataclass(slots=True)
class Reaction:
    """Who reacted with one emoji, in order."""

    name: str
    users: list[str]

    def api(self) -> Json:
        """As Slack tells it."""
        return {"name": self.name, "users": list(self.users), "count": len(self.users)}


@dataclass(slots=True)
class Message:
    """One message. `via` says how it was posted (api, person, file, response_url); `only_for` makes it ephemeral."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    files: list[File] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    metadata: Json | None = None
    edited: Json | None = None
    via: str = "api"
    only_for: str | None = None
    deleted: bool = False
    broadcast: bool = False

    @property
    def is_root(self) -> bool:
        """Whether it stands in the channel rather than in a thread."""
        return self.thread_ts in (None, self.ts)


@dataclass(slots=True)
class View:
    """An open modal: Slack's view object as it stands, and for whom it is open."""

    user: str
    body: Json
    channel: str | None = None
    open: bool = True

    @property
    def id(self) -> str:
        """Its view_id."""
        found: str = self.body["id"]
        return found
