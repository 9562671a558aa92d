"""What Sonic answers at once: WAV, MIDI, tempo, voice, tags, lyrics and their times, personas, uploads. Pure.

Each reader takes an answer's body and the request's fields. None: it holds nothing of what was ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.results import Broken, Finished, Json, Look, Pending, RawExtra
from bot.providers import refusals
from bot.providers.fields import address, amount, inside, items, number, text
from bot.providers.musicapi.account import LABEL
from bot.providers.musicapi.sonic_clips import Stage, failed, stage

Reader = Callable[[Json, Json], Look | None]


def _wav(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    source = address(_data(body).get("wav_url")) or address(body.get("wav_url"))
    return _extra(body, RawExtra(name="wav", source=source)) if source else None


def _midi(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    """Pending until there is a file: the first answers may have none."""
    data = _data(body)
    if source := address(data.get("midi_url")):
        names = [text(one.get("name"), 60) for one in items(data.get("instruments"))]
        return _extra(body, RawExtra(name="midi", source=source, data={"instruments": names}), keep=False)
    return Broken(f"{LABEL} could not write a MIDI file of this clip.") if failed(data) else Pending()


def _bpm(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    data = _data(body)
    average = amount(data.get("avg_bpm"))
    if average is None:
        return None
    found = {"average": average, "min": amount(data.get("min_bpm")), "max": amount(data.get("max_bpm"))}
    return _extra(body, RawExtra(name="tempo", data=found), facts={"tempo": average})


def _vox(body: Json, fields: Json) -> Look | None:
    """The voice's id and where it was taken from; whether there is a file to fetch, the vendor's page does not say."""
    data = _data(body)
    if not (voice := text(data.get("vox_audio_id"), 200)):
        return None
    found = {
        "vox_audio_id": voice,
        "vocal_start_s": number(data.get("vocal_start_s", fields.get("vocal_start_s"))),
        "vocal_end_s": number(data.get("vocal_end_s", fields.get("vocal_end_s"))),
    }
    links = (data.get("audio_url"), data.get("vox_audio_url"), data.get("url"), data.get("wave_response"))
    source = next(filter(None, map(address, links)), "")
    return _extra(body, RawExtra(name="vocals", source=source, data=found), keep=False)


def _upsampled(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    tags = text(_data(body).get("upsampled_tags") or body.get("upsampled_tags")).strip()
    return Finished(facts={"tags": tags}, returned=body) if tags else None


def _aligned(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    """Pending until there are words, also while their list is empty. One that could not be placed stands where the word
    before it ends."""
    words, last = [], 0.0
    for item in items(_data(body).get("alignment"), 5000):
        start, end = number(item.get("start_s")), number(item.get("end_s"))
        if not (word := text(item.get("word"), 200)):
            continue
        start = last if start is None or item.get("success") is False else max(start, 0.0)
        last = max(start, end or start)
        words.append({"word": word, "start": start, "end": last})
    return _extra(body, RawExtra(name="lyrics", data={"words": words}), keep=False) if words else Pending()


def _lyrics(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    found = items(body.get("results")) or items(_data(body).get("results")) or items(body.get("data"))
    for one in found:
        if lyrics := text(one.get("lyrics") or one.get("text"), 20_000).strip():
            facts = {"lyrics": lyrics, "lyrics_title": text(one.get("title"), 300).strip()}
            return Finished(facts=facts, returned=body)
    return None


def _persona(body: Json, fields: Json) -> Look | None:
    voice = text(body.get("persona_id") or _data(body).get("persona_id"), 200).strip()
    if not voice:
        return None
    extra = RawExtra(name="voice", data={"persona_id": voice, "name": text(fields.get("name"))})
    return _extra(body, extra, facts={"voice": voice})


def _upload(body: Json, fields: Json) -> Look | None:  # noqa: ARG001
    data = _data(body)
    clip = text(body.get("clip_id") or data.get("clip_id"), 200).strip()
    seconds = amount(body.get("duration") or data.get("duration"))
    facts = {"clip_id": clip, **({"seconds": seconds} if seconds else {})}
    return Finished(facts=facts, returned=body) if clip else None


def _data(body: Json) -> Mapping[str, Any]:
    """`data`, or its first item where it is a list."""
    data = body.get("data")
    return next(iter(items(data)), {}) if isinstance(data, list) else inside(data)


def _extra(body: Json, extra: RawExtra, *, facts: Json | None = None, keep: bool = True) -> Finished:
    """`keep`: the answer as it came; not where it is long and all that matters of it is in the extra."""
    return Finished(extras=(extra,), facts=facts or {}, returned=body if keep else {})


READERS: Mapping[str, Reader] = {
    "wav": _wav,
    "midi": _midi,
    "bpm": _bpm,
    "vox": _vox,
    "upsample-tags": _upsampled,
    "aligned-lyrics": _aligned,
    "lyrics": _lyrics,
    "persona": _persona,
    "upload": _upload,
}
"""By call: those whose answer is all there is. All other calls answer a task id."""
REPEATED = frozenset({"midi", "aligned-lyrics"})
"""Those that may need to be asked again."""


def read(call: str, body: Json, fields: Json) -> Look | None:
    """What a call that answers at once says; None where it holds nothing of what was ordered."""
    if failed(body):
        return Broken(f"{LABEL} could not do it: “{refusals.words(body) or 'no reason given'}”.")
    return READERS[call](body, fields)


def polled(call: str, body: Json, fields: Json) -> Look:
    """The same where the answer was a task id after all, as for an upload that takes its time."""
    clips = items(body.get("data"))
    if any(text(clip.get("state")) and stage({**clip, "audio_url": "http://any"}) is Stage.RUNNING for clip in clips):
        return Pending()
    return read(call, body, fields) or Pending()
