"""A brief: what somebody asked for, understood. `read` is the way from words to a Brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from bot.domain.errors import BriefRefused
from bot.domain.reading import amounts, endings
from bot.domain.reading.amounts import FORMATS
from bot.domain.reading.cleaning import clean
from bot.domain.reading.decades import find_decades
from bot.domain.reading.draft import Draft, Span
from bot.domain.reading.fit import find_fit
from bot.domain.reading.flags import EXAMPLES, Flag, find_flags
from bot.domain.reading.guides import GUIDES, flag_of, guiding
from bot.domain.reading.leaving_out import LeftOut, find_left_out
from bot.domain.reading.lengths import LENGTH, LONGEST, SHORTEST, checked, find_lengths, seconds, settle
from bot.domain.reading.lexicon import Entry, Kind, find_entries
from bot.domain.reading.looping import asks_for_loop
from bot.domain.reading.titles import Title, find_titles
from bot.domain.reading.voice import checked_gender, gender_asked, is_instrumental

__all__ = [
    "FORMATS",
    "LONGEST",
    "SHORTEST",
    "Brief",
    "as_json",
    "is_command",
    "length_of",
    "read",
    "song_words",
    "voice_name",
]

T = TypeVar("T")

LONGEST_TEXT = 3000
COMMANDS = frozenset({"help", "status", "cancel", "providers", "credits", "ledger"})
LARGEST_SEED = 2**32 - 1
LONGEST_VOICE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What somebody asked for. Lists hold lower-case words in order of appearance, without doubles."""

    description: str
    """The words for a provider: the text less flags, title, length, tempo, takes and format."""
    moods: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    instrumental: bool = True
    duration: float | None = None
    """Seconds, 3 to 600."""
    tempo: int | None = None
    """Beats per minute, 40 to 220."""
    title: str | None = None
    takes: int = 1
    format: str = "mp3"
    provider: str | None = None
    model: str | None = None
    seed: int | None = None
    gender: str | None = None
    """Of the singer: f or m; None where nobody said."""
    voice: str | None = None
    """The name of a kept voice, lower-case."""
    better_tags: bool = False
    """The provider makes the style words better first."""
    write_lyrics: bool = False
    """The provider writes the lyrics first."""
    loop: bool = False
    """Its end runs into its beginning, without a seam."""
    loudness: float | None = None
    """LUFS of the delivered file, -36 to -8; None is a bed's usual -20."""
    fade: float | None = None
    """Seconds over which its end fades away; None keeps the music's own ending."""
    cutdowns: tuple[float, ...] = ()
    """Seconds: shorter beds of the same take, longest first."""
    hits: tuple[float, ...] = ()
    """Seconds at which a downbeat falls, in the order of asking."""
    climax: float | None = None
    """The second at which the fullest part begins."""
    instrumental_id: str | None = None
    """The id that a provider gave a piece of music that the bed is to follow; the next three are for songs."""
    reference_id: str | None = None
    vocal_id: str | None = None
    melody_id: str | None = None

    @property
    def guides(self) -> dict[str, str]:
        """The ids that are to guide it, by their names (`reading.guides`)."""
        found = {name: getattr(self, name) for name in GUIDES}
        return {name: value for name, value in found.items() if value}


def is_command(text: str) -> str | None:
    """help, status, cancel ... where that is the whole text; nothing at all is help; None for a brief."""
    word = clean(text).lower()
    if not word or word == "?":
        return "help"
    return word if word in COMMANDS else None


def song_words(text: str) -> str | None:
    """What follows the word `song` where the text begins with it: it asks for the form. None for all else."""
    first, _, rest = clean(text).partition(" ")
    return rest if first.lower() == "song" else None


def read(text: str) -> Brief:
    """The brief that the text asks for. Raises BriefRefused with what was wrong and an example that works."""
    draft = whole = _draft(text)
    titles = find_titles(draft)
    draft = draft.cut(*(title.span for title in titles))
    flags = find_flags(draft)
    draft = draft.cut(*(flag.span for flag in flags))
    given = {flag.name: flag for flag in flags}
    entries = find_entries(draft.lower)
    tempo, draft = _taken(draft, given.get("tempo"), amounts.find_tempo, amounts.checked_tempo)
    fit, draft = find_fit(draft, flags, given)
    duration, draft = _duration(draft, entries, given.get("length"))
    duration, cutdowns = fit.bed(duration)
    takes, draft = _taken(draft, given.get("takes"), amounts.find_takes, amounts.checked_takes)
    format_, draft = _taken(draft, given.get("format"), amounts.find_format, amounts.checked_format)
    if duration is None and not any(letter.isalpha() for letter in whole.text):
        raise BriefRefused("Say how the music should feel and how long it should be.")
    out = find_left_out(draft.lower, entries)
    names = _names([entry for entry in entries if not _inside(entry, out)])
    instrumental = _instrumental(given, flags, draft.lower, out)
    loop = _is_on(given["loop"]) if "loop" in given else asks_for_loop(draft.lower, entries, out.spans)
    fade = endings.asked(given.get("fade"), draft.lower, entries, out.spans)
    guides = guiding(given)
    return Brief(
        description=draft.description,
        moods=names[Kind.MOOD],
        genres=names[Kind.GENRE],
        instruments=tuple(name for name in names[Kind.INSTRUMENT] if name not in out.names),
        exclude=out.names,
        instrumental=instrumental,
        duration=duration,
        tempo=tempo,
        title=_title(titles, given.get("title")),
        takes=takes or 1,
        format=format_ or "mp3",
        provider=_word(given.get("provider")),
        model=_word(given.get("model")),
        seed=_seed(given.get("seed")),
        gender=None if instrumental else _gender(given.get("gender"), draft.lower, out),
        voice=None if instrumental else _voice(given.get("voice")),
        better_tags=_is_on(given.get("better-tags")),
        write_lyrics=not instrumental and _is_on(given.get("write-lyrics")),
        loop=loop,
        loudness=fit.loudness,
        fade=endings.settled(fade, duration, loop=loop),
        cutdowns=cutdowns,
        hits=fit.hits,
        climax=fit.climax,
        instrumental_id=guides.get("instrumental_id"),
        reference_id=guides.get("reference_id"),
        vocal_id=guides.get("vocal_id"),
        melody_id=guides.get("melody_id"),
    )


