"""Producer, Nuro, Nur, Mureka and the built-in engine through Slack: each operation, its files, its vendor's books."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from decimal import Decimal
from functools import partial

import pytest
import pytest_asyncio
import rows
from scenario_words import buttons, said
from stage import Bed, Stage

from bot.domain.job import Job, State

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALL = ("builtin", "producer", "nuro", "nur", "mureka")
LYRICS = "[Verse]\n" + "\n".join(f"Line {n} of a song about the harbour at night" for n in range(8))
QUICK_SONG = "[Verse]\nThe harbour sleeps and so do we"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def many() -> AsyncIterator[Stage]:
    """A bot with every provider but Sonic; the built-in engine makes what names none."""
    async with rows.set_up(*ALL, providers=partial(rows.brisk, told=60.0)) as shared:
        yield shared


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asked(many: Stage) -> dict[str, Job]:
    """Everything that is made from words, asked for at once and looked at later."""
    words = {
        "builtin": 'chiptune 0:03 for "Pixel"',
        "loop": 'chiptune 0:04 wav --loop for "Round"',
        "producer": 'calm piano 0:04 92 bpm without drums for "Quay" --provider producer --model fuzz-2.0-pro',
        "nuro": 'calm jazz piano 0:04 for "Pier" --provider nuro',
        "nuro v2": 'calm jazz piano 1:05 for "Long pier" --provider nuro',
        "nur": 'calm jazz 0:06 96 bpm for "Buoy" --provider nur',
        "nur wav": "calm jazz 0:05 wav --provider nur",
        "nur flac": "calm jazz 0:05 flac --provider nur",
        "nur ogg": "calm jazz 0:05 ogg --provider nur",
        "v8": 'calm piano x3 0:04 for "Mole" --provider mureka',
        "v7.6": "calm piano 0:04 flac --provider mureka --model v7.6 --instrumental-id file-17",
        "v9": "calm piano x2 0:04 wav --provider mureka --model mureka-v9",
        "v9.5": "calm piano x2 0:04 --provider mureka --model 9.5",
    }
    found = {name: await many.ask(line, many.room()) for name, line in words.items()}
    sung = {"lyrics": "mine", "words": LYRICS, "gender": "f", "title": "Night"}
    found["nuro vocal"] = await rows.song(many, many.room(), "slow soul --provider nuro", length="0:31", **sung)
    sung = {"lyrics": "mine", "words": QUICK_SONG, "title": "Sleep", "length": "0:04"}
    found["song"] = await rows.song(many, many.room(), "soul ballad --provider mureka", **sung)
    return found


async def first(many: Stage, job: Job) -> Bed:
    """Its first take."""
    return (await rows.beds(many, job))[0]


async def lengths(many: Stage, job: Job, ending: str = ".mp3") -> list[float]:
    """How long each of its files with this ending plays (seconds)."""
    posted = await rows.files(many, await rows.over(many, job))
    return [await rows.seconds(many, file) for name, file in posted.items() if name.endswith(ending)]


def bought(what: str, *amounts: str) -> list[tuple[str, Decimal]]:
    """A bill of so much for this."""
    return [(what, Decimal(amount)) for amount in amounts]


def about(numbers: Iterable[float]) -> list[float]:
    """To the tenth of a second."""
    return [round(number, 1) for number in numbers]


# MusicAPI Producer


async def test_producer_makes_a_take_and_its_wav_is_free(many: Stage, asked: dict[str, Job]) -> None:
    """All that was said is in `sound`; the card names the model; the WAV of it is fetched and nothing is paid."""
    job = asked["producer"]
    body = await rows.order(many, job)
    assert (body["task_type"], body["mv"], body["make_instrumental"]) == ("create_music", "FUZZ-2.0 Pro", True)
    for word in ("calm", "piano", "92 bpm", "no drums", "instrumental"):
        assert word in body["sound"]
    assert await lengths(many, job) == [4.0]
    (task,) = await rows.tasks(many, job)
    assert not many.music["producer"].ledger.requests(f"/task/{task.provider_id}"), "its webhook has said it all"
    assert "FUZZ-2.0 Pro" in await rows.words(many, job)
    (take,) = await rows.takes(many, job)
    assert take.receipt
    assert (take.receipt.prompt, take.receipt.model) == (body["sound"], "FUZZ-2.0 Pro")
    assert (take.receipt.terms, take.receipt.terms_read) == ("https://musicapi.ai/terms", "2026-07-15")
    assert await rows.bill(many, job) == bought("producer", "12")
    wav = await rows.pressed(many, await first(many, job), "WAV")
    assert await lengths(many, wav, ".wav") == [4.0]
    assert await rows.orders(many, wav) == []
    assert await rows.bill(many, wav) == []


# MusicAPI Nuro


async def test_nuro_makes_a_short_bed_by_lists_of_words(many: Stage, asked: dict[str, Job]) -> None:
    """v1: its own words in lists; one take of the length."""
    body = await rows.order(many, asked["nuro"])
    assert (body["type"], body["genre"], body["duration"]) == ("bgm", ["jazz"], 5)
    assert "version" not in body
    assert await lengths(many, asked["nuro"]) == [4.0]
    assert await rows.bill(many, asked["nuro"]) == bought("nuro", "10")


async def test_nuro_makes_a_long_bed_of_sections(many: Stage, asked: dict[str, Job]) -> None:
    """v2.0: the sections add up to the length."""
    body = await rows.order(many, asked["nuro v2"])
    assert body["version"] == "v2.0"
    assert sum(part["duration"] for part in body["segments"]) == body["duration"] == 66
    assert await lengths(many, asked["nuro v2"]) == [65.0]
    assert await rows.bill(many, asked["nuro v2"]) == bought("nuro", "10")


async def test_nuro_sings_given_lyrics(many: Stage, asked: dict[str, Job]) -> None:
    body = await rows.order(many, asked["nuro vocal"])
    assert (body["type"], body["lyrics"], body["gender"]) == ("vocal", LYRICS, "Female")
    assert await lengths(many, asked["nuro vocal"]) == [31.0]
    assert await rows.bill(many, asked["nuro vocal"]) == bought("nuro", "10")


async def test_nuro_that_is_retired_is_said_and_costs_nothing(many: Stage) -> None:
    """410, in the vendor's words."""
    habits = rows.vendor(many, "nuro").habits
    habits.nuro_gone = True
    job = await many.ended(await many.ask("calm piano 0:04 --provider nuro", many.room()))
    habits.nuro_gone = False
    assert job.state is State.FAILED
    assert "retired" in await rows.words(many, job)
    assert await rows.bill(many, job) == []


