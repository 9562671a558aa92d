"""Beds that fit, through Slack: sets, levels, endings, loops, hits; each file is measured as it lies in the thread."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyloudnorm
import pytest
from scenario_paid import choices, form, more, words
from scenario_words import RATE, audio_files, decoded, said
from stage import Bed, Stage

from bot.domain.job import Job, Kind, State

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def beds(stage: Stage, bed: Bed) -> dict[str, np.ndarray]:
    """Every audio file of a thread by its name, decoded: (frames, 2), 1.0 is full scale."""
    thread = stage.slack.thread(bed.channel, bed.root_ts)
    files = [file for message in thread for file in audio_files(message)]
    found = {file["name"]: decoded(await stage.download(file)) for file in files}
    return {name: sound / -float(np.iinfo(sound.dtype).min) if sound.dtype.kind == "i" else sound
            for name, sound in found.items()}  # fmt: skip


async def followed(stage: Stage, bed: Bed, kind: Kind, count: int) -> list[Job]:
    """Waits until so many jobs of a kind followed in the bed's channel and are over."""
    jobs = [job for job in await stage.has_jobs(bed.channel, count + 1) if job.kind is kind]
    for job in jobs:
        await stage.reached(job, State.DELIVERED)
        await stage.ended(job)
    return jobs


def loudness(sound: np.ndarray) -> float:
    """LUFS, by a meter that is not ours."""
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound))


async def test_a_set_is_one_take_cut_down_to_each_length_to_the_sample(stage: Stage) -> None:
    bed = await stage.bed('chiptune --set 9,6,3 for "Spot"')
    assert len(await followed(stage, bed, Kind.FIT, 2)) == 2
    found = {name: len(sound) / RATE for name, sound in (await beds(stage, bed)).items()}
    assert found == {"Spot 0-09 v1.mp3": 9.0, "Spot 0-06 v2.mp3": 6.0, "Spot 0-03 v3.mp3": 3.0}
    assert words(stage, bed.channel, bed.root_ts).count("fitted from v1") >= 2
    seeds = {take.seed for take in await stage.read(lambda tx: tx.takes(thread_id=bed.take.thread_id))}
    assert len(seeds) == 1


@pytest.mark.parametrize(("asked", "lufs"), [("full", -14.0), ("podcast", -16.0), ("-26", -26.0)])
async def test_a_bed_is_as_loud_as_was_asked(stage: Stage, asked: str, lufs: float) -> None:
    bed = await stage.bed(f"calm lo-fi 0:05 wav --loudness {asked}")
    (sound,) = (await beds(stage, bed)).values()
    assert loudness(sound) == pytest.approx(lufs, abs=0.1)


async def test_a_take_is_had_at_another_length_and_level_with_another_ending(stage: Stage, fresh: Bed) -> None:
    """Under More: one line, as in a brief. Nothing is paid and nothing composed anew."""
    view = await form(stage, fresh)
    assert {"fit", "receipt"} <= set(choices(view))
    job = await more(stage, fresh, "fit", fit="0:05 --fade 1 --loudness -24")
    (take,) = await stage.read(lambda tx: tx.takes(job_id=job.id))
    assert (take.origin, take.parent, take.seed) == ("fitted", fresh.take.id, fresh.take.seed)
    assert take.receipt
    assert (take.receipt.seconds, take.receipt.cost) == (5.0, "free")
    assert take.receipt.lufs == pytest.approx(-24.0, abs=0.1)
    assert take.receipt.fitted
    assert take.receipt.fitted.faded == pytest.approx(1.0)


async def test_a_line_that_asks_for_nothing_says_so_beside_its_field(stage: Stage, fresh: Bed) -> None:
    person, view = stage.person("ben"), await form(stage, fresh)
    assert "fit" in (await person.submit(view, {"what": "fit", "fit": "warmer please"})).errors
    assert "fit" in (await person.submit(view, {"what": "fit"})).errors
    assert len(await stage.jobs(fresh.channel)) == 1