def _draft(text: str) -> Draft:
    too_long = len(text) > 10 * LONGEST_TEXT
    draft = Draft.of("" if too_long else clean(text))
    if too_long or len(draft.text) > LONGEST_TEXT:
        raise BriefRefused(f"That is more than {LONGEST_TEXT:,} characters. A few words are enough.")
    if not draft.text:
        raise BriefRefused("Say how the music should feel and how long it should be.")
    return draft


def _taken(
    draft: Draft, flag: Flag | None, find: Callable[[str], tuple[T | None, list[Span]]], check: Callable[[str], T]
) -> tuple[T | None, Draft]:
    """What a flag says, else what the words say; the words are cut from the draft."""
    if flag is None:
        found, spans = find(draft.lower)
        return found, draft.cut(*spans)
    value = check(flag.value)
    with suppress(BriefRefused):
        draft = draft.cut(*find(draft.lower)[1])
    return value, draft


def _duration(draft: Draft, entries: Sequence[Entry], flag: Flag | None) -> tuple[float | None, Draft]:
    decades = find_decades(draft.lower, entries)
    if flag is None:
        lengths = find_lengths(draft.lower, decades)
        return settle(lengths, draft.lower), draft.cut(*(length.span for length in lengths))
    with suppress(BriefRefused):
        draft = draft.cut(*(length.span for length in find_lengths(draft.lower, decades)))
    return length_of(flag.value), draft


def length_of(value: str) -> float:
    """The seconds of a length alone, as in `--length 0:45`; a bare number is seconds. Raises BriefRefused."""
    return checked(_flagged_seconds(value))


def _flagged_seconds(value: str) -> float:
    text = value.strip().lower()
    if match := LENGTH.fullmatch(text):
        return seconds(match)
    try:
        if text[:1].isdigit() or text[:1] == ".":
            return float(text.replace(",", "."))
    except ValueError:
        pass
    raise BriefRefused(f"--length {value[:40]} is not a length I know.", EXAMPLES["length"])


def _inside(entry: Entry, out: LeftOut) -> bool:
    return any(start <= entry.span[0] < end for start, end in out.spans)


def _names(entries: Sequence[Entry]) -> dict[Kind, tuple[str, ...]]:
    return {kind: tuple(dict.fromkeys(e.name for e in entries if e.kind is kind)) for kind in Kind}


def _instrumental(given: Mapping[str, Flag], flags: Sequence[Flag], lower: str, out: LeftOut) -> bool:
    """What a flag says; a singer, a voice or lyrics that a flag names are sung; else what the words say."""
    said = [flag for flag in flags if flag.name in {"instrumental", "no-instrumental", "vocal"}]
    if said:
        return (said[-1].name == "instrumental") == (said[-1].value == "true")
    sung = {"voice", "gender", *(flag_of(name) for name, is_of_beds in GUIDES.items() if not is_of_beds)}
    if sung & set(given) or _is_on(given.get("write-lyrics")):
        return False
    return is_instrumental(lower, out.spans)


def _gender(flag: Flag | None, lower: str, out: LeftOut) -> str | None:
    return checked_gender(flag.value) if flag else gender_asked(lower, out.spans)


def _voice(flag: Flag | None) -> str | None:
    return voice_name(flag.value) if flag else None


def voice_name(text: str) -> str:
    """The name of a kept voice as it is kept and typed: one lower-case word, e.g. ann-b. Raises BriefRefused."""
    name = "-".join(clean(text).lower().split())
    if not re.fullmatch(r"[^\W_]+(?:['.-][^\W_]+)*", name) or len(name) > LONGEST_VOICE:
        raise BriefRefused(
            f"A voice has a name of letters and digits, at most {LONGEST_VOICE} of them.", EXAMPLES["voice"]
        )
    return name


def _is_on(flag: Flag | None) -> bool:
    return flag is not None and flag.value == "true"


def _title(titles: Sequence[Title], flag: Flag | None) -> str | None:
    """The last flag, else the first title in words; an empty one is none."""
    flagged = [(title.span[0], title.text) for title in titles if title.by_flag]
    if flag:
        flagged.append((flag.span[0], flag.value))
    text = max(flagged)[1] if flagged else next((title.text for title in titles), "")
    return text or None


def _word(flag: Flag | None) -> str | None:
    return flag.value.lower() if flag else None


def _seed(flag: Flag | None) -> int | None:
    if flag is None:
        return None
    if not flag.value.isdigit() or len(flag.value) > 10 or int(flag.value) > LARGEST_SEED:
        raise BriefRefused(f"A seed is a whole number from 0 to {LARGEST_SEED}.", EXAMPLES["seed"])
    return int(flag.value)


def as_json(brief: Brief) -> dict[str, Any]:
    """The brief as plain JSON values: tuples as lists, what is not known as null."""
    values = {field.name: getattr(brief, field.name) for field in fields(brief)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
