"""The card of a job: the one that opens a thread, and those of later jobs in it."""

from __future__ import annotations

from typing import Any

from bot.domain.brief import Brief
from bot.domain.job import Event, Kind, State, can
from bot.domain.naming import clock
from bot.domain.ports import Letter
from bot.domain.thread import TakeState
from bot.domain.wish import Wish
from bot.slack.blocks import Block, Rendered, button, context, section
from bot.slack.text import Mrkdwn, bold, code, escape, join, mention, ours, words
from bot.slack.views.preview import preview_card
from bot.slack.views.progress import progress
from bot.slack.views.wording import came_from, listed, name, took, understood

_LONGEST_RETRY = 160


def thread_card(letter: Letter) -> Rendered:
    """The card that opens a thread. Its mention is the only one that the bot ever posts; an edit notifies nobody."""
    job, state = letter.job, standing(letter)
    head = ours("{}\n{}", bold(name(job.brief)), understood(job))
    asked = ours("Asked by {} · {}", mention(letter.thread.asker), escape(letter.engine))
    text = ours("{} · asked by {}: {}", escape(name(job.brief)), mention(letter.thread.asker), state)
    return Rendered(text, (section(ours("{}\n{}", head, asked)), section(state, cancel_button(letter))))


def child_card(letter: Letter) -> Rendered:
    """The card of a later job: what it does to which take; once it is done, which take came of it."""
    head, state = _heading(letter), standing(letter)
    text = ours("{}: {}", head, state)
    if letter.job.state is State.DELIVERED and letter.job.kind is Kind.LAY:
        return preview_card(letter, state)
    if letter.job.state is State.DELIVERED:
        return Rendered(text, (section(head), context(state)))
    return Rendered(text, (section(head), section(state, cancel_button(letter))))


def cancel_button(letter: Letter) -> Block | None:
    """Shown as long as the job can be cancelled."""
    if not can(letter.job.state, Event.CANCEL):
        return None
    return button(Wish.CANCEL, "Cancel", letter.job.id, f"Cancel {name(letter.job.brief)}")


def standing(letter: Letter) -> Mrkdwn:
    """Where the job stands, what one can do about it, and why another provider makes it."""
    elsewhere = letter.moved_on if letter.moved_on != letter.job.reason else ""
    return join("\n", (_stands(letter), words(elsewhere, 600)))


def _stands(letter: Letter) -> Mrkdwn:
    match letter.job.state:
        case State.DELIVERED:
            return _delivered(letter)
        case State.CANCELLED:
            return words(f"Cancelled after {took(letter.job.updated_at - letter.job.created_at)}. Nothing was posted.")
        case State.FAILED:
            return _failed(letter)
        case _:
            return progress(letter.job, letter.now)


def _delivered(letter: Letter) -> Mrkdwn:
    done = f"Done in {took(letter.job.updated_at - letter.job.created_at)}"
    here = [take.label for take in letter.made if take.state not in {TakeState.WITHDRAWN, TakeState.EXPIRED}]
    if here:
        return escape(f"{done}: {listed(here)} {'is' if len(here) == 1 else 'are'} below.")
    if any(take.state is TakeState.EXPIRED for take in letter.made):
        return escape(f"{done}. Its files are no longer kept.")
    if letter.made:
        return escape(f"{done}. It was withdrawn.")
    return escape(f"{done}." if letter.job.kind.makes_takes else f"{done}: it is below.")


def _failed(letter: Letter) -> Mrkdwn:
    reason = letter.job.reason or "Something went wrong on my side."
    return ours("⚠️ {}\n{}", words(f"This could not be made. {reason}"), _advice(letter))


def _advice(letter: Letter) -> Mrkdwn:
    """How to try again."""
    if "slack_file" in letter.job.details:
        return words("To try again, choose it anew in the menu of the message that has the file.")
    again = _command(letter) if letter.job.kind is Kind.MAKE else ""
    if again:
        return ours("To try again: {}", code(again))
    return words("Press the button of the take again to try once more." if letter.job.parent else "Ask for it again.")


def _command(letter: Letter) -> str:
    """The wish as one would type it; empty where it is too long to be worth it. Own lyrics go into the form again."""
    brief, about = letter.job.brief, " ".join(_detail(letter, "about").split())
    parts = (
        "/bgm song" if _detail(letter, "lyrics") else "/bgm",
        ", ".join(filter(None, (brief.description, f"about {about}" if about else ""))),
        clock(brief.duration) if brief.duration else "",
        f"{brief.tempo} bpm" if brief.tempo else "",
        *_flags(brief),
        f"x{brief.takes}" if brief.takes > 1 else "",
        brief.format if brief.format != "mp3" else "",
        f'for "{brief.title}"' if brief.title and '"' not in brief.title else "",
    )
    typed = " ".join(filter(None, parts))
    return typed if len(typed) <= _LONGEST_RETRY else ""


