"""The words that go with a take's files: the comment above them, their titles, the picture in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from bot.domain.job import Kind
from bot.domain.naming import bed_name, clock
from bot.domain.ports import Letter
from bot.domain.thread import PostKind, Take
from bot.slack.blocks import Rendered
from bot.slack.text import ALT, TITLE, Plain, bold, escape, join, lines, ours, plain, words
from bot.slack.views.wording import came_from, listed, name

_MOST_SECTIONS = 12


def file_comment(letter: Letter, take: Take) -> Rendered:
    """Which take the files are, in the message that shows them."""
    label = bold(take.label) if letter.job.kind is not Kind.WAV else ours("{} as WAV", bold(take.label))
    origin = came_from(take, letter.takes) if letter.job.kind is not Kind.WAV else escape("")
    return Rendered(join(" · ", (label, origin, escape(name(letter.job.brief)), escape(clock(take.lengths[-1])))))


def files_comment(letter: Letter) -> Rendered:
    """What the extras are, in the message that shows them, and below it whatever else there is to know of them."""
    what, _, rest = (letter.post.words or "").partition("\n")
    return Rendered(join("\n", (join(" · ", (words(what), escape(name(letter.job.brief)))), lines(rest, 1000))))


def file_name(letter: Letter, path: PurePath, *, picture: bool) -> str:
    """What a file of the letter is called, e.g. `Onboarding 0-45 v1.mp3`; extras have their names already."""
    if letter.post.kind is PostKind.FILES:
        return path.name
    return f"{_stem(letter)} waveform.png" if picture else f"{_stem(letter)}{path.suffix}"


def file_titles(letter: Letter) -> tuple[Plain, ...]:
    """What Slack shows above each file: of the bed and its picture, or of every extra."""
    if letter.post.kind is PostKind.FILES:
        return tuple(plain(PurePath(path).stem, TITLE) for path in letter.post.data.get("files", ()))
    return plain(_stem(letter), TITLE), plain(f"{_stem(letter)} waveform", TITLE)


def _stem(letter: Letter) -> str:
    take = letter.take
    seconds, label = (take.lengths[-1], take.label) if take else (letter.job.duration, "")
    return bed_name(letter.job.brief, seconds, label).strip()


def alt_text(letter: Letter) -> Plain:
    """The take's waveform in words; empty for a letter about no take."""
    return described(letter, letter.take) if letter.take else plain("", ALT)


def described(letter: Letter, take: Take) -> Plain:
    """The waveform in words: Waveform of Onboarding v1: 45 seconds; intro, theme from 0:05, ending from 0:40."""
    seconds = take.receipt.seconds if take.receipt else take.lengths[-1]
    what = f"Waveform of {name(letter.job.brief)} {take.label}: {_spoken(seconds)}"
    parts = _sections(take)
    return plain(f"{what}; {listed(parts, 'then')}" if parts else what, ALT)


def _spoken(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    long = f"{minutes} minute{'s' * (minutes != 1)}" if minutes else ""
    short = f"{rest} second{'s' * (rest != 1)}" if rest or not minutes else ""
    return " ".join(filter(None, (long, short)))


def _sections(take: Take) -> list[str]:
    """The bed's sections, from (start in seconds, name) pairs; those that its maker told of where no bed was heard."""
    heard = take.facts.get("heard")
    told = (heard if isinstance(heard, Mapping) else take.facts).get("sections")
    pairs = [pair for pair in told if _is_section(pair)] if isinstance(told, Sequence) else []
    return [f"{name} from {clock(start)}" if start >= 1 else f"{name}" for start, name in pairs[:_MOST_SECTIONS]]


def _is_section(pair: object) -> bool:
    return (
        isinstance(pair, Sequence)
        and len(pair) == 2
        and isinstance(pair[0], int | float)
        and not isinstance(pair[0], bool)
        and 0 <= pair[0] < 1e6
        and isinstance(pair[1], str)
    )