# Nur


async def test_nur_is_asked_for_length_genre_and_tempo(many: Stage, asked: dict[str, Job]) -> None:
    """One track, WAV from the start; it answers pending, and the track is found by looking."""
    body = await rows.order(many, asked["nur"])
    assert {"duration": 6, "genre": "jazz", "tempo": 96, "output_format": "wav"}.items() <= body.items()
    assert "no vocals" in body["prompt"]
    assert await lengths(many, asked["nur"]) == [6.0]
    assert "96 bpm" in await rows.words(many, asked["nur"])
    assert await rows.bill(many, asked["nur"]) == bought("generate", "1")


@pytest.mark.parametrize("format_", ["wav", "flac", "ogg"])
async def test_nurs_tracks_come_in_every_format(many: Stage, asked: dict[str, Job], format_: str) -> None:
    assert about(await lengths(many, asked[f"nur {format_}"], f".{format_}")) == [5.0]


async def test_nur_may_answer_with_a_finished_track(many: Stage) -> None:
    """Completed at once: the file is in the full object, which is asked for in the same breath."""
    rows.vendor(many, "nur").at_once = 1.0
    job = await rows.over(many, await many.ask("calm jazz 0:05 --provider nur", many.room()))
    rows.vendor(many, "nur").at_once = 0.0
    assert await lengths(many, job) == [5.0]
    (task,) = await rows.tasks(many, job)
    assert task.looks <= 1
    assert await rows.bill(many, job) == bought("generate", "1")


async def test_nurs_stems_and_waveform_are_in_the_full_object(many: Stage, asked: dict[str, Job]) -> None:
    """Four stems for nothing, with a word about the silent singer; the waveform's address is kept with the take."""
    bed = await first(many, asked["nur"])
    assert bed.take.facts["waveform_url"].endswith(".json")
    stems = await rows.over(many, await rows.more(many, bed, "stems"))
    posted = await rows.files(many, stems)
    assert sorted(posted) == [f"Buoy 0-06 v1 {name}.wav" for name in ("bass", "drums", "other", "vocals")]
    assert about([await rows.seconds(many, posted["Buoy 0-06 v1 other.wav"])]) == [6.0]
    assert "may be nearly silent" in await rows.words(many, stems)
    assert await rows.bill(many, stems) == []


# Mureka at WaveSpeed


async def test_mureka_makes_up_to_three_beds_at_once(many: Stage, asked: dict[str, Job]) -> None:
    """v8 unless a model is named: three pieces of one call, each paid, each cut to the length."""
    body = await rows.order(many, asked["v8"])
    assert {"number_of_songs": 3, "output_format": "wav"}.items() <= body.items()
    assert await lengths(many, asked["v8"]) == [4.0, 4.0, 4.0]
    assert "$0.135" in await rows.words(many, asked["v8"])
    assert await rows.bill(many, asked["v8"]) == bought("mureka-ai/mureka-v8/generate-bgm", "0.135")


@pytest.mark.parametrize(
    ("model", "made", "price"), [("v7.6", ".flac", "0.03"), ("v9", ".wav .wav", "0.090"), ("v9.5", ".mp3", "0.225")]
)
async def test_mureka_plays_every_model(many: Stage, asked: dict[str, Job], model: str, made: str, price: str) -> None:
    """By whichever name it was typed, in the format that was asked for; v9.5 makes one take at a time."""
    job, endings = asked[model], made.split()
    assert await lengths(many, job, endings[0]) == [4.0 for _ in endings]
    assert f"mureka-{model}" in await rows.words(many, job)
    assert await rows.bill(many, job) == bought(f"mureka-ai/mureka-{model}/generate-bgm", price)


