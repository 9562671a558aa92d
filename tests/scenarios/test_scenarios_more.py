"""What is behind More: everything that MusicAPI sells for a take arrives in the thread, and is paid once."""

from __future__ import annotations

import io
import zipfile

import pytest
from scenario_paid import SONG, choices, form, more, names, order, paid, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_operation_on_a_take_arrives_in_its_thread() -> None:
    """Stems (few and all), MIDI, tempo, vocals, lyrics with times, the voice, another style: each as files or words."""
    async with paid() as stage:
        bed = await stage.bed(SONG)
        offered = choices(await form(stage, bed))
        paid_for = ["restyle", "stems", "all stems", "midi", "tempo", "vocals", "lyrics", "voice"]
        assert list(offered) == ["fit", *paid_for, "receipt"]
        assert "credits" in offered["all stems"]
        for what in offered:
            await order(stage, bed, what, name="Rain voice", style="warm acoustic folk", fit="0:04")
        await stage.settled()
        found = names(stage, bed)
        assert {"Rain 0-06 v1 drums.mp3", "Rain 0-06 v1 vocals.mp3", "Rain 0-06 v1.mid"} <= set(found)
        assert {"Rain 0-06 v1 stems.zip", "Rain 0-06 v1.lrc", "Rain 0-06 v1.srt"} <= set(found)
        said = words(stage, bed.channel, bed.root_ts)
        assert "bpm" in said
        assert "restyled from v1" in said
        assert "fitted from v1" in said
        assert "rain-voice" in said
        (voice,) = await stage.read(lambda tx: tx.voices())
        assert voice.name == "rain-voice"
        sung = await stage.ask("soul 0:06 --voice rain-voice", stage.room())
        assert sung.details["voice"] == voice.provider_id


async def test_an_operation_that_was_paid_for_is_answered_from_store() -> None:
    """Stems asked for again: the form says so, the files come once more, and nobody is paid."""
    async with paid() as stage:
        bed = await stage.bed(SONG)
        server = stage.music["musicapi"]
        await more(stage, bed, "stems")
        spent = server.ledger.charged
        assert "paid for already" in choices(await form(stage, bed, "chloe"))["stems"]
        await more(stage, bed, "stems", who="chloe")
        assert server.ledger.charged == spent
        assert names(stage, bed).count("Rain 0-06 v1 drums.mp3") == 2


async def test_the_same_operation_while_it_runs_is_one_job() -> None:
    """Two people ask for one take in the same style at once: one job, and the second is told."""
    async with paid() as stage:
        bed = await stage.bed(SONG)
        first, second = await form(stage, bed, "ben"), await form(stage, bed, "chloe")
        await stage.person("ben").submit(first, {"what": "restyle", "style": "folk"})
        await stage.person("chloe").submit(second, {"what": "restyle", "style": "folk"})
        assert "is being made already" in str(stage.person("chloe").modal())
        assert len(await stage.jobs(bed.channel)) == 2


async def test_a_form_that_lacks_words_says_where() -> None:
    """Another style without a style, a voice without a name: words beside the field, and no job."""
    async with paid() as stage:
        bed = await stage.bed(SONG)
        ben, view = stage.person("ben"), await form(stage, bed)
        assert "style" in (await ben.submit(view, {"what": "restyle"})).errors
        assert "name" in (await ben.submit(view, {"what": "voice"})).errors
        assert "name" in (await ben.submit(view, {"what": "voice", "name": "*"})).errors
        assert len(await stage.jobs(bed.channel)) == 1


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


async def test_all_stems_come_in_one_archive() -> None:
    """More files than a message should hold are one zip, and it opens."""
    async with paid() as stage:
        bed = await stage.bed(SONG)
        await more(stage, bed, "all stems")
        thread = stage.slack.thread(bed.channel, bed.root_ts)
        (archive,) = [f for m in thread for f in m.get("files", ()) if f["name"].endswith(".zip")]
        with zipfile.ZipFile(io.BytesIO(await stage.download(archive))) as opened:
            assert opened.testzip() is None
            assert len(opened.namelist()) > 4
