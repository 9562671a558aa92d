"""Takes the outbox to Slack: each post once, in order within its thread, within Slack's limits."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.delivery import Fine, Gone, Later, Never, judge
from bot.domain.errors import SlackError, SlackSilent
from bot.domain.limits import Spacing, backoff
from bot.domain.ports import Clock, Letter, Store, Transaction
from bot.domain.thread import Post, PostKind, PostState
from bot.work.lanes import Lanes
from bot.work.points import PassBy, Point
from bot.work.telling import outcome
from bot.work.telling.letters import Letters
from bot.work.telling.sending import Again, Sender, Sent

log = logging.getLogger(__name__)

LANES = 6
FAR = float("inf")
CROWD = 5000
"""Posts looked at in one turn: so many that a crowd's edits, which go one by one, never hide its files."""
TRIES = 8
"""Of a post that fails by our own fault, before its job ends in words."""
LOST_FILE = "The finished file is no longer on the bot's disk, so it can't be posted. Ask again with /bgm."
SURPRISE = "Posting it went wrong here ({}); the log of the bot says more. Ask again with /bgm."
MINOR = frozenset({PostKind.SEED, PostKind.REMOVE})
"""Posts that a refusal such as already_reacted leaves as they should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacings:
    """Seconds between two of a kind, within what Slack allows."""

    edits: float = 1.5
    """Over all jobs: 40 a minute, where Slack allows 50 (chat.update, tier 3)."""
    posts: float = 1.0
    """In one channel (Slack: about one a second, and a few more at once)."""
    posts_ahead: int = 2
    """How many posts may come early in one channel: a take's card follows its file at once."""
    reactions: float = 1.5
    reactions_ahead: int = 9
    """How many reactions may come early, over all jobs: at most 50 in any minute (reactions.add, tier 3)."""


USUAL = Spacings()


