"""Songs, through MusicAPI: by words alone, by the form, with lyrics of one's own or written first."""

from __future__ import annotations

import pytest
from scenario_paid import paid

from bot.domain.job import State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_song_s_own_lyrics_are_what_is_sung() -> None:
    """The form's words reach the provider as lyrics; the singer, the title and the length with them."""
    async with paid() as stage:
        room, ann = stage.room(), stage.person("ann")
        assert (await ann.slash(room, "song slow soul ballad")).ok
        words = "[Verse]\nRain on the roof\nall night"
        filled = {"lyrics": "mine", "words": words, "title": "Rain", "length": "0:12", "gender": "f"}
        answer = await ann.submit(ann.modal() or {}, filled)
        assert "credits" in str(answer.view)
        (job,) = await stage.has_jobs(room, 1)
        await stage.reached(job, State.DELIVERED)
        (task,) = await stage.read(lambda tx: tx.tasks(job.id))
        asked = task.request["fields"]
        assert (asked["prompt"], asked["title"], asked["vocal_gender"]) == (words, "Rain", "f")
        assert not asked["make_instrumental"]


async def test_lyrics_and_better_tags_are_bought_first_and_used() -> None:
    """Three calls, each paid once: words for the style, lyrics, the song that is made of both."""
    async with paid() as stage:
        job = await stage.ask("soul about rain 0:12 --write-lyrics --better-tags", stage.room())
        await stage.reached(job, State.DELIVERED)
        tasks = await stage.read(lambda tx: tx.tasks(job.id))
        assert [task.operation for task in tasks] == ["write lyrics", "better tags", "create"]
        lyrics = tasks[0].answer["facts"]["lyrics"]
        assert tasks[2].request["fields"]["prompt"] == lyrics
        paid_for = [charge["operation"] for charge in stage.music["musicapi"].ledger.charges()]
        assert len(paid_for) == 3


async def test_a_song_s_form_says_what_it_cannot_read() -> None:
    """No words for one's own lyrics, a length that is none: beside their fields, and nothing is begun."""
    async with paid() as stage:
        room, ann = stage.room(), stage.person("ann")
        await ann.slash(room, "song soul")
        answer = await ann.submit(ann.modal() or {}, {"lyrics": "mine", "length": "soon"})
        assert set(answer.errors) == {"words", "length"}
        assert await stage.jobs(room) == []


async def test_a_song_that_nobody_here_can_sing_says_so_in_the_form() -> None:
    """With the built-in engine alone the form is answered in words."""
    async with paid("builtin") as stage:
        room, ann = stage.room(), stage.person("ann")
        await ann.slash(room, "song soul")
        assert "can't sing" in (await ann.submit(ann.modal() or {}, {})).errors["style"]
