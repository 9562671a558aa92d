"""MusicAPI's Sonic through Slack: each operation as people ask for it, what the thread gets, what the vendor booked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio
import rows
from scenario_words import said
from stage import Bed, Stage

from bot.domain.job import Job

pytestmark = pytest.mark.asyncio(loop_scope="session")

HARBOUR = 'calm lo-fi piano 0:04 90 bpm without drums for "Harbour" --model sonic-v5'
LYRICS = "[Verse]\nRain on the roof all night\nand nobody home"
CREATE, EXTEND, JOIN = ("create_music", 20), ("extend_music", 15), ("concat_music", 2)
NO_JOINT = 0.1
"""Seconds that an MP3 of a vendor may be off."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sonic() -> AsyncIterator[Stage]:
    """A bot whose only music API is MusicAPI."""
    async with rows.set_up("musicapi") as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asked(sonic: Stage) -> dict[str, Job]:
    """What takes long is asked for first, all at once, and looked at later."""
    harbour = await sonic.ask(HARBOUR, sonic.room())
    rain = await rows.song(
        sonic, sonic.room(), "slow soul ballad", lyrics="mine", words=LYRICS, title="Rain", length="0:04", gender="f"
    )
    bed, sung = (await rows.beds(sonic, harbour))[0], (await rows.beds(sonic, rain))[0]
    found = {"harbour": harbour, "rain": rain, "extend": await rows.pressed(sonic, bed, "Extend")}
    for what in ("stems", "all stems", "midi", "tempo"):
        found[what] = await rows.more(sonic, bed, what)
    found["wav"] = await rows.pressed(sonic, bed, "WAV")
    found["lyrics"] = await rows.more(sonic, sung, "lyrics")
    found["vocals"] = await rows.more(sonic, sung, "vocals")
    found["voice"] = await rows.more(sonic, sung, "voice", name="Rain")
    found["restyle"] = await rows.more(sonic, sung, "restyle", style="warm acoustic folk")
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def bed(sonic: Stage, asked: dict[str, Job]) -> Bed:
    """The first take of an instrumental; to look at."""
    return (await rows.beds(sonic, asked["harbour"]))[0]


@pytest_asyncio.fixture(loop_scope="session")
async def sung(sonic: Stage, asked: dict[str, Job]) -> Bed:
    """The first take of a song; to look at."""
    return (await rows.beds(sonic, asked["rain"]))[0]


def charged(*operations: tuple[str, int]) -> list[tuple[str, Decimal]]:
    """A bill of these."""
    return [(name, Decimal(amount)) for name, amount in operations]


async def test_a_brief_becomes_tags_and_a_title_in_custom_mode(sonic: Stage, asked: dict[str, Job]) -> None:
    """Style and tempo as tags, what to leave out as negative tags, the title, a length that a bed can be cut from, and
    nobody sings; an old model's id is passed on as typed. One request, charged once."""
    body = await rows.order(sonic, asked["harbour"])
    wanted = {
        "task_type": "create_music",
        "custom_mode": True,
        "make_instrumental": True,
        "mv": "sonic-v5",
        "title": "Harbour",
        "tags": "lo-fi, calm, piano, 90 bpm",
        "negative_tags": "drums, vocals",
    }
    assert wanted.items() <= body.items()
    assert body["duration"] >= 10
    assert await rows.bill(sonic, asked["harbour"]) == charged(CREATE)


async def test_both_takes_are_in_the_thread_and_as_long_as_asked(sonic: Stage, asked: dict[str, Job]) -> None:
    """Two MP3s of exactly four seconds; the card says which model was asked for and which one played, and the price."""
    posted = await rows.files(sonic, await rows.over(sonic, asked["harbour"]))
    sounds = [file for name, file in posted.items() if name.endswith(".mp3")]
    assert sorted(file["name"] for file in sounds) == ["Harbour 0-04 v1.mp3", "Harbour 0-04 v2.mp3"]
    assert [await rows.seconds(sonic, file) for file in sounds] == [4.0, 4.0]
    shown = await rows.words(sonic, asked["harbour"])
    assert "sonic-v5 → sonic-v6" in shown
    assert "20 credits for 2 takes" in shown