class Deliver:
    """Sends what is due. What is under way is known here; what is done is known to the store."""

    name = "deliver"
    listens = frozenset({"posts"})

    def __init__(
        self,
        *,
        store: Store,
        sender: Sender,
        letters: Letters,
        clock: Clock,
        at: PassBy,
        spacings: Spacings = USUAL,
    ) -> None:
        self._store, self._sender, self._letters, self._clock, self._at = store, sender, letters, clock, at
        self._spacings = spacings
        self.bell = asyncio.Event()
        self._lanes = Lanes(LANES, self.bell.set)
        self._spacing: dict[str, Spacing] = {}

    async def turn(self) -> float | None:
        """Starts every post that may go out now."""
        now = self._clock.now()
        due = await self._store.read(self._candidates)
        wake: list[float] = []
        for post, channel in due:
            lane, pace = lane_of(post), pace_of(post, channel, self._spacings)
            spacing = self._spacing.get(pace.name, Spacing(pace.seconds, ahead=pace.ahead))
            at = max(post.due_at, now + spacing.wait(now))
            if self._lanes.busy(lane):
                continue
            if at > now:
                wake.append(at)
            elif not self._lanes.full:
                self._spacing[pace.name] = spacing.used(now)
                self._lanes.start(lane, self._deliver(post.key, pace))
        return min(wake, default=None)

    def _candidates(self, tx: Transaction) -> list[tuple[Post, str]]:
        return [(post, tx.thread(post.thread_id).channel) for post in tx.due_posts(FAR, limit=CROWD)]

    async def stop(self) -> None:
        """Whatever is under way is left as it is: it is looked up at the next start."""
        await self._lanes.stop()

    async def _deliver(self, key: str, pace: Pace) -> None:
        claimed = await self._store.write(partial(self._claim, key=key))
        if claimed is None:
            return
        letter, interrupted = claimed
        self._at(Point.POST_CLAIMED)
        try:
            result = await self._sender.send(letter, interrupted=interrupted)
        except SlackSilent as silence:
            log.warning("post %s: %s; it will be looked up", key, silence)
            wait = backoff(letter.post.attempts)
            await self._store.write(partial(self._later, letter=letter, wait=wait, state=PostState.SENDING))
        except SlackError as error:
            await self._refused(letter, error, pace, interrupted=interrupted)
        except Exception as error:
            log.exception("post %s could not be sent", key)
            await self._store.write(partial(self._broke, letter=letter, error=error))
        else:
            self._at(Point.POST_SENT)
            await self._store.write(partial(self._note, letter=letter, result=result))
            self._at(Point.POST_STORED)

    def _claim(self, tx: Transaction, *, key: str) -> tuple[Letter, bool] | None:
        post = tx.post(key)
        if post is None or not tx.is_due(key, self._clock.now()):  # a thread's card may have to come anew before it
            return None
        claimed = replace(post, state=PostState.SENDING, attempts=post.attempts + 1)
        tx.save_post(claimed)
        letter = self._letters.write(tx, claimed)
        return letter, post.state is PostState.SENDING

    def _note(self, tx: Transaction, *, letter: Letter, result: Sent | Again) -> None:
        match result:
            case Again(seconds, data):
                due_at = self._clock.now() + seconds
                tx.save_post(replace(letter.post, state=PostState.PENDING, due_at=due_at, data=data, attempts=0))
            case Sent():
                outcome.sent(tx, letter, result, self._clock.now())

    def _later(self, tx: Transaction, *, letter: Letter, wait: float, state: PostState) -> None:
        post = tx.post(letter.post.key) or letter.post
        tx.save_post(replace(post, state=state, due_at=self._clock.now() + wait))

    def _broke(self, tx: Transaction, *, letter: Letter, error: Exception) -> None:
        """Our own fault, or a bed that is no longer on disk: tried some more, then said in words."""
        lost = isinstance(error, FileNotFoundError)
        if lost or letter.post.attempts >= TRIES:
            words = LOST_FILE if lost else SURPRISE.format(type(error).__name__)
            outcome.unsendable(tx, letter=letter, words=words, now=self._clock.now())
        else:
            self._later(tx, letter=letter, wait=backoff(letter.post.attempts), state=PostState.SENDING)

    async def _refused(self, letter: Letter, error: SlackError, pace: Pace, *, interrupted: bool) -> None:
        verdict = judge(error, letter.post.attempts, harmless=letter.post.kind in MINOR)
        log.warning("post %s: Slack answered %s", letter.post.key, error.code)
        match verdict:
            case Later(seconds):
                if error.retry_after is not None and pace.seconds:
                    self._spacing[pace.name] = self._spacing[pace.name].held(self._clock.now() + seconds)
                # What nobody knew before a refused look-up, nobody knows after it.
                state = PostState.SENDING if interrupted else PostState.PENDING
                await self._store.write(partial(self._later, letter=letter, wait=seconds, state=state))
            case Fine():
                await self._store.write(partial(self._note, letter=letter, result=Sent()))
            case Gone():
                await self._store.write(partial(outcome.gone, letter=letter, now=self._clock.now()))
            case Never(words):
                await self._store.write(partial(outcome.unsendable, letter=letter, words=words, now=self._clock.now()))


@dataclass(frozen=True, slots=True)
class Pace:
    """What a post shares its speed with, the seconds between two of them, and how many may come early."""

    name: str
    seconds: float
    ahead: int = 0


def lane_of(post: Post) -> str:
    """Posts of one thread follow each other; edits follow each other over all threads."""
    if post.is_edit:
        return "edits"
    return post.thread_id if post.in_line else post.key


def pace_of(post: Post, channel: str, spacings: Spacings = USUAL) -> Pace:
    """Edits share one limit; what appears in a channel shares another; the rest has none of ours."""
    if post.is_edit:
        return Pace("edits", spacings.edits)
    if post.kind is PostKind.SEED:
        return Pace("reactions", spacings.reactions, spacings.reactions_ahead)
    if post.kind in {PostKind.REMOVE, PostKind.WHISPER} or post.data.get("stage"):
        return Pace("free", 0.0)
    return Pace(channel, spacings.posts, spacings.posts_ahead)