async def test_a_loop_of_a_take_that_was_none_joins_its_own_beginning(stage: Stage) -> None:
    bed = await stage.bed('chiptune 0:08 wav for "Round"')
    job = await more(stage, bed, "fit", fit="0:06 --loop")
    (take,) = await stage.read(lambda tx: tx.takes(job_id=job.id))
    assert take.receipt
    assert take.receipt.frames == 6 * RATE
    sound = (await beds(stage, bed))[f"Round 0-06 {take.label}.wav"]
    around = np.concatenate([sound[-RATE // 2 :], sound[: RATE // 2]])
    step = np.abs(np.diff(around, axis=0)).max(axis=1)
    assert step[RATE // 2 - 1] <= np.quantile(step, 0.999), "a click where it begins again"
    quiet = np.sqrt((sound[-RATE // 10 :] ** 2).mean()) / np.sqrt((sound**2).mean())
    assert quiet > 0.1, "it rings out before it begins again"


async def test_a_downbeat_falls_where_it_was_asked_for(stage: Stage) -> None:
    bed = await stage.bed("chiptune 0:12 --hit 0:07")
    assert bed.take.receipt
    assert bed.take.receipt.fitted
    (hit,) = bed.take.receipt.fitted.hits
    assert hit.met == pytest.approx(7.0, abs=0.02)
    assert bed.take.receipt.frames == 12 * RATE


async def receipt_of(stage: Stage, bed: Bed) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The receipt of a bed as files: its JSON, that of its waveform, and the certificate."""
    await more(stage, bed, "receipt")
    thread = stage.slack.thread(bed.channel, bed.root_ts)
    files = {file["name"].rpartition(" ")[2]: file for message in thread for file in message.get("files", ())}
    facts, wave, page = [
        await stage.download(files[name]) for name in ("receipt.json", "waveform.json", "certificate.pdf")
    ]
    return json.loads(facts), json.loads(wave), page


async def test_the_receipt_of_a_bed_says_all_that_is_known_and_what_is_not(stage: Stage, fresh: Bed) -> None:
    facts, wave, page = await receipt_of(stage, fresh)
    text = json.dumps(facts)
    receipt = fresh.take.receipt
    assert receipt
    assert receipt.sha256
    for fact in (receipt.sha256, "Onboarding", "U_ANN", fresh.channel, str(receipt.seed), "not on file"):
        assert fact in text, fact
    assert page.startswith(b"%PDF-")
    assert (wave["version"], wave["seconds"]) == (2, receipt.seconds)
    assert len(wave["data"]) == 2 * wave["length"]


async def test_the_ledger_lists_the_beds_of_a_channel_with_who_and_what(stage: Stage) -> None:
    bed = await stage.bed('chiptune 0:03 for "On the books"')
    await stage.ended(bed.job)
    answer = await stage.person("ben").slash(bed.channel, "ledger")
    assert answer.ok
    shown = said({"blocks": answer.blocks, "text": answer.text})
    assert "On the books" in shown
    assert "1 bed" in shown


async def test_a_wav_of_a_fitted_take_is_the_same_edit_to_the_sample(stage: Stage) -> None:
    bed = await stage.bed('chiptune 0:09 for "Edit"')
    job = await more(stage, bed, "fit", fit="0:05")
    (take,) = await stage.read(lambda tx: tx.takes(job_id=job.id))
    fitted = await stage.shown(take)
    await stage.person("ben").click(fitted.card, "bgm:wav")
    wav = (await stage.has_jobs(bed.channel, 3))[-1]
    await stage.reached(wav, State.DELIVERED)
    await stage.ended(wav)
    found = await beds(stage, bed)
    mp3, exact = found[f"Edit 0-05 {take.label}.mp3"], found[f"Edit 0-05 {take.label}.wav"]
    assert len(mp3) == len(exact) == 5 * RATE
    alike = np.corrcoef(mp3[:, 0], exact[:, 0])[0, 1]
    assert alike > 0.98


async def test_what_cannot_be_fitted_says_why(stage: Stage, fresh: Bed) -> None:
    """A loop has no end that could fade."""
    person, view = stage.person("ben"), await form(stage, fresh)
    answer = await person.submit(view, {"what": "fit", "fit": "0:05 --loop --fade 2"})
    assert "loop" in answer.errors["fit"]