def _flags(brief: Brief) -> tuple[str, ...]:
    """What the words do not say by themselves."""
    given = {"model": brief.model, "gender": brief.gender, "voice": brief.voice, **_fitting(brief)}
    on = {"vocal": not brief.instrumental, "write-lyrics": brief.write_lyrics, "better-tags": brief.better_tags}
    guides = {name.replace("_", "-"): value for name, value in brief.guides.items()}
    switches = [f"--{name}" for name, is_on in {**on, "loop": brief.loop}.items() if is_on]
    return (*switches, *(f"--{name} {value}" for name, value in {**given, **guides}.items() if value))


def _fitting(brief: Brief) -> dict[str, str]:
    """How it is to be fitted, as flags and their values."""
    fitting = {
        "loudness": f"{brief.loudness:g}" if brief.loudness is not None else "",
        "fade": f"{brief.fade:g}" if brief.fade is not None else "",
        "set": ",".join(f"{seconds:g}" for seconds in brief.cutdowns),
        "hit": ",".join(clock(hit) for hit in brief.hits),
        "climax": clock(brief.climax) if brief.climax is not None else "",
    }
    return {name: value for name, value in fitting.items() if value}


def _heading(letter: Letter) -> Mrkdwn:
    if letter.job.state is State.DELIVERED and letter.made:
        labels = listed([take.label for take in letter.made])
        return join(" · ", (bold(labels), came_from(letter.made[-1], letter.takes) or _of_file(letter)))
    template, *parts = _doing(letter)
    return ours(template, *parts)


def _of_file(letter: Letter) -> Mrkdwn:
    """Extended from draft.mp3; empty for a job about no posted file."""
    phrase = {Kind.EXTEND_FILE: "extended from", Kind.RESTYLE_FILE: "restyled from"}.get(letter.job.kind)
    return ours("{} {}", escape(phrase), escape(_detail(letter, "title") or "your file")) if phrase else escape("")


def _doing(letter: Letter) -> tuple[Any, ...]:
    """What the job does, as a template and its parts."""
    parent = bold(letter.parent.label) if letter.parent else escape("the take")
    to = escape(clock(letter.job.duration))
    doing: dict[Kind, tuple[Any, ...]] = {
        Kind.MAKE: _making(letter),
        Kind.EXTEND: ("Extending {} to {}", parent, to),
        Kind.REGENERATE: ("Another take like {}", parent),
        Kind.REMAKE: ("Making {} again from its seed", parent),
        Kind.RESTYLE: ("{} in another style: {}", parent, _style(letter)),
        Kind.EXTEND_FILE: ("Extending {} to {}", _file(letter), to),
        Kind.RESTYLE_FILE: ("{} in another style: {}", _file(letter), _style(letter)),
        Kind.FIT: ("{} as another bed: {}", parent, _fit(letter)),
        Kind.LAY: ("Laying {} under {}", parent if letter.job.parent else escape("the bed"), _file(letter)),
        Kind.VOICE: ("Keeping the voice of {} as {}", parent, bold(_detail(letter, "name") or "a voice")),
    }
    whose = parent if letter.job.parent else _file(letter)
    return doing.get(letter.job.kind) or ("{} of {}", escape(_EXTRAS.get(letter.job.kind, "Files")), whose)


def _making(letter: Letter) -> tuple[Any, ...]:
    """A bed; one for a posted recording says for which, and what was understood, as no other card of it does."""
    named = bold(name(letter.job.brief))
    if "slack_file" not in letter.job.details:
        return ("{}", named)
    return ("{} for {}\n{}", named, _file(letter), understood(letter.job))


_EXTRAS = {
    Kind.WAV: "WAV",
    Kind.STEMS: "Stems",
    Kind.ALL_STEMS: "All stems",
    Kind.MIDI: "MIDI",
    Kind.TEMPO: "Tempo",
    Kind.VOCALS: "Vocals alone",
    Kind.LYRICS: "Lyrics with times",
    Kind.RECEIPT: "Receipt and certificate",
}


def _fit(letter: Letter) -> Mrkdwn:
    """0:30 · −16 LUFS · fading over 2 s: what is asked of it."""
    brief = letter.job.brief
    parts = (
        clock(letter.job.duration),
        "a loop" if brief.loop else "",
        f"{brief.loudness:g} LUFS".replace("-", "−") if brief.loudness is not None else "",
        f"fading over {brief.fade:g} s" if brief.fade is not None else "",
        f"a hit at {listed([clock(hit) for hit in brief.hits])}" if brief.hits else "",
        f"the climax at {clock(brief.climax)}" if brief.climax is not None else "",
        brief.format if brief.format != "mp3" else "",
    )
    return join(" · ", (escape(part) for part in parts))


def _style(letter: Letter) -> Mrkdwn:
    return escape(_detail(letter, "style") or letter.job.brief.description, 200)


def _file(letter: Letter) -> Mrkdwn:
    return bold(_detail(letter, "title") or "the file")


def _detail(letter: Letter, key: str) -> str:
    value = letter.job.details.get(key)
    return value if isinstance(value, str) else ""
