"""The outbox: what is to be said in Slack, each step once, in the order of its thread."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.errors import StoreError
from bot.domain.thread import Post, PostState
from storage.rows import POSTS, Row
from storage.statements import Statements

ENDED = frozenset({PostState.DONE, PostState.DROPPED})

CANDIDATES = """
    FROM posts WHERE state IN ('pending', 'sending') AND CASE
        WHEN in_line THEN NOT EXISTS (
            SELECT 1 FROM posts earlier INDEXED BY posts_undone
            WHERE earlier.thread_id = posts.thread_id AND earlier.state IN ('pending', 'sending') AND earlier.in_line
            AND (earlier.kind <> 'open', earlier.id) < (posts.kind <> 'open', posts.id))
        WHEN kind = 'edit' THEN EXISTS (
            SELECT 1 FROM jobs, posts card
            WHERE jobs.id = posts.job_id AND card.key = jobs.shown_as AND card.state = 'done' AND card.ts IS NOT NULL)
        WHEN kind IN ('retake', 'seed') THEN EXISTS (
            SELECT 1 FROM posts card
            WHERE card.take_id = posts.take_id AND card.kind = 'take' AND card.state = 'done' AND card.ts IS NOT NULL)
        WHEN kind = 'answered' THEN EXISTS (
            SELECT 1 FROM posts question
            WHERE question.key = json_extract(posts.data, '$.question') AND question.state IN ('done', 'dropped'))
        ELSE true END"""
"""What may go out as far as order goes: the first in line of each thread, edits of what is posted and reactions under
it, every whisper. What answers a question waits until that is posted, or will never be."""


class Outbox(Statements):
    """The table posts."""

    def put_post(self, post: Post) -> Post:
        known = self._row("SELECT * FROM posts WHERE key = :key", key=post.key)
        if known is None:
            row = _row(post)
            del row["id"]
            self._insert("posts", row)
        elif post.is_edit:
            self._put_again(known, post.due_at)
        return self._known(post.key)

    def _put_again(self, known: Row, due_at: float) -> None:
        """An edit under way may have been read already, so that it is remembered and sent once more afterwards."""
        soonest = _soonest(known["again_at"], due_at)
        match PostState(known["state"]):
            case PostState.SENDING:
                sql = "UPDATE posts SET again_at = :at WHERE id = :id"
                values = {"id": known["id"], "at": soonest}
            case PostState.PENDING:
                sql = "UPDATE posts SET due_at = :at WHERE id = :id AND due_at > :at"
                values = {"id": known["id"], "at": due_at}
            case _:
                sql = "UPDATE posts SET state = 'pending', attempts = 0, due_at = :at WHERE id = :id"
                values = {"id": known["id"], "at": due_at}
        self._change("posts", sql, values)

    def _known(self, key: str) -> Post:
        found = self.post(key)
        if found is None:
            raise StoreError(f"There is no post {key}.")
        return found

    def post(self, key: str) -> Post | None:
        row = self._row("SELECT * FROM posts WHERE key = :key", key=key)
        return POSTS.value(row) if row else None

    def save_post(self, post: Post) -> None:
        again_at = self._value("SELECT again_at FROM posts WHERE key = :key", key=post.key)
        if again_at is not None and post.state in ENDED:
            post, again_at = replace(post, state=PostState.PENDING, attempts=0, due_at=again_at), None
        elif post.state is PostState.PENDING:
            again_at = None
        self._update("posts", _row(post) | {"again_at": again_at}, key="key", keep=("id",))

    def is_posting(self, channel: str) -> bool:
        sql = """
            SELECT 1 FROM posts INDEXED BY posts_undone CROSS JOIN threads ON threads.id = posts.thread_id
            WHERE posts.state IN ('pending', 'sending') AND posts.state = 'sending'
            AND posts.kind IN ('open', 'card', 'take') AND threads.channel = :channel LIMIT 1"""
        return self._value(sql, channel=channel) is not None

    def posts(self, *, job_id: str | None = None, thread_id: str | None = None) -> list[Post]:
        given = {"job_id": job_id, "thread_id": thread_id}
        asked = {name: value for name, value in given.items() if value is not None}
        where = " AND ".join(f"{name} = :{name}" for name in asked) or "true"
        rows = self._rows(f"SELECT * FROM posts WHERE {where} ORDER BY id", **asked)  # noqa: S608 (our own names)
        return [POSTS.value(row) for row in rows]

    def due_posts(self, now: float, limit: int = 50) -> list[Post]:
        sql = f"SELECT * {CANDIDATES} AND due_at <= :now ORDER BY due_at, id LIMIT :limit"
        return [POSTS.value(row) for row in self._rows(sql, now=now, limit=limit)]

    def is_due(self, key: str, now: float) -> bool:
        return self._value(f"SELECT 1 {CANDIDATES} AND due_at <= :now AND key = :key", now=now, key=key) is not None

    def next_due_post(self) -> float | None:
        found: float | None = self._value(f"SELECT min(due_at) {CANDIDATES}")
        return found


def _row(post: Post) -> Row:
    return POSTS.row(post) | {"in_line": int(post.in_line)}


def _soonest(known: float | None, due_at: float) -> float:
    return due_at if known is None else min(known, due_at)
