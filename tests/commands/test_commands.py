"""The command line, as a person at a terminal meets it: real processes, real files."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import av
import pytest
from commands_run import bgm

from bot.cli import COMMANDS
from sandbox.slack.server import SandboxSlack
from tests.kill.bot_process import ROOT, BotProcess

README = (ROOT / "README.md").read_text()


def test_every_command_says_what_it_does(tmp_path: Path) -> None:
    for name in COMMANDS:
        helped = bgm(name, "--help", folder=tmp_path)
        assert helped.returncode == 0
        assert f"bgm {name}" in helped.stdout


def test_the_readme_names_every_command() -> None:
    for name in COMMANDS:
        assert f"bgm {name}" in README


def test_parse_prints_json_even_of_a_text_that_begins_with_dashes(tmp_path: Path) -> None:
    parsed = bgm("parse", "--length 90 calm lo-fi", "--json", folder=tmp_path)
    assert json.loads(parsed.stdout)["duration"] == 90.0


def test_a_refused_brief_exits_2_with_an_example(tmp_path: Path) -> None:
    parsed = bgm("parse", "calm 9h", folder=tmp_path)
    assert parsed.returncode == 2
    assert parsed.stdout == ""
    assert "Try: " in parsed.stderr


def test_make_writes_a_bed_of_the_exact_length_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("one.wav", "two.wav"):
        made = bgm("make", "chiptune 3s", "-o", name, "--seed", "7", folder=tmp_path)
        assert made.returncode == 0, made.stderr
        assert "3.000 s" in made.stdout
    with av.open(str(tmp_path / "one.wav")) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 3 * 48_000
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


def test_make_writes_a_stem_per_part_and_a_loop(tmp_path: Path) -> None:
    made = bgm("make", "house 4s", "-o", "loop.flac", "--loop", "--stems", "stems", "--seed", "1", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert len(list((tmp_path / "stems").iterdir())) >= 2


def test_make_fits_the_bed_as_its_flags_say_and_writes_its_cut_downs_beside_it(tmp_path: Path) -> None:
    asked = "chiptune --set 8,4 --loudness -16 --fade 2"
    made = bgm("make", asked, "-o", "tea.wav", "--seed", "7", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("-16.0 LUFS") == 2
    for name, seconds in (("tea.wav", 8), ("tea 0-04.wav", 4)):
        with av.open(str(tmp_path / name)) as container:
            assert sum(frame.samples for frame in container.decode(audio=0)) == seconds * 48_000


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "calm 0:10 --fade 2", "-o", "x.wav", "--loop"],
        ["make", "calm 0:10 with vocals", "-o", "x.wav"],
        ["make", "calm 0:10 --provider nur", "-o", "x.wav"],
        ["make", "calm 0:10", "-o", "x.exe"],
    ],
)
def test_make_refuses_what_it_cannot_do(tmp_path: Path, arguments: list[str]) -> None:
    assert bgm(*arguments, folder=tmp_path).returncode == 2


def test_run_says_plainly_which_setting_is_missing(tmp_path: Path) -> None:
    ran = bgm("run", folder=tmp_path)
    assert ran.returncode == 2
    assert "SLACK_BOT_TOKEN is missing" in ran.stderr
    assert "SLACK_APP_TOKEN is missing" in ran.stderr


def test_doctor_checks_every_setting_in_a_line_each(tmp_path: Path) -> None:
    checked = bgm("doctor", folder=tmp_path)
    assert checked.returncode == 1
    assert "FAIL SLACK_BOT_TOKEN" in checked.stdout
    assert "ok   files folder" in checked.stdout


async def test_doctor_jobs_job_and_backup_work_beside_a_running_bot(tmp_path: Path) -> None:
    """What reads the database reads it while the bot runs."""
    async with SandboxSlack(ROOT / "manifest.yml") as slack:
        bot = BotProcess(slack, tmp_path)
        await bot.start()
        try:
            await bot.connected()
            assert (await slack.person("ann").slash("video", 'chiptune 3s for "Tea"')).ok
            await asyncio.to_thread(_look_at_it, slack, bot, tmp_path)
        finally:
            await bot.kill()


def _look_at_it(slack: SandboxSlack, bot: BotProcess, folder: Path) -> None:
    here = {"BGM_DATABASE": f"sqlite:///{bot.database}", "SLACK_API_URL": slack.api_url}
    listed = bgm("jobs", folder=folder, **here)
    assert "Tea" in listed.stdout
    told = bgm("job", listed.stdout.split()[0], folder=folder, **here)
    assert "chiptune" in told.stdout
    assert bgm("job", "nobody", folder=folder, **here).returncode == 1
    assert bgm("backup", "copy.db", folder=folder, **here).returncode == 0
    assert "Tea" in bgm("jobs", folder=folder, BGM_DATABASE=f"sqlite:///{folder / 'copy.db'}").stdout
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    assert "ok   Slack" in bgm("doctor", folder=folder, **here, **tokens).stdout


def test_the_sandbox_makes_a_bed_from_one_command(tmp_path: Path) -> None:
    """`bgm sandbox --request TEXT --exit` prints the finished thread and the path of the audio."""
    made = bgm("sandbox", "--request", 'chiptune 0:03 for "Tea"', "--exit", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "Done in" in made.stdout
    assert (tmp_path / "var" / "sandbox" / "Tea 0-03 v1.mp3").exists()


def test_the_sandbox_runs_the_whole_bot_through_a_music_api(tmp_path: Path) -> None:
    """`--provider nur`: the vendor's server is asked over HTTP, and its music is what is delivered."""
    asked = ("--request", 'chiptune 0:05 for "Tea"', "--exit")
    made = bgm("sandbox", "--provider", "nur", *asked, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "Asked by @ann · Nur" in made.stdout
    assert (tmp_path / "var" / "sandbox" / "Tea 0-05 v1.mp3").exists()


def test_the_sandbox_refuses_a_provider_that_is_none(tmp_path: Path) -> None:
    tried = bgm("sandbox", "--provider", "orchestra", "--exit", folder=tmp_path)
    assert tried.returncode == 2
    assert "orchestra is not a provider; there is musicapi" in tried.stderr


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        tried = bgm("sandbox", "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert tried.returncode == 1
    assert "is taken" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_the_sandbox_says_why_a_request_failed(tmp_path: Path) -> None:
    made = bgm("sandbox", "--request", "calm 9h", "--exit", folder=tmp_path)
    assert made.returncode == 1
    assert "10 minutes" in made.stderr