async def test_mureka_is_guided_by_ids_that_it_gave(many: Stage, asked: dict[str, Job]) -> None:
    """`--instrumental-id` for a bed; for a song the ids of its own kind, typed in the form's style."""
    assert (await rows.order(many, asked["v7.6"]))["instrumental_id"] == "file-17"
    style = "soul ballad 0:04 --provider mureka --reference-id r-1 --melody-id m-1"
    song = await rows.song(many, many.room(), style, lyrics="mine", words=QUICK_SONG)
    assert {"reference_id": "r-1", "melody_id": "m-1"}.items() <= (await rows.order(many, song)).items()


async def test_mureka_sings_given_lyrics(many: Stage, asked: dict[str, Job]) -> None:
    body = await rows.order(many, asked["song"])
    assert body["lyrics"] == QUICK_SONG
    assert await lengths(many, asked["song"]) == [4.0]
    assert await rows.bill(many, asked["song"]) == bought("mureka-ai/mureka-v9/generate-song", "0.03")


async def test_murekas_stems_come_as_an_archive_or_one_by_one(many: Stage, asked: dict[str, Job]) -> None:
    """A zip is passed on as it is; a list is a file for each, which is a zip of ours where they are many."""
    habits = rows.vendor(many, "mureka").habits
    beds = await rows.beds(many, asked["v8"])
    archives = []
    for bed, shape in zip(beds, ("zip", "list"), strict=False):
        habits.stems_as = shape
        stems = await rows.over(many, await rows.more(many, bed, "stems"))
        posted = await rows.files(many, stems)
        archives += [await many.download(file) for name, file in posted.items() if name.endswith(".zip")]
        assert await rows.bill(many, stems) == bought("mureka-ai/stem-song", "0.06")
    assert len(archives) == 2
    for data in archives:
        sounds = [sound for name, sound in rows.unpacked(data).items() if name.endswith(".wav")]
        assert len(sounds) > 2
        assert 4.0 < rows.length_of(sounds[0]) < 7.0


# The built-in engine


async def test_the_built_in_engine_makes_extends_and_gives_wav(many: Stage, asked: dict[str, Job]) -> None:
    """Free, to the sample; tempo and key are on the card."""
    bed = await first(many, asked["builtin"])
    assert re.search(r"\d+ bpm", said(bed.card))
    longer, wav = await rows.pressed(many, bed, "Extend"), await rows.pressed(many, bed, "WAV")
    assert await lengths(many, asked["builtin"]) == [3.0]
    assert await lengths(many, longer) == [33.0]
    assert await lengths(many, wav, ".wav") == [3.0]
    assert "confirm" not in buttons(bed.card)["Extend"]


async def test_the_built_in_engine_makes_a_loop(many: Stage, asked: dict[str, Job]) -> None:
    """To the sample, and without an ending: a loop cannot be extended."""
    bed = await first(many, asked["loop"])
    assert await lengths(many, asked["loop"], ".wav") == [4.0]
    assert bed.take.facts["loop"] is True
    assert "loop" in said(bed.root)
    assert "Extend" not in buttons(bed.card)


async def test_the_built_in_engine_gives_its_parts_and_its_score(many: Stage, asked: dict[str, Job]) -> None:
    """A file for each part, lined up with the bed; a MIDI file of the score."""
    bed = await first(many, asked["builtin"])
    stems, midi = await rows.more(many, bed, "stems"), await rows.more(many, bed, "midi")
    ((_, archive),) = (await rows.files(many, await rows.over(many, stems))).items()
    parts = rows.unpacked(await many.download(archive))
    assert len(parts) == len(bed.take.facts["parts"])
    assert {rows.length_of(part) for part in parts.values()} == {3.0}
    ((name, file),) = (await rows.files(many, await rows.over(many, midi))).items()
    assert name == "Pixel 0-03 v1.mid"
    assert rows.notes_in(await many.download(file)) > 4


# All


async def test_providers_and_credits_name_every_account(many: Stage) -> None:
    """MusicAPI's credits and WaveSpeed's dollars, as they are now."""
    await many.settled()
    room, ann = many.room(), many.person("ann")
    listed = str((await ann.slash(room, "providers")).blocks)
    assert all(f"`--provider {name}`" in listed for name in ALL)
    await ann.slash(room, "credits")
    left = [
        f"{rows.vendor(many, 'nuro').account.total} credits left",
        f"${rows.vendor(many, 'mureka').account.total:.2f} left",
    ]
    await many.until(lambda: any(all(one in said(seen) for one in left) for seen in ann.ephemerals(room)))


async def test_nothing_was_charged_that_no_job_explains(many: Stage) -> None:
    """The books of all vendors hold what the jobs' calls cost, and nothing else."""
    await many.settled()
    jobs = await many.read(lambda tx: tx.jobs())
    bills = [await rows.bill(many, job) for job in jobs if job.provider != "builtin"]
    booked = sum(many.music[name].ledger.charged for name in ("producer", "nur", "mureka"))
    assert sum(amount for bill in bills for _, amount in bill) == booked
