"""What somebody orders of sonic: the fields of a create, checked against the rules of its task type and model."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.music.musicapi.fields import Fields, invalid
from sandbox.music.musicapi.habits import Habits
from sandbox.music.musicapi.terms import (
    MODELS,
    OLD_LIMITS,
    RETIRED,
    TASK_TYPES,
    WITH_CLIP,
    WITH_DURATION,
    WITH_START,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order. `mv` is the model that will play, not the one asked for; times are in seconds."""

    task_type: str
    mv: str
    prompt: str = ""
    description: str = ""
    title: str = ""
    tags: str = ""
    negative: str = ""
    instrumental: bool = False
    auto_lyrics: bool = False
    duration: int | None = None
    clip_id: str = ""
    start: float | None = None
    persona_id: str = ""
    style_weight: float | None = None
    weirdness: float | None = None
    hook_url: str = ""
    hook_secret: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that a moderator reads."""
        return (self.title, self.tags, self.prompt, self.description, self.negative)

    @property
    def words(self) -> str:
        """What the engine is asked for: the style, and the prompt where it is not something to sing."""
        shunned = [f"no {word.strip()}" for word in self.negative.split(",") if word.strip()]
        said = self.prompt if self.instrumental or self.auto_lyrics else ""
        return ", ".join(part for part in (self.tags, said, self.description, *shunned) if part)


def read_order(fields: Fields, habits: Habits, *, task_type: str = "", may_last: bool | None = None) -> Order:
    """The order of a request. Raises Refused (400) for what the vendor refuses before anything is charged.

    With `task_type` it is that one, whatever the request says (upload-extend and upload-cover).
    """
    kind = task_type or fields.choice("task_type", TASK_TYPES, "create_music")
    asked, mv = _model(fields, needed=kind != "concat_music")
    _duration_allowed(fields, kind, kind in WITH_DURATION if may_last is None else may_last)
    if habits.use_suno_cdn_required and "use_suno_cdn" not in fields:
        raise invalid("The 'use_suno_cdn' field is required.")
    fields.flag("use_suno_cdn")
    _gender(fields, asked)
    fields.number("audio_weight", 0, 1)
    url = fields.link("webhook_url")
    return Order(
        task_type=kind, mv=mv, **_texts(fields, kind, old=asked in OLD_LIMITS),
        instrumental=fields.flag("make_instrumental"), auto_lyrics=_auto_lyrics(fields),
        duration=fields.whole("duration", 10, 360), clip_id=fields.text("continue_clip_id", required=kind in WITH_CLIP),
        start=fields.number("continue_at", 0, 24 * 3600, required=kind in WITH_START),
        persona_id=fields.text("persona_id", required=kind == "persona_music"),
        style_weight=fields.number("style_weight", 0, 1), weirdness=fields.number("weirdness_constraint", 0, 1),
        hook_url=url, hook_secret=fields.text("webhook_secret"),
    )  # fmt: skip


def _model(fields: Fields, *, needed: bool) -> tuple[str, str]:
    """The model asked for, and the one that plays. The chirp- spelling of the upstream is taken too."""
    asked = fields.text("mv").replace("chirp-", "sonic-", 1)
    if not asked and not needed:
        return MODELS[0], MODELS[0]
    if asked not in (*MODELS, *RETIRED):
        named = [f"'{model}'" for model in (*RETIRED, *MODELS)]
        raise invalid(f"The 'mv' field is invalid. The model should be {', '.join(named[:-1])}, or {named[-1]}.")
    return asked, RETIRED.get(asked, asked)


def _duration_allowed(fields: Fields, kind: str, allowed: bool) -> None:
    if "duration" in fields and not allowed:
        raise invalid(f"The 'duration' field is not supported for {kind}.")


def _gender(fields: Fields, asked: str) -> None:
    if fields.choice("vocal_gender", ("f", "m")) and asked in OLD_LIMITS:
        raise invalid(f"The 'vocal_gender' field is not supported by {asked}.")


def _auto_lyrics(fields: Fields) -> bool:
    wanted = fields.flag("auto_lyrics")
    if wanted and not fields.flag("custom_mode"):
        raise invalid("The 'auto_lyrics' field needs 'custom_mode' to be true.")
    return wanted


def _texts(fields: Fields, kind: str, *, old: bool) -> dict[str, str]:
    """The words: in custom mode title, tags and prompt, else a description. Only create_music must have them."""
    needed = kind == "create_music"
    custom = fields.flag("custom_mode", required=needed)
    return {
        "prompt": fields.text("prompt", 3000 if old else 5000, required=needed and custom),
        "tags": fields.text("tags", 200 if old else 1000, required=needed and custom),
        "title": fields.text("title", 80, required=needed and custom),
        "description": fields.text("gpt_description_prompt", 400, required=needed and not custom),
        "negative": fields.text("negative_tags", 1000),
    }
