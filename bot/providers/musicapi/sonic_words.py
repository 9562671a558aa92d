"""A brief in Sonic's words: for each order the one request, value by value. Pure.

What costs money is stored as `{"call": ..., "fields": {...}, "price": ...}`: the endpoint below /api/v1/sonic, its
fields, and what it was expected to cost. Addresses (webhook, file) are added when it is sent and are never in it.

Sources: docs.musicapi.ai (Sonic instructions, special scenarios), the vendor's use-case pages, and field notes on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from bot.domain.money import UNKNOWN
from bot.domain.naming import clock, subject
from bot.domain.operation import Operation
from bot.domain.plan import Order
from bot.domain.ports.provider import Request
from bot.providers.fields import amount, text
from bot.providers.musicapi import sonic_models as models
from bot.providers.musicapi.account import LABEL
from bot.providers.musicapi.words import Cutting, beyond, listed, style, tempo

Fields = dict[str, Any]
Writer = Callable[[Order, Cutting], tuple[str, Fields]]

NOTHING_SUNG = "[Instrumental]"
"""What stands where lyrics would: the vendor gives it back as the lyrics of instrumentals, and its FAQ names it as a
cue. A line of prose there would be sung where make_instrumental is not honoured."""
SPARE_SHARE, SPARE_SECONDS = 0.05, 5.0
"""More is asked for than the bed needs: `duration` is met by a few seconds only, and a bed is cut, never stretched."""
RING_OUT = 2.0
"""Seconds before the end of a clip where it may die away: an extension goes on from before them."""


def request(order: Order) -> Request:
    """The order as one call at Sonic, and what had to be cut or left out."""
    cutting = Cutting(LABEL)
    call, fields = _WRITERS[order.operation](order, cutting)
    price = models.price(order.operation)
    if order.operation is Operation.CREATE and order.brief.seed is not None:
        cutting.notes.append(f"{LABEL} takes no seed: it makes something new each time.")
    return Request({"call": call, "fields": fields, "price": str(price or UNKNOWN)}, tuple(cutting.notes))


def model_of(order: Order) -> models.Model:
    """The model typed, else the one that made what the order works on, else the default."""
    made_by = text(order.clip.get("model"))
    return models.model_named(order.brief.model) or models.model_named(made_by) or models.DEFAULT


def target(seconds: float) -> int:
    """The `duration` to ask for, in whole seconds from 10 to 360, so that a bed of so many can be cut from it."""
    return min(max(ceil(seconds * (1 + SPARE_SHARE) + SPARE_SECONDS), models.SHORTEST), models.LONGEST)


def _create(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    """New music. Custom mode where there are style words or lyrics: tags steer it best, and the prompt is what is sung.

    Description mode where nothing tells the style apart (the model then reads the words itself), and for a song without
    lyrics (the model then writes them). A kept voice sings by persona_music, which takes both modes.
    """
    voice = "" if order.brief.instrumental else text(order.details.get("voice"))
    sung: Fields = {"task_type": "persona_music", "persona_id": voice} if voice else {"task_type": "create_music"}
    return "create", {**sung, **_music(order, cutting), "duration": target(order.lengths[-1])}


def _extend(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    """The new part alone, two of them; JOIN follows. It begins where the bed ends that people heard, and before the
    clip rings out; `duration` is taken as the length of the new part."""
    return "create", {
        "task_type": "extend_music",
        "continue_clip_id": _clip(order),
        **_from_its_end(order, cutting),
        **_music(order, cutting),
    }


def _join(order: Order, cutting: Cutting) -> tuple[str, Fields]:  # noqa: ARG001
    """The whole piece that ends with this new part; the vendor knows what it goes on from."""
    return "create", {"task_type": "concat_music", "continue_clip_id": _clip(order)}


def _restyle(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    return "create", {
        "task_type": "cover_music",
        "continue_clip_id": _clip(order),
        **_music(order, cutting),
        "duration": target(order.lengths[-1]),
    }


def _extend_file(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    """Upload, extension and join in one call: auto_concat makes pairs of the new part and the whole."""
    return "upload-extend", {"auto_concat": True, **_from_its_end(order, cutting), **_music(order, cutting)}


def _restyle_file(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    return "upload-cover", {**_music(order, cutting), "duration": target(order.lengths[-1])}


def _music(order: Order, cutting: Cutting) -> Fields:
    """What all music shares: model, mode and words, what to avoid, who sings."""
    brief, model = order.brief, model_of(order)
    fields: Fields = {"mv": model.id, "make_instrumental": brief.instrumental, **_mode(order, model, cutting)}
    avoided = listed((*brief.exclude, *(("vocals",) if brief.instrumental else ())))
    if avoided:
        fields["negative_tags"] = cutting(avoided, model.tags, "what to avoid")
    gender = (text(order.details.get("gender")) or brief.gender or "").lower()
    if gender in {"f", "m"} and not brief.instrumental:
        if model.gender:
            fields["vocal_gender"] = gender
        else:
            cutting.notes.append(f"{model.id} cannot be told who sings: that was left out.")
    return fields


def _mode(order: Order, model: models.Model, cutting: Cutting) -> Fields:
    brief = order.brief
    tags, told = _tags(order)
    lyrics = _lyrics(order)
    title = cutting(_title(order), models.TITLE, "a title")
    if (brief.instrumental and told) or lyrics:
        return {
            "custom_mode": True,
            "title": title,
            "tags": cutting(tags or brief.description or "song", model.tags, "the style"),
            "prompt": cutting(lyrics, model.prompt, "lyrics") if lyrics else NOTHING_SUNG,
        }
    fields: Fields = {"custom_mode": False, "gpt_description_prompt": _description(order, cutting), "title": title}
    if told:
        fields["tags"] = cutting(tags, model.tags, "the style")
    return fields


def _tags(order: Order) -> tuple[str, bool]:
    """The style in a line, and whether it tells a style at all: the new style of a cover, better tags where they were
    asked for, else genres, moods, instruments, tempo, and what else was said."""
    brief = order.brief
    chosen = text(order.details.get("style")) or text(order.details.get("tags"))
    if chosen.strip():
        return listed((chosen, *(() if "bpm" in chosen.lower() else tempo(brief)))), True
    known = style(brief)
    return listed((*known, *tempo(brief), beyond(brief))), bool(known)


def _lyrics(order: Order) -> str:
    """What is to be sung: the words given or written; for a cover those of the original; "" where there are none."""
    if order.brief.instrumental:
        return ""
    given = text(order.details.get("lyrics"), 100_000).strip()
    if given or order.operation not in {Operation.RESTYLE, Operation.RESTYLE_FILE}:
        return given
    return text(order.clip.get("lyrics"), 100_000).strip()


def _title(order: Order) -> str:
    return order.brief.title or text(order.details.get("lyrics_title")).strip() or subject(order.brief)


def _description(order: Order, cutting: Cutting) -> str:
    """The words themselves, with what has no field of its own said after them."""
    brief = order.brief
    words = order.story or text(order.details.get("style")) or _WITHOUT_WORDS.get(order.operation, "Music")
    more = [*tempo(brief)]
    if brief.instrumental and "instrumental" not in words.lower():
        more.append("instrumental, no vocals")
    end = "".join(f". {addition.capitalize()}" for addition in more)
    return cutting(words.rstrip(" ."), models.DESCRIPTION - len(end), "a description") + end


_WITHOUT_WORDS: Mapping[Operation, str] = {
    Operation.CREATE: "Calm background music",
    Operation.EXTEND: "The same music carried on",
    Operation.EXTEND_FILE: "The same music carried on",
}


def _from_its_end(order: Order, cutting: Cutting) -> Fields:
    start = _end(order)
    more = order.lengths[-1] - start
    if more > models.LONGEST:
        cutting.notes.append(f"{LABEL} adds at most {clock(models.LONGEST)} at once: press Extend again for the rest.")
    return {"continue_at": start, "duration": target(more)}


def _end(order: Order) -> float:
    """Where to go on from, in seconds: the end of the bed that people know, before the clip or file rings out."""
    posted = order.details if order.operation is Operation.EXTEND_FILE else order.clip
    whole = amount(posted.get("seconds"))
    kept = order.lengths[-2] if len(order.lengths) > 1 else whole or order.lengths[-1]
    whole = whole or kept
    return round(max(min(kept, whole - RING_OUT), whole / 2 if whole < 2 * RING_OUT else 0.0), 2)


def _clip(order: Order) -> str:
    return text(order.clip.get("clip_id"))


def _upload(order: Order, cutting: Cutting) -> tuple[str, Fields]:  # noqa: ARG001
    """Only the file's address, which is added when it is sent."""
    return "upload", {}