async def test_words_that_name_no_style_are_told_as_they_are(sonic: Stage) -> None:
    """Description mode: the model reads the words itself, and is told that nobody sings."""
    job = await sonic.ask("a grey afternoon by the canal 0:04 --model v6-mini", sonic.room())
    body = await rows.order(sonic, job)
    assert not body["custom_mode"]
    assert body["gpt_description_prompt"] == "a grey afternoon by the canal. Instrumental, no vocals"
    assert (body["mv"], body["make_instrumental"]) == ("sonic-v6-mini", True)
    assert len(await rows.beds(sonic, job)) == 2


async def test_lyrics_of_ones_own_are_sung_by_whom_one_asked_for(sonic: Stage, asked: dict[str, Job]) -> None:
    """The form's words as the prompt, its singer as vocal_gender."""
    body = await rows.order(sonic, asked["rain"])
    wanted = {"prompt": LYRICS, "title": "Rain", "vocal_gender": "f", "make_instrumental": False, "custom_mode": True}
    assert wanted.items() <= body.items()
    assert await rows.bill(sonic, asked["rain"]) == charged(CREATE)


async def test_lyrics_left_to_the_model_are_asked_for_in_description_mode(sonic: Stage) -> None:
    job = await sonic.ask("soul about a lighthouse 0:04 --vocal --gender male", sonic.room())
    body = await rows.order(sonic, job)
    assert (body["custom_mode"], body["make_instrumental"], body["vocal_gender"]) == (False, False, "m")
    assert "lighthouse" in body["gpt_description_prompt"]
    assert "lyrics" in (await rows.takes(sonic, job))[0].facts


async def test_lyrics_and_better_tags_are_bought_first_and_used(sonic: Stage) -> None:
    """Three calls, each paid once, and the price of all three said before."""
    job = await rows.song(
        sonic, sonic.room(), "soul", lyrics="written", words="a lighthouse", length="0:04", tags=["tags"]
    )
    lyrics, tags, song = await rows.orders(sonic, await rows.over(sonic, job))
    assert [lyrics[0], tags[0], song[0]] == ["lyrics", "upsample-tags", "create"]
    assert "lighthouse" in lyrics[1]["description"]
    assert "[Chorus]" in song[1]["prompt"]
    assert song[1]["tags"].startswith(tags[1]["tags"])
    assert len(song[1]["tags"]) > len(tags[1]["tags"])
    bill = await rows.bill(sonic, job)
    assert sorted(bill) == sorted(charged(("lyrics", 2), ("upsample_tags", 1), CREATE))


async def test_extend_goes_on_from_the_bed_and_joins_without_being_asked(
    sonic: Stage, asked: dict[str, Job], bed: Bed
) -> None:
    """From where the four seconds end; both new parts are joined, and both wholes are 34 s long."""
    job = await rows.over(sonic, asked["extend"])
    calls = [body for _, body in await rows.orders(sonic, job)]
    assert [body["task_type"] for body in calls] == ["extend_music", "concat_music", "concat_music"]
    assert (calls[0]["continue_clip_id"], calls[0]["continue_at"]) == (bed.take.facts["clip_id"], 4.0)
    posted = await rows.files(sonic, job)
    sounds = [file for name, file in posted.items() if name.endswith(".mp3")]
    assert sorted(file["name"] for file in sounds) == ["Harbour 0-34 v3.mp3", "Harbour 0-34 v4.mp3"]
    assert [await rows.seconds(sonic, file) for file in sounds] == [34.0, 34.0]
    assert "*v3 and v4* · extended from v1" in await rows.words(sonic, job)
    assert "takes 19 credits" in said(bed.card)
    assert await rows.bill(sonic, job) == charged(EXTEND, JOIN, JOIN)


async def test_regenerate_makes_another_pair_of_the_same_wish(sonic: Stage, bed: Bed) -> None:
    """By reaction: the same words, new clips, numbered on."""
    before = len(await sonic.jobs(bed.channel))
    await sonic.react(bed, "repeat", "chloe")
    job = await rows.over(sonic, (await sonic.has_jobs(bed.channel, before + 1))[before])
    body, first = await rows.order(sonic, job), await rows.order(sonic, bed.job)
    assert {**body, "webhook_url": ""} == {**first, "webhook_url": ""}
    made = await rows.takes(sonic, job)
    assert {take.facts["clip_id"] for take in made}.isdisjoint({bed.take.facts["clip_id"]})
    assert await rows.bill(sonic, job) == charged(CREATE)


