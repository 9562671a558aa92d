"""Songs, through MusicAPI: by words alone, by the form, with lyrics of one's own or written first."""

from __future__ import annotations

import pytest
from rows import bill
from scenario_paid import paid
from stage import Stage

from bot.domain.job import State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_song_s_own_lyrics_are_what_is_sung(singers: Stage) -> None:
    """The form's words reach the provider as lyrics; the singer, the title and the length with them."""
    room, ann = singers.room(), singers.person("ann")
    assert (await ann.slash(room, "song slow soul ballad")).ok
    words = "[Verse]\nRain on the roof\nall night"
    filled = {"lyrics": "mine", "words": words, "title": "Rain", "length": "0:12", "gender": "f"}
    answer = await ann.submit(ann.modal() or {}, filled)
    assert "credits" in str(answer.view)
    (job,) = await singers.has_jobs(room, 1)
    await singers.reached(job, State.DELIVERED)
    (task,) = await singers.read(lambda tx: tx.tasks(job.id))
    asked = task.request["fields"]
    assert (asked["prompt"], asked["title"], asked["vocal_gender"]) == (words, "Rain", "f")
    assert not asked["make_instrumental"]


async def test_lyrics_and_better_tags_are_bought_first_and_used(singers: Stage) -> None:
    """Three calls, each paid once: words for the style, lyrics, the song that is made of both."""
    job = await singers.ask("soul about rain 0:12 --write-lyrics --better-tags", singers.room())
    await singers.reached(job, State.DELIVERED)
    tasks = await singers.read(lambda tx: tx.tasks(job.id))
    assert [task.operation for task in tasks] == ["write lyrics", "better tags", "create"]
    lyrics = tasks[0].answer["facts"]["lyrics"]
    assert tasks[2].request["fields"]["prompt"] == lyrics
    assert len(await bill(singers, job)) == 3


async def test_a_song_s_form_says_what_it_cannot_read(singers: Stage) -> None:
    """No words for one's own lyrics, a length that is none: beside their fields, and nothing is begun."""
    room, ann = singers.room(), singers.person("ann")
    await ann.slash(room, "song soul")
    answer = await ann.submit(ann.modal() or {}, {"lyrics": "mine", "length": "soon"})
    assert set(answer.errors) == {"words", "length"}
    assert await singers.jobs(room) == []


async def test_a_song_that_nobody_here_can_sing_says_so_in_the_form() -> None:
    """With the built-in engine alone the form is answered in words."""
    async with paid("builtin") as stage:
        room, ann = stage.room(), stage.person("ann")
        await ann.slash(room, "song soul")
        assert "can't sing" in (await ann.submit(ann.modal() or {}, {})).errors["style"]
