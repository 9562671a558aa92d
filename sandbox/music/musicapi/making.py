"""How each task type of sonic comes to its clips: composed, gone on with, joined, covered."""

from __future__ import annotations

import random
from pathlib import Path

from sandbox.music.musicapi.clips import Clip, Recipe
from sandbox.music.musicapi.fields import invalid
from sandbox.music.musicapi.lyrics import title_of, written
from sandbox.music.musicapi.order import Order
from sandbox.music.musicapi.studio import Studio

SEEDS = 2**31


class Making:
    """Plans the clips of an order; nothing is played or paid here."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._sound = studio.sound

    def clips(self, order: Order, dice: random.Random) -> list[Clip]:
        """The clips that the order will give: two, or one for a concat. Raises Refused for a clip that will not do."""
        if order.task_type == "concat_music":
            return [self._joined(order)]
        return [self._clip(order, dice) for _ in range(2)]

    def extended(self, order: Order, parent: Clip, dice: random.Random) -> Clip:
        """A clip that holds only what follows `order.start` seconds of the parent."""
        at = order.start if order.start is not None else 0.0
        if parent.made is not None and at > parent.made.seconds + 0.5:
            raise invalid("The 'continue_at' field is beyond the end of the clip.")
        length = self._studio.length(order.duration, dice)

        async def recipe(bare: bool) -> Path:
            return await self._sound.tail(await parent.recipe(bare), at, seconds=length)

        return self._named(order, recipe, dice, parent=parent, start=at)

    def whole(self, order: Order, tail: Clip) -> Clip:
        """The whole song: the tail's parent up to where the tail begins, and the tail."""
        parent = tail.parent
        if parent is None:
            raise invalid("The 'continue_clip_id' must be a clip made by extend_music.")

        async def recipe(bare: bool) -> Path:
            return await self._sound.joined(await parent.recipe(bare), await tail.recipe(bare))

        return Clip(
            title=order.title or tail.title, tags=tail.tags, mv=tail.mv, created_at=self._studio.server.clock.now(),
            recipe=recipe, instrumental=tail.instrumental, lyrics=f"{parent.lyrics}\n\n{tail.lyrics}".strip(),
        )  # fmt: skip

    def covered(self, order: Order, parent: Clip, dice: random.Random) -> Clip:
        """Another piece in the order's style, about as long as the parent."""
        usual = parent.made.seconds if parent.made is not None else None
        length = self._studio.length(order.duration or usual, dice)
        return self._named(order, self._composed(order, order.words or parent.tags, length, dice), dice, parent=None)

    def _clip(self, order: Order, dice: random.Random) -> Clip:
        match order.task_type:
            case "extend_music" | "extend_upload_music":
                return self.extended(order, self._studio.clips.finished(order.clip_id), dice)
            case "cover_music" | "cover_upload_music":
                return self.covered(order, self._studio.clips.finished(order.clip_id), dice)
        persona = self._persona(order)
        words = ", ".join(part for part in (persona, order.words) if part)
        recipe = self._composed(order, words, self._studio.length(order.duration, dice), dice)
        return self._named(order, recipe, dice, parent=None)

    def _persona(self, order: Order) -> str:
        if order.task_type != "persona_music":
            return ""
        if order.persona_id not in self._studio.personas:
            raise invalid("The 'persona_id' field is invalid.")
        return self._studio.personas[order.persona_id]

    def _joined(self, order: Order) -> Clip:
        return self.whole(order, self._studio.clips.finished(order.clip_id))

    def _composed(self, order: Order, words: str, seconds: float, dice: random.Random) -> Recipe:
        seed = dice.randrange(SEEDS)
        leak = order.instrumental and self._studio.server.faults.take("voice", order.task_type) is not None
        sings = leak or not order.instrumental

        async def recipe(bare: bool) -> Path:
            return await self._sound.compose(words, seconds=seconds, seed=seed, vocal=sings and not bare)

        return recipe

    def _named(
        self, order: Order, recipe: Recipe, dice: random.Random, *, parent: Clip | None, start: float = 0.0
    ) -> Clip:
        described = bool(order.description)
        brief = order.description or order.prompt
        invented = described or order.auto_lyrics
        return Clip(
            title=order.title or (parent.title if parent else title_of(brief or order.tags)),
            tags=order.tags or (parent.tags if parent else ""), mv=order.mv, recipe=recipe,
            created_at=self._studio.server.clock.now(),
            instrumental=order.instrumental or (parent is not None and parent.instrumental),
            lyrics=written(brief, dice) if invented and not order.instrumental else order.prompt,
            description=order.description or None, negative=order.negative, style_weight=order.style_weight,
            weirdness=order.weirdness, parent=parent, start=start,
        )  # fmt: skip
