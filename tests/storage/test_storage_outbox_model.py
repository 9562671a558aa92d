"""The outbox against a small model of it: whatever is put, sent, refused or lost, in whatever order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlite_utils import Database
from storage_values import a_job, a_post, a_thread

from bot.domain.thread import PostKind, PostState
from storage import migrations
from storage.transaction import SqliteTransaction

EVER = float("inf")
LINE = {"open": PostKind.OPEN, "tell": PostKind.TELL, "card": PostKind.CARD, "file": PostKind.FILE}
OTHER = {"edit": PostKind.EDIT, "whisper": PostKind.WHISPER}
JOBS = {"j1": "t1", "j2": "t1", "j3": "t2"}
TIMES = st.integers(0, 9).map(float)


@dataclass
class Line:
    """What the model knows of one post."""

    key: str
    kind: PostKind
    job: str
    due_at: float
    order: int
    state: str = "pending"
    ts: str | None = None
    again_at: float | None = None


class OutboxModel(RuleBasedStateMachine):
    """Two threads, three jobs, one row of each kind per job and step."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(memory=True, execute_plugins=False)
        self.tx = SqliteTransaction(self.database, set())
        self.lines: dict[str, Line] = {}

    @initialize()
    def furnish(self) -> None:
        """Threads and jobs for posts to belong to."""
        migrations.upgrade(self.database)
        for thread in ("t1", "t2"):
            self.tx.add_thread(a_thread(thread))
        for job, thread in JOBS.items():
            self.tx.add_job(a_job(job, thread_id=thread))

    def teardown(self) -> None:
        """Gives the memory back."""
        self.database.close()

    @rule(kind=st.sampled_from(sorted(LINE | OTHER)), job=st.sampled_from(sorted(JOBS)), due_at=TIMES)
    def put(self, kind: str, job: str, due_at: float) -> None:
        """A step is put, for the first time or again."""
        key, word = f"{job}:{kind}", (LINE | OTHER)[kind]
        self.tx.put_post(a_post(key, word, job_id=job, thread_id=JOBS[job], due_at=due_at))
        line = self.lines.get(key)
        if line is None:
            self.lines[key] = Line(key, word, job, due_at, len(self.lines))
        elif word is PostKind.EDIT:
            self.put_again(line, due_at)

    def put_again(self, line: Line, due_at: float) -> None:
        """What putting an edit again means."""
        if line.state == "pending":
            line.due_at = min(line.due_at, due_at)
        elif line.state == "sending":
            line.again_at = due_at if line.again_at is None else min(line.again_at, due_at)
        else:
            line.state, line.due_at = "pending", due_at

    @rule(data=st.data(), now=TIMES)
    def claim(self, data: st.DataObject, now: float) -> None:
        """A deliverer begins to send something that is due."""
        due = self.tx.due_posts(now)
        if due:
            post = data.draw(st.sampled_from(due))
            self.tx.save_post(replace(post, state=PostState.SENDING, attempts=post.attempts + 1))
            self.lines[post.key].state = "sending"

    @rule(data=st.data(), state=st.sampled_from(["done", "dropped", "pending", "sending"]), due_at=TIMES)
    def answer(self, data: st.DataObject, state: str, due_at: float) -> None:
        """What became of something under way: sent, refused for good, refused for now, or nobody knows."""
        under_way = sorted(key for key, line in self.lines.items() if line.state == "sending")
        if not under_way:
            return
        line = self.lines[data.draw(st.sampled_from(under_way))]
        post = self.tx.post(line.key)
        assert post
        ts = f"{line.order}.0" if state == "done" else None
        self.tx.save_post(replace(post, state=PostState(state), due_at=due_at, ts=ts))
        line.state, line.due_at, line.ts = state, due_at, ts
        if state == "pending":
            line.again_at = None
        elif state in {"done", "dropped"} and line.again_at is not None:
            line.state, line.due_at, line.again_at = "pending", line.again_at, None

    def free(self, line: Line) -> bool:
        """Whether nothing but its time keeps this one from going out."""
        if line.state not in {"pending", "sending"}:
            return False
        if line.kind is PostKind.WHISPER:
            return True
        if line.kind is PostKind.EDIT:
            card = self.lines.get(f"{line.job}:open")
            return card is not None and card.state == "done"
        waiting = [
            other
            for other in self.lines.values()
            if other.kind in LINE.values()
            and JOBS[other.job] == JOBS[line.job]
            and other.state in {"pending", "sending"}
        ]
        return min(waiting, key=lambda other: (other.kind is not PostKind.OPEN, other.order)) is line

    @invariant()
    def what_is_due(self) -> None:
        """The store answers exactly what the model lets out, in its order, at any time."""
        free = sorted(filter(self.free, self.lines.values()), key=lambda line: (line.due_at, line.order))
        for now in (0.0, 4.0, EVER):
            due = [line.key for line in free if line.due_at <= now]
            assert [post.key for post in self.tx.due_posts(now)] == due
            assert [key for key in self.lines if self.tx.is_due(key, now)] == sorted(due, key=list(self.lines).index)
        assert self.tx.next_due_post() == min((line.due_at for line in free), default=None)

    @invariant()
    def what_is_known(self) -> None:
        """Every post is as the model has it."""
        posts = {post.key: (post.state, post.due_at, post.ts) for post in self.tx.posts()}
        assert posts == {line.key: (line.state, line.due_at, line.ts) for line in self.lines.values()}

    @invariant()
    def nothing_is_stuck(self) -> None:
        """Where a thread has something to say in line, exactly one post of it may go out."""
        waiting = {JOBS[line.job] for line in self.lines.values() if self.undone_in_line(line)}
        heads = [post.thread_id for post in self.tx.due_posts(EVER) if post.in_line]
        assert sorted(heads) == sorted(waiting)

    def undone_in_line(self, line: Line) -> bool:
        """Whether this one waits in the line of its thread."""
        return line.kind in LINE.values() and line.state in {"pending", "sending"}


TestOutboxModel = OutboxModel.TestCase
TestOutboxModel.settings = settings(max_examples=60, stateful_step_count=40)