def _write_lyrics(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    words = order.story or listed(style(order.brief)) or "A song"
    return "lyrics", {"description": cutting(words, models.LYRICS_BRIEF, "what the lyrics are about")}


def _better_tags(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    tags, told = _tags(order)
    words = tags if told else listed((order.brief.description, *tempo(order.brief))) or "background music"
    return "upsample-tags", {"tags": cutting(words, model_of(order).tags, "the style")}


def _vocals(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    """At most 30 s of the voice. Songs tend to begin without it, so a long one is taken from its first quarter on."""
    whole = amount(order.clip.get("seconds")) or order.lengths[-1]
    start = round(whole / 4, 2) if whole > 2 * models.VOICE_SECONDS else 0.0
    end = round(min(whole, start + models.VOICE_SECONDS), 2)
    if whole > models.VOICE_SECONDS:
        cutting.notes.append(f"{LABEL} takes out 30 s of a voice at most: from {clock(start)} to {clock(end)}.")
    return "vox", {"clip_id": _clip(order), "vocal_start_s": start, "vocal_end_s": end}


def _keep_voice(order: Order, cutting: Cutting) -> tuple[str, Fields]:
    name = text(order.details.get("name")).strip() or _title(order)
    fields: Fields = {"name": cutting(name, models.TITLE, "a voice's name"), "clip_id": _clip(order)}
    if known := listed(style(order.brief)):
        fields["styles"] = cutting(known, 200, "the style")
    return "persona", fields


def _of_clip(call: str) -> Writer:
    """A call that needs nothing but the clip."""
    return lambda order, _: (call, {"clip_id": _clip(order)})


_WRITERS: Mapping[Operation, Writer] = {
    Operation.CREATE: _create,
    Operation.EXTEND: _extend,
    Operation.JOIN: _join,
    Operation.RESTYLE: _restyle,
    Operation.UPLOAD: _upload,
    Operation.EXTEND_FILE: _extend_file,
    Operation.RESTYLE_FILE: _restyle_file,
    Operation.WRITE_LYRICS: _write_lyrics,
    Operation.BETTER_TAGS: _better_tags,
    Operation.STEMS: _of_clip("stems/basic"),
    Operation.ALL_STEMS: _of_clip("stems/full"),
    Operation.WAV: _of_clip("wav"),
    Operation.MIDI: _of_clip("midi"),
    Operation.TEMPO: _of_clip("bpm"),
    Operation.VOCALS: _vocals,
    Operation.LYRIC_TIMES: _of_clip("aligned-lyrics"),
    Operation.KEEP_VOICE: _keep_voice,
}
OPERATIONS = frozenset(_WRITERS)
AT_ONCE = frozenset(
    {
        Operation.UPLOAD,
        Operation.WRITE_LYRICS,
        Operation.BETTER_TAGS,
        Operation.WAV,
        Operation.MIDI,
        Operation.TEMPO,
        Operation.VOCALS,
        Operation.LYRIC_TIMES,
        Operation.KEEP_VOICE,
    }
)
"""What is answered at once (`sonic_figures`), so that nobody calls back. All else is a task."""
