"""`bgm settle`: what nobody can know is decided at a terminal, with a bot running or without."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from commands_run import bgm

from bot.domain.brief import Brief
from bot.domain.job import Event, Job, State
from bot.domain.ports import Transaction
from bot.domain.thread import Task, Thread
from sandbox.slack.server import SandboxSlack
from storage import open_readonly, open_store
from tests.kill.bot_process import ROOT, BotProcess
from tests.samples import JOB

NOW = 1_790_000_000.0
ADDRESS = "https://bgm.example.com/hooks/musicapi/k1.0123456789abcdef"
LOST = Task(
    id="k1",
    job_id="j1",
    provider="musicapi",
    operation="create",
    request={"call": "create", "fields": {"tags": "calm piano", "echo": ADDRESS}},
    created_at=NOW,
    answer={"looked_up": True, "evidence": "MusicAPI has taken nothing from the account so far.\x1b[2J\x9b1m"},
)


def lose(tx: Transaction) -> None:
    """A job whose paid call had no answer, and one that is well."""
    tx.add_thread(Thread(id="t1", channel="C_VIDEO", asker="U_ANN", title="Tea", created_at=NOW))
    brief = Brief(description="calm piano", title="Tea")
    job = replace(JOB, id="j1", brief=brief, provider="musicapi", created_at=NOW, asker="U_ANN", shown_as="j1:open")
    tx.add_job(job)
    tx.add_job(replace(job, id="j2", state=State.DELIVERED, shown_as="j2:open"))
    tx.add_task(LOST)
    submitting = tx.move(job, Event.SUBMIT, NOW)
    assert submitting is not None
    tx.move(submitting, Event.LOST, NOW, reason="Nobody can tell whether the music API took the order.")


async def prepare(database: Path) -> None:
    store = open_store(f"sqlite:///{database}")
    await store.write(lose)
    await store.close()


async def stored(database: Path) -> Job:
    store = open_readonly(f"sqlite:///{database}")
    job = await store.read(lambda tx: tx.job("j1"))
    await store.close()
    assert job is not None
    return job


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "bgm.db"
    asyncio.run(prepare(path))
    return path


def test_alone_it_lists_what_is_known_of_each(database: Path) -> None:
    """What was asked of whom and when, what the account says, and what to type; no signed address."""
    listed = bgm("settle", folder=database.parent, BGM_DATABASE=f"sqlite:///{database}")
    assert listed.returncode == 0
    assert "calm piano" in listed.stdout
    assert "musicapi to create" in listed.stdout
    assert "taken nothing" in listed.stdout
    assert not {"\x1b", "\x9b"} & set(listed.stdout)  # words of others do not steer the terminal
    assert "bgm settle j1 again" in listed.stdout
    assert "j2" not in listed.stdout
    assert "0123456789abcdef" not in listed.stdout


@pytest.mark.parametrize(("word", "state"), [("again", State.ACCEPTED), ("give-up", State.FAILED)])
def test_with_no_bot_running_it_decides_by_itself(database: Path, word: str, state: State) -> None:
    here = {"folder": database.parent, "BGM_DATABASE": f"sqlite:///{database}"}
    settled = bgm("settle", "j1", word, **here)
    assert settled.returncode == 0, settled.stderr
    assert f"unsettled → {state}" in settled.stdout
    job = asyncio.run(stored(database))
    assert job.state is state
    assert "operator" in (job.reason or "")
    again = bgm("settle", "j1", word, **here)
    assert again.returncode == 1
    assert "nothing to settle" in again.stderr
    assert "Nothing to settle" in bgm("settle", **here).stdout


def test_what_cannot_be_settled_is_said_in_words(database: Path) -> None:
    here = {"folder": database.parent, "BGM_DATABASE": f"sqlite:///{database}"}
    assert "delivered" in bgm("settle", "j2", "again", **here).stderr
    assert "no job j9" in bgm("settle", "j9", "again", **here).stderr
    assert "j1 again" in bgm("settle", "j1", **here).stderr
    assert bgm("settle", "j1", "perhaps", **here).returncode == 2


async def test_a_running_bot_does_it_when_it_is_asked(database: Path) -> None:
    """The database has one writer: the command asks on its socket, and the bot tells the thread."""
    async with SandboxSlack(ROOT / "manifest.yml") as slack:
        bot = BotProcess(slack, database.parent)
        await bot.start()
        try:
            await bot.connected()
            here = {"folder": database.parent, "BGM_DATABASE": f"sqlite:///{database}"}
            settled = await asyncio.to_thread(lambda: bgm("settle", "j1", "give-up", **here))
        finally:
            await bot.kill()
    assert settled.returncode == 0, settled.stderr
    assert (await stored(database)).state is State.FAILED


def test_job_shows_what_was_asked_and_what_came_back(database: Path) -> None:
    told = bgm("job", "j1", folder=database.parent, BGM_DATABASE=f"sqlite:///{database}")
    assert '"tags": "calm piano"' in told.stdout
    assert "taken nothing" in told.stdout
    assert "0123456789abcdef" not in told.stdout
