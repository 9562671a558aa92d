"""The same take as other beds: what the words of the form ask for, and what it keeps of the bed that is there."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.brief import Brief, read
from bot.domain.cutdown import cut_to
from bot.domain.errors import BriefRefused
from bot.domain.naming import clock
from bot.domain.thread import Take

MOST_TIMES = 8.0
"""How often a take can be repeated until it is long enough."""
EXAMPLE = "0:30 --fade 2"
SAY = "Say the length or the level, for example: 0:30 --fade 2, or --loudness -16, or --set 30,15,6."
SOUND = (
    "That is about how it sounds. Here the music stays as it is: only its length, level and ending change. "
    "“Another style” or a new `/bgm` changes how it sounds."
)


def refitted(brief: Brief, take: Take, words: str) -> tuple[Brief, ...]:
    """The beds that `words` ask for of a take that `brief` made, the longest first; each brief is of one bed.

    What the words do not say stays as it was. Raises BriefRefused where they cannot be done, or say nothing of it.
    """
    asked = _asked(words)
    seconds = asked.duration or take.lengths[-1]
    _check_times(asked, seconds)
    whole = _merged(brief, asked, words, seconds)
    beds = [cut_to(whole, length) for length in (seconds, *asked.cutdowns)]
    new = tuple(bed for bed in dict.fromkeys(beds) if bed != cut_to(brief, take.lengths[-1]))
    if not new:
        raise BriefRefused(f"{take.label} is like that already. {SAY}", EXAMPLE)
    _check_length(take, seconds)
    return new


def _asked(words: str) -> Brief:
    if not words.strip():
        raise BriefRefused(SAY, EXAMPLE)
    asked = read(words)
    sound = (asked.moods, asked.genres, asked.instruments, asked.exclude, asked.tempo, asked.provider, asked.model)
    if any(sound) or not asked.instrumental:
        raise BriefRefused(SOUND, EXAMPLE)
    fits = (asked.duration, asked.loudness, asked.fade, asked.cutdowns, asked.hits, asked.climax, asked.loop)
    if all(one is None or one in ((), False) for one in fits) and not _names_format(asked, words):
        raise BriefRefused(SAY, EXAMPLE)
    return asked


def _merged(brief: Brief, asked: Brief, words: str, seconds: float) -> Brief:
    loop = asked.loop or (brief.loop and asked.fade is None)
    fade = None if loop else asked.fade if asked.fade is not None else brief.fade
    return replace(
        brief,
        duration=seconds,
        loudness=asked.loudness if asked.loudness is not None else brief.loudness,
        fade=fade,
        loop=loop,
        hits=asked.hits or brief.hits,
        climax=asked.climax if asked.climax is not None else brief.climax,
        format=asked.format if _names_format(asked, words) else brief.format,
        title=asked.title or brief.title,
    )


def _names_format(asked: Brief, words: str) -> bool:
    """Whether the words name a format: mp3 is also what stands there when nobody says."""
    return asked.format != "mp3" or "mp3" in words.lower()


def _check_times(asked: Brief, seconds: float) -> None:
    """What the words say must fit the length that they do not say."""
    late = [at for at in (*asked.hits, *filter(None, (asked.climax,))) if at >= seconds]
    if late:
        raise BriefRefused(f"{clock(late[0])} lies behind the end, {clock(seconds)}.", EXAMPLE)
    if asked.fade is not None and asked.fade > seconds / 2:
        raise BriefRefused(
            f"A fade is at most half as long as the bed: {seconds / 2:g} s of {clock(seconds)}.", EXAMPLE
        )


def _check_length(take: Take, seconds: float) -> None:
    known = take.receipt.fitted if take.receipt else None
    most = MOST_TIMES * (known.before if known else take.lengths[-1])
    if seconds > most:
        raise BriefRefused(
            f"{take.label} is too short for {clock(seconds)}: repeated, it makes {clock(most)} at most. "
            "Press Extend, or ask for a longer one.",
            EXAMPLE,
        )
