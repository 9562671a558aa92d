"""New pieces: a brief or a song's form becomes a job in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.brief import Brief, length_of, read
from bot.domain.errors import BriefRefused
from bot.domain.extra import Voice
from bot.domain.forms import Lyrics, SongAsked
from bot.domain.job import Job, Kind
from bot.domain.operation import Operation
from bot.domain.plan import first_lengths
from bot.domain.ports import Transaction
from bot.domain.thread import Thread
from bot.work.asking.answers import Accepted, Answer, Mistakes, Nothing, Refused, SongForm
from bot.work.asking.choosing import Choosing, Chosen
from bot.work.asking.quoting import in_words, orders, price
from bot.work.telling import steps

Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """A brief, who makes it, and what else goes with it (`Job.details`)."""

    brief: Brief
    chosen: Chosen
    details: Details


class Making:
    """Makes the first job of a thread."""

    def __init__(self, *, choosing: Choosing, ids: Callable[[str], str], seeds: Callable[[], int]) -> None:
        self._choosing, self._ids, self._seeds = choosing, ids, seeds

    def make(
        self, tx: Transaction, brief: Brief, *, user: str, channel: str, key: str, now: float, **sung: str
    ) -> Answer:
        """Stores the job, or says why it cannot be made. `sung`: `lyrics`, or what they are to be `about`."""
        planned = self.plan(tx, brief, **sung)
        if isinstance(planned, Refused):
            return planned
        if not tx.first_time(key, now):
            return Nothing()
        thread = Thread(id=self._ids("t"), channel=channel, asker=user, title=brief.title, created_at=now)
        job = self.job(planned, thread_id=thread.id, user=user, now=now)
        tx.add_thread(thread)
        tx.add_job(job)
        steps.open_thread(tx, job)
        return Accepted(job, planned.chosen.provider.label, notes(job, planned.chosen))

    def plan(self, tx: Transaction, brief: Brief, **sung: str) -> Planned | Refused:
        """Who makes the brief, and with what; stores nothing."""
        voice = tx.voice(brief.voice) if brief.voice else None
        if brief.voice and voice is None:
            return Refused(_no_voice(brief.voice, tx.voices()))
        chosen = self._choosing.choose(brief, needs=_needs(brief), voice=voice)
        return chosen if isinstance(chosen, Refused) else Planned(brief, chosen, _details(brief, voice, **sung))

    def job(self, planned: Planned, *, thread_id: str, user: str, now: float) -> Job:
        """The job, with the card that opens a thread."""
        job_id, brief, chosen = self._ids("j"), planned.brief, planned.chosen
        return Job(
            id=job_id,
            thread_id=thread_id,
            kind=Kind.MAKE,
            brief=replace(brief, provider=chosen.provider.name),
            asker=user,
            created_at=now,
            updated_at=now,
            seed=self._seeds() if brief.seed is None else brief.seed,
            lengths=first_lengths(brief),
            provider=chosen.provider.name,
            shown_as=f"{job_id}:open",
            alternatives=chosen.alternatives,
            details=planned.details,
        )

    def form(self, tx: Transaction, style: str, channel: str) -> SongForm:
        """What a song may be made of here."""
        return SongForm(
            style=style,
            channel=channel,
            voices=tuple(voice.name for voice in tx.voices()),
            writing=self._price_of(Operation.WRITE_LYRICS, Brief(description="song", write_lyrics=True)),
            tags=self._price_of(Operation.BETTER_TAGS, Brief(description="song", better_tags=True)),
        )

    def _price_of(self, operation: Operation, brief: Brief) -> str | None:
        """What the operation adds to a song, in words, where it is done by the first that can; None where none can."""
        able = self._choosing.who_can(operation)
        if not able:
            return None
        planned = Planned(replace(brief, instrumental=False), Chosen(able[0]), _details(brief, None))
        job = self.job(planned, thread_id="", user="", now=0.0)
        order = next((order for order in orders(job, able[0]) if order.operation is operation), None)
        return in_words(able[0].price(order)) if order else None

    def song(self, tx: Transaction, asked: SongAsked, *, user: str, channel: str, key: str, now: float) -> Answer:
        """The song that the form asks for; Mistakes, by field, where something in it cannot be read."""
        brief = read_song(asked)
        if isinstance(brief, Mistakes):
            return brief
        sung = {"lyrics" if asked.lyrics is Lyrics.MINE else "about": asked.words.strip()}
        given = self.make(tx, brief, user=user, channel=channel, key=key, now=now, **sung)
        return Mistakes({"style": given.message}) if isinstance(given, Refused) else given


def read_song(asked: SongAsked) -> Brief | Mistakes:
    """The brief that a song's form means."""
    mistakes: dict[str, str] = {}
    brief = length = None
    try:
        brief = read(asked.style)
    except BriefRefused as refusal:
        mistakes["style"] = refusal.message
    try:
        length = length_of(asked.length) if asked.length.strip() else None
    except BriefRefused:
        mistakes["length"] = "Write a length such as 2:30, or leave it empty."
    if asked.lyrics is Lyrics.MINE and not asked.words.strip():
        mistakes["words"] = "Paste the words to be sung here, or choose another way to get them."
    if brief is None or mistakes:
        return Mistakes(mistakes)
    return _song(asked, brief, length)


def _song(asked: SongAsked, brief: Brief, length: float | None) -> Brief:
    return replace(
        brief,
        title=" ".join(asked.title.split()) or brief.title,
        duration=length or brief.duration,
        instrumental=False,
        gender=asked.gender or brief.gender,
        voice=asked.voice or brief.voice,
        better_tags=asked.better_tags or brief.better_tags,
        write_lyrics=asked.lyrics is Lyrics.WRITTEN,
    )


def _needs(brief: Brief) -> tuple[Operation, ...]:
    wanted = {
        Operation.LOOP: brief.loop,
        Operation.WRITE_LYRICS: brief.write_lyrics,
        Operation.BETTER_TAGS: brief.better_tags,
    }
    return tuple(operation for operation, is_wanted in wanted.items() if is_wanted)


def _details(brief: Brief, voice: Voice | None, *, lyrics: str = "", about: str = "") -> Details:
    given = {
        "gender": brief.gender,
        "voice": voice.provider_id if voice else None,
        "better_tags": brief.better_tags,
        "write_lyrics": brief.write_lyrics and not lyrics,
        "lyrics": lyrics,
        "about": about,
        **brief.guides,
    }
    return {name: value for name, value in given.items() if value}


def notes(job: Job, chosen: Chosen) -> tuple[str, ...]:
    """What had to be left out or cut, and what it costs."""
    planned = orders(job, chosen.provider)
    cut = dict.fromkeys(note for order in planned for note in chosen.provider.request(order).notes)
    cost = in_words(price(job, chosen.provider))
    return (*chosen.notes, *cut, *((f"Price: {cost}.",) if cost else ()))


def _no_voice(name: str, voices: list[Voice]) -> str:
    kept = ", ".join(voice.name for voice in voices)
    here = (
        f"Kept here: {kept}."
        if kept
        else "None is kept here yet: on a song that you like, press More and keep its voice."
    )
    return f"There is no voice called {name}. {here}"
