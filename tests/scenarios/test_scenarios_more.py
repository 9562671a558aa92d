"""What is behind More: everything that MusicAPI sells for a take arrives in the thread, and is paid once."""

from __future__ import annotations

import io
import zipfile

import pytest
from rows import bill
from scenario_paid import SONG, choices, form, more, names, order, paid, words
from stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_operation_on_a_take_arrives_in_its_thread(singers: Stage) -> None:
    """Stems (few and all), MIDI, tempo, vocals, lyrics with times, the voice, another style: each as files or words."""
    bed = await singers.bed(SONG)
    offered = choices(await form(singers, bed))
    paid_for = ["restyle", "stems", "all stems", "midi", "tempo", "vocals", "lyrics", "voice"]
    assert list(offered) == ["fit", *paid_for, "receipt"]
    assert "credits" in offered["all stems"]
    for what in offered:
        await order(singers, bed, what, name="Rain voice", style="warm acoustic folk", fit="0:04")
    await singers.settled()
    found = names(singers, bed)
    assert {"Rain 0-03 v1 drums.mp3", "Rain 0-03 v1 vocals.mp3", "Rain 0-03 v1.mid"} <= set(found)
    assert {"Rain 0-03 v1 stems.zip", "Rain 0-03 v1.lrc", "Rain 0-03 v1.srt"} <= set(found)
    said = words(singers, bed.channel, bed.root_ts)
    assert "bpm" in said
    assert "restyled from v1" in said
    assert "fitted from v1" in said
    assert "rain-voice" in said
    (voice,) = await singers.read(lambda tx: tx.voices())
    assert voice.name == "rain-voice"
    sung = await singers.ask("soul 0:06 --voice rain-voice", singers.room())
    assert sung.details["voice"] == voice.provider_id


async def test_an_operation_that_was_paid_for_is_answered_from_store(singers: Stage) -> None:
    """Stems asked for again: the form says so, the files come once more, and nobody is paid."""
    bed = await singers.bed(SONG)
    paid_for = await more(singers, bed, "stems")
    assert len(await bill(singers, paid_for)) == 1
    assert "paid for already" in choices(await form(singers, bed, "chloe"))["stems"]
    from_store = await more(singers, bed, "stems", who="chloe")
    assert await bill(singers, from_store) == []
    assert names(singers, bed).count("Rain 0-03 v1 drums.mp3") == 2


async def test_the_same_operation_while_it_runs_is_one_job(singers: Stage) -> None:
    """Two people ask for one take in the same style at once: one job, and the second is told."""
    bed = await singers.bed(SONG)
    first, second = await form(singers, bed, "ben"), await form(singers, bed, "chloe")
    await singers.person("ben").submit(first, {"what": "restyle", "style": "folk"})
    await singers.person("chloe").submit(second, {"what": "restyle", "style": "folk"})
    assert "is being made already" in str(singers.person("chloe").modal())
    assert len(await singers.jobs(bed.channel)) == 2


async def test_a_form_that_lacks_words_says_where(singers: Stage) -> None:
    """Another style without a style, a voice without a name: words beside the field, and no job."""
    bed = await singers.bed(SONG)
    ben, view = singers.person("ben"), await form(singers, bed)
    assert "style" in (await ben.submit(view, {"what": "restyle"})).errors
    assert "name" in (await ben.submit(view, {"what": "voice"})).errors
    assert "name" in (await ben.submit(view, {"what": "voice", "name": "*"})).errors
    assert len(await singers.jobs(bed.channel)) == 1


async def test_what_a_provider_cannot_do_is_not_shown() -> None:
    """The built-in engine has stems and MIDI, free, and nothing that is sung; the rest is made here of any take."""
    async with paid("builtin") as stage:
        bed = await stage.bed()
        assert choices(await form(stage, bed)) == {
            "fit": "the same music, as you say below · free",
            "stems": "the main parts as files · free",
            "midi": "the notes as a file · free",
            "receipt": "all that is known of it, as files · free",
        }
        await more(stage, bed, "stems")
        assert any(name.endswith((".wav", ".flac", ".zip")) for name in names(stage, bed))


async def test_all_stems_come_in_one_archive(singers: Stage) -> None:
    """More files than a message should hold are one zip, and it opens."""
    bed = await singers.bed(SONG)
    await more(singers, bed, "all stems")
    thread = singers.slack.thread(bed.channel, bed.root_ts)
    (archive,) = [f for m in thread for f in m.get("files", ()) if f["name"].endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(await singers.download(archive))) as opened:
        assert opened.testzip() is None
        assert len(opened.namelist()) > 4
