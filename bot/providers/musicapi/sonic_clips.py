"""What Sonic says of a task, read leniently: clips that finish apart, pairs, stems. Pure.

`state` decides, never the presence of an address: while a clip runs its audio_url is a stream that changes later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.operation import Operation
from bot.domain.results import Finished, Json, Look, Pending, RawExtra, RawTake
from bot.providers import refusals
from bot.providers.fields import address, amount, inside, items, text
from bot.providers.musicapi.account import LABEL, TERMS_FACT, broken

STEMS = frozenset({Operation.STEMS, Operation.ALL_STEMS})
_DONE = frozenset({"succeeded", "success", "completed", "complete", "done"})
_FAILED = frozenset({"failed", "failure", "error", "cancelled", "canceled", "rejected", "timeout"})


class Stage(StrEnum):
    """Where a clip is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Clip:
    """One item of an answer. `tail`: it holds only the new part of an extension, and must be joined."""

    said: Mapping[str, Any]
    stage: Stage
    tail: bool = False


def read(body: Json, operation: str, fields: Json, *, late: bool = False) -> Look:
    """How the task stands. `fields` are those of the request; `late`: what still runs is waited for no longer where
    something is there already."""
    clips = _clips(body, operation)
    if not clips:
        return _without_clips(body)
    running = [clip for clip in clips if clip.stage is Stage.RUNNING]
    done = [clip for clip in clips if clip.stage is Stage.DONE]
    if running and not (late and (done or any(map(_spare, running)))):
        return Pending(len(done) / len(clips) if done else None)
    done = done or [spare for clip in running if (spare := _spare(clip))]
    failed = [clip for clip in clips if clip.stage is Stage.FAILED]
    if not done:
        return broken(body, _words(failed))
    notes = _notes(len(clips), len(done), failed, stems=operation in STEMS)
    if operation in STEMS:
        return Finished(extras=_stems(done), notes=notes, returned=body)
    return Finished(takes=_takes(done, fields), notes=notes, returned=body)


def stage(said: Mapping[str, Any]) -> Stage:
    """By its `state`. A succeeded clip that has no address of a file yet is still on its way."""
    state = text(said.get("state") or said.get("status")).strip().lower()
    if state in _FAILED:
        return Stage.FAILED
    there = bool(_file(said))
    if not state:
        return Stage.DONE if there else Stage.RUNNING
    return Stage.DONE if state in _DONE and there else Stage.RUNNING


def failed(body: Json) -> bool:
    """Whether the whole task is said to have failed."""
    return any(text(body.get(name)).strip().lower() in _FAILED for name in ("type", "state", "status"))


def _without_clips(body: Json) -> Look:
    """`{"type": "not_ready"}` and all that nobody knows is pending; the words of a failure end it."""
    return broken(body) if failed(body) else Pending()


def _clips(body: Json, operation: str) -> list[Clip]:
    data = body.get("data")
    if isinstance(data, Mapping) and operation in STEMS:
        data = [*items(list(data.values())), *({"title": n, "audio_url": u} for n, u in data.items() if address(u))]
    found = items([data] if isinstance(data, Mapping) else data)
    tail = operation == Operation.EXTEND
    return [_paired(item) if "extended" in item else Clip(item, stage(item), tail) for item in found]


def _paired(item: Mapping[str, Any]) -> Clip:
    """The whole of `{"extended", "full"}`. It is null while the join runs; where the join failed, the new part is there
    and can be joined by hand."""
    new, whole = Clip(inside(item.get("extended")), stage(inside(item.get("extended"))), tail=True), item.get("full")
    if not isinstance(whole, Mapping):
        return new if new.stage is Stage.FAILED else Clip(item, Stage.RUNNING)
    full = Clip(whole, stage(whole))
    return new if full.stage is Stage.FAILED and new.stage is Stage.DONE else full


def _spare(clip: Clip) -> Clip | None:
    """The finished new part of a pair whose whole does not come."""
    new = inside(clip.said.get("extended"))
    return Clip(new, Stage.DONE, tail=True) if new and stage(new) is Stage.DONE else None


def _file(said: Mapping[str, Any]) -> str:
    """The address of its audio; "" for none, and for the literal None.mp3 that has been seen."""
    found = address(said.get("audio_url"))
    return "" if found.rsplit("/", 1)[-1].lower().startswith(("none.", "null.")) else found


def _takes(clips: Sequence[Clip], fields: Json) -> tuple[RawTake, ...]:
    return tuple(
        RawTake(index=index, source=_file(clip.said), facts=_facts(clip, fields)) for index, clip in enumerate(clips)
    )


def _facts(clip: Clip, fields: Json) -> dict[str, Any]:
    said = clip.said
    lyrics = text(said.get("lyrics"), 20_000).strip()
    facts = {
        "clip_id": text(said.get("clip_id") or said.get("id"), 200),
        "model": text(said.get("mv"), 100),
        "model_asked": text(fields.get("mv")),
        "title": text(said.get("title"), 300).strip(),
        "tags": text(said.get("tags"), 2000).strip(),
        "lyrics": "" if lyrics.lower() == "[instrumental]" else lyrics,
        "seconds": amount(said.get("duration")),
        "tail": clip.tail,
        "terms": TERMS_FACT,
    }
    return {name: value for name, value in facts.items() if value}


def _notes(count: int, done: int, failed: Sequence[Clip], *, stems: bool) -> tuple[str, ...]:
    """What a person should know of those that are missing."""
    what = "parts" if stems else "takes"
    notes = []
    if failed:
        words = _words(failed)
        notes.append(f"{len(failed)} of {count} {what} failed at {LABEL}{f' (“{words}”)' if words else ''}.")
    if late := count - done - len(failed):
        notes.append(f"{late} of {count} {what} did not come from {LABEL} in time: the others are here.")
    return tuple(notes)


def _words(clips: Sequence[Clip]) -> str:
    return next(filter(None, (refusals.words(clip.said) for clip in clips)), "")


def _stems(clips: Sequence[Clip]) -> tuple[RawExtra, ...]:
    """Named by title; where a title comes again (24 are twice twelve), each is numbered, and those of a name stand
    together."""
    names = _plain([text(clip.said.get("title") or clip.said.get("name"), 100).strip() for clip in clips])
    groups: dict[str, list[Clip]] = {}
    for name, clip in zip(names, clips, strict=True):
        groups.setdefault(name or "part", []).append(clip)
    return tuple(
        RawExtra(
            name=f"{name} {number}" if len(group) > 1 else name,
            source=_file(clip.said),
            data={key: value for key, value in (("seconds", amount(clip.said.get("duration"))),) if value},
        )
        for name, group in groups.items()
        for number, clip in enumerate(group, 1)
    )


def _plain(titles: Sequence[str]) -> list[str]:
    """Lower-case, without what all begin with: `Harbour bed - Drums`, `Harbour bed - Bass` are drums and bass."""
    first = titles[0]
    starts = [first.rfind(mark) + len(mark) for mark in (" - ", " – ", ": ", " (") if mark in first]
    shared = max((start for start in starts if all(title[:start] == first[:start] for title in titles)), default=0)
    return [title[shared:].strip(" ()").lower() for title in titles]