async def test_a_cover_keeps_the_words_and_takes_the_new_style(sonic: Stage, asked: dict[str, Job], sung: Bed) -> None:
    job = await rows.over(sonic, asked["restyle"])
    body = await rows.order(sonic, job)
    assert (body["task_type"], body["continue_clip_id"]) == ("cover_music", sung.take.facts["clip_id"])
    assert body["tags"] == "warm acoustic folk"
    assert body["prompt"] == LYRICS
    assert "restyled from v1" in await rows.words(sonic, job)
    for name, file in (await rows.files(sonic, job)).items():
        assert not name.endswith(".mp3") or await rows.seconds(sonic, file) == 4.0
    assert await rows.bill(sonic, job) == charged(("cover_music", 15))


async def test_a_voice_that_was_kept_sings_the_next_song(sonic: Stage, asked: dict[str, Job]) -> None:
    job = await rows.over(sonic, asked["voice"])
    assert await rows.bill(sonic, job) == charged(("persona", 1))
    assert "--voice rain" in await rows.words(sonic, job)
    next_song = await sonic.ask("soul about the sea 0:04 --voice rain", sonic.room())
    body = await rows.order(sonic, next_song)
    voice = await sonic.read(lambda tx: tx.voice("rain"))
    assert voice is not None
    assert (body["task_type"], body["persona_id"]) == ("persona_music", voice.provider_id)
    assert await rows.bill(sonic, next_song) == charged(("persona_music", 20))


async def test_basic_stems_are_four_files(sonic: Stage, asked: dict[str, Job], bed: Bed) -> None:
    """Each as long as the clip that MusicAPI made, which is said beside them."""
    job = await rows.over(sonic, asked["stems"])
    posted = await rows.files(sonic, job)
    assert sorted(posted) == [f"Harbour 0-04 v1 {name}.mp3" for name in ("bass", "drums", "other", "vocals")]
    whole = bed.take.facts["seconds"]
    for name in ("bass", "other"):
        assert abs(await rows.seconds(sonic, posted[f"Harbour 0-04 v1 {name}.mp3"]) - whole) < NO_JOINT
    assert await rows.bill(sonic, job) == charged(("stems_basic", 30))


async def test_all_stems_are_one_archive_of_every_candidate(sonic: Stage, asked: dict[str, Job], bed: Bed) -> None:
    """Twelve titles twice: 24 files that open and play."""
    job = await rows.over(sonic, asked["all stems"])
    ((name, file),) = (await rows.files(sonic, job)).items()
    assert name == "Harbour 0-04 v1 stems.zip"
    parts = rows.unpacked(await sonic.download(file))
    assert len(parts) == 24
    keys = parts["Harbour 0-04 v1 keyboard 2.mp3"]
    assert abs(rows.length_of(keys) - bed.take.facts["seconds"]) < NO_JOINT
    assert await rows.bill(sonic, job) == charged(("stems_full", 75))


async def test_the_wav_button_brings_the_vendors_own(sonic: Stage, asked: dict[str, Job]) -> None:
    job = await rows.over(sonic, asked["wav"])
    ((name, file),) = (await rows.files(sonic, job)).items()
    assert name == "Harbour 0-04 v1.wav"
    assert await rows.seconds(sonic, file) == 4.0
    assert await rows.bill(sonic, job) == charged(("wav", 2))


async def test_midi_is_a_file_with_notes(sonic: Stage, asked: dict[str, Job]) -> None:
    """The first answer says that it is not ready: it is asked again, and paid once."""
    job = await rows.over(sonic, asked["midi"])
    ((name, file),) = (await rows.files(sonic, job)).items()
    assert name == "Harbour 0-04 v1.mid"
    assert rows.notes_in(await sonic.download(file)) > 4
    assert [call for call, _ in await rows.orders(sonic, job)] == ["midi", "midi"]
    assert await rows.bill(sonic, job) == charged(("midi", 1))


async def test_a_measured_tempo_is_said_and_on_the_takes_card(sonic: Stage, asked: dict[str, Job], bed: Bed) -> None:
    job = await rows.over(sonic, asked["tempo"])
    assert "v1 · 90 bpm" in await rows.words(sonic, job)
    await sonic.until(lambda: any("· 90 bpm" in said(seen) for seen in sonic.slack.thread(bed.channel, bed.root_ts)))
    assert "· 90 bpm" in said((await sonic.shown(bed.take)).card)
    assert await rows.bill(sonic, job) == charged(("bpm", 1))


async def test_vocals_alone_are_told_where_there_is_no_file(sonic: Stage, asked: dict[str, Job]) -> None:
    """MusicAPI gives an id and where the voice is, and that is said."""
    job = await rows.over(sonic, asked["vocals"])
    assert re.search(r"sung from 0:00 to 0:\d\d", await rows.words(sonic, job))
    assert await rows.bill(sonic, job) == charged(("vox", 1))


async def test_lyrics_with_times_are_an_lrc_and_an_srt(sonic: Stage, asked: dict[str, Job]) -> None:
    """Every word that is sung within the bed, in order; asked twice, paid once."""
    job = await rows.over(sonic, asked["lyrics"])
    posted = await rows.files(sonic, job)
    assert sorted(posted) == ["Rain 0-04 v1.lrc", "Rain 0-04 v1.srt"]
    lrc = (await sonic.download(posted["Rain 0-04 v1.lrc"])).decode()
    srt = (await sonic.download(posted["Rain 0-04 v1.srt"])).decode()
    stamps = re.findall(r"^\[(\d\d):(\d\d\.\d\d)\](.+)$", lrc, re.MULTILINE)
    assert stamps[0][2].startswith("Rain on the")
    assert all(float(second) < 4.0 for _, second, _ in stamps)
    assert srt.startswith("1\n00:00:00,000 --> 00:00:0")
    assert await rows.bill(sonic, job) == charged(("aligned_lyrics", 1))


async def test_a_posted_file_is_extended_covered_and_taken_apart(sonic: Stage, bed: Bed) -> None:
    """upload-extend joins by itself, upload-cover restyles, stems are of an upload: each fetched from us."""
    room, ann = sonic.room(), sonic.person("ann")
    data = await sonic.download(next(f for f in bed.file["files"] if f["name"].endswith(".mp3")))
    message = await ann.upload(room, "draft.mp3", data)
    longer = await rows.on_file(sonic, room, message, "extend file", length="0:08")
    cover = await rows.on_file(sonic, room, message, "restyle file", style="warm folk")
    stems = await rows.on_file(sonic, room, message, "stems")
    body = await rows.order(sonic, longer)
    assert body["auto_concat"] is True
    assert body["continue_at"] <= 4.0
    sounds = [f for name, f in (await rows.files(sonic, longer)).items() if name.endswith(".mp3")]
    assert [await rows.seconds(sonic, file) for file in sounds] == [8.0, 8.0]
    assert await rows.bill(sonic, longer) == charged(("upload_extend", 15))
    assert (await rows.order(sonic, cover))["tags"] == "warm folk"
    assert await rows.bill(sonic, cover) == charged(("upload_cover", 15))
    assert len(await rows.files(sonic, await rows.over(sonic, stems))) == 4
    assert await rows.bill(sonic, stems) == charged(("upload", 2), ("stems_basic", 30))
    assert all(m["thread_ts"] == message["ts"] for m in await rows.posts(sonic, cover))


async def test_what_was_paid_for_comes_again_from_store(sonic: Stage, asked: dict[str, Job], bed: Bed) -> None:
    """MIDI asked for by somebody else: the same file, and nobody is asked or paid."""
    await rows.over(sonic, asked["midi"])
    again = await rows.over(sonic, await rows.more(sonic, bed, "midi", who="chloe"))
    assert list(await rows.files(sonic, again)) == ["Harbour 0-04 v1.mid"]
    assert await rows.tasks(sonic, again) == []


async def test_credits_are_what_musicapi_says(sonic: Stage) -> None:
    """What we spent by our own reckoning, which is what the vendor's books say; then what is left, as MusicAPI says."""
    await sonic.settled()
    room, ann, server = sonic.room(), sonic.person("ann"), rows.vendor(sonic, "musicapi")
    assert f"{server.ledger.charged} credits spent" in str((await ann.slash(room, "credits")).blocks)
    left = f"{server.account.total} credits left"
    await sonic.until(lambda: any(left in said(seen) for seen in ann.ephemerals(room)))
