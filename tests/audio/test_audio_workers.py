"""Worker processes: the loop goes on, a crash is words, and nobody is left behind."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import audio_jobs
import psutil
import pytest
import pytest_asyncio

from bot.audio.workers import Workers
from bot.domain.errors import AudioError, WorkerDied

PATIENCE = 30


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers(2, warm=())
    async with asyncio.timeout(PATIENCE):
        yield made
    await made.close()


def workers_of(parent: psutil.Process) -> list[psutil.Process]:
    return [child for child in parent.children() if "spawn_main" in " ".join(child.cmdline())]


async def busy_with(workers: Workers, fifo: Path) -> tuple[asyncio.Task[str], int]:
    """A job under way, and the process that does it."""
    seen: asyncio.Queue[int] = asyncio.Queue()
    os.mkfifo(fifo)
    job = asyncio.create_task(workers.run(audio_jobs.wait_for, fifo, progress=lambda who: seen.put_nowait(int(who))))
    return job, await seen.get()


async def test_a_job_runs_in_another_process_that_is_kept_for_the_next(workers: Workers) -> None:
    first = await workers.run(audio_jobs.pid)
    assert first != os.getpid()
    assert await workers.run(audio_jobs.pid) == first
    assert await workers.run(audio_jobs.doubled, 21) == 42


async def test_no_process_is_there_before_the_first_job() -> None:
    before = set(psutil.Process().children())
    made = Workers(2)
    assert set(psutil.Process().children()) == before
    await made.close()
    assert set(psutil.Process().children()) == before


async def test_one_process_is_woken_once_and_the_next_job_is_its(workers: Workers) -> None:
    """Also when the job comes while the process is still being started."""
    before = set(workers_of(psutil.Process()))
    workers.wake()
    workers.wake()
    who = await workers.run(audio_jobs.pid)
    workers.wake()
    assert {process.pid for process in set(workers_of(psutil.Process())) - before} == {who}


async def test_a_process_that_is_woken_while_all_ends_is_ended() -> None:
    before = set(psutil.Process().children())
    made = Workers(2, warm=())
    made.wake()
    await made.close()
    made.wake()
    assert set(psutil.Process().children()) == before


async def test_a_job_that_burns_cpu_does_not_hold_the_loop(workers: Workers, tmp_path: Path) -> None:
    """The job ends only when the loop, after a thousand turns, writes what it looks for."""
    job = asyncio.create_task(workers.run(audio_jobs.spin_until, tmp_path / "go"))
    for _ in range(1000):
        await asyncio.sleep(0)
    assert not job.done()
    (tmp_path / "go.part").write_text("went on")
    (tmp_path / "go.part").rename(tmp_path / "go")
    assert await job == "went on"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells its threads")
async def test_matrices_are_multiplied_by_one_thread(workers: Workers) -> None:
    """Two that wait for each other took four times the processor time, on a machine that had other things to do."""
    assert await workers.run(audio_jobs.threads_of_numpy) == 0


async def test_two_jobs_run_at_a_time_and_a_third_waits(workers: Workers, tmp_path: Path) -> None:
    first, one = await busy_with(workers, tmp_path / "a")
    second, two = await busy_with(workers, tmp_path / "b")
    third = asyncio.create_task(workers.run(audio_jobs.pid))
    assert one != two
    for _ in range(100):
        await asyncio.sleep(0)
    assert not third.done()
    await asyncio.to_thread((tmp_path / "a").write_text, "x")
    assert await third == one
    assert await first == "x"
    await asyncio.to_thread((tmp_path / "b").write_text, "y")
    assert await second == "y"


async def test_progress_is_told_in_order(workers: Workers) -> None:
    seen: list[float] = []
    assert await workers.run(audio_jobs.told, progress=seen.append) == "done"
    assert seen == [0.0, 0.25, 1.0]


async def test_words_of_a_job_come_back_as_they_are_and_the_worker_stays(workers: Workers) -> None:
    first = await workers.run(audio_jobs.pid)
    with pytest.raises(AudioError, match="is text, not audio") as caught:
        await workers.run(audio_jobs.refuse)
    assert type(caught.value) is AudioError
    assert "in refuse" in "".join(caught.value.__notes__)
    assert await workers.run(audio_jobs.pid) == first


@pytest.mark.parametrize(("job", "words"), [(audio_jobs.be_odd, "Odd: odd"), (audio_jobs.unsendable, "cannot leave")])
async def test_what_cannot_be_sent_back_becomes_words(workers: Workers, job: object, words: str) -> None:
    with pytest.raises(AudioError, match=words):
        await workers.run(job)  # type: ignore[arg-type]
    assert await workers.run(audio_jobs.doubled, 1) == 2


async def test_what_cannot_be_sent_out_is_refused_and_harms_nobody(workers: Workers) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        await workers.run(lambda: None)
    assert await workers.run(audio_jobs.doubled, 1) == 2


@pytest.mark.parametrize("job", [audio_jobs.die, audio_jobs.leave])
async def test_a_worker_that_dies_under_its_job_is_words_and_the_next_job_runs(workers: Workers, job: object) -> None:
    with pytest.raises(WorkerDied, match="ended in the middle"):
        await workers.run(job)  # type: ignore[arg-type]
    assert await workers.run(audio_jobs.doubled, 4) == 8


async def test_a_killed_worker_harms_only_its_own_job(workers: Workers, tmp_path: Path) -> None:
    first, one = await busy_with(workers, tmp_path / "a")
    second, _ = await busy_with(workers, tmp_path / "b")
    os.kill(one, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        await first
    assert await workers.run(audio_jobs.doubled, 2) == 4
    await asyncio.to_thread((tmp_path / "b").write_text, "safe")
    assert await second == "safe"


async def test_a_worker_that_was_killed_while_idle_is_replaced_without_a_word(workers: Workers) -> None:
    first = psutil.Process(await workers.run(audio_jobs.pid))
    first.kill()
    await asyncio.to_thread(os.waitid, os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
    assert await workers.run(audio_jobs.pid) != first.pid


async def test_a_cancelled_job_ends_its_process(workers: Workers, tmp_path: Path) -> None:
    job, who = await busy_with(workers, tmp_path / "a")
    process = psutil.Process(who)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [process], PATIENCE)
    assert gone == [process]
    assert await workers.run(audio_jobs.doubled, 3) == 6


async def test_a_job_cancelled_while_its_process_starts_leaves_none_behind() -> None:
    before = set(workers_of(psutil.Process()))
    workers = Workers(1, warm=())
    job = asyncio.create_task(workers.run(audio_jobs.pid))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    await workers.close()
    assert set(workers_of(psutil.Process())) == before


async def test_close_ends_all_at_once_and_says_so_to_those_who_wait(tmp_path: Path) -> None:
    before = set(workers_of(psutil.Process()))
    workers = Workers(1, warm=())
    job, who = await busy_with(workers, tmp_path / "a")
    waiting = asyncio.create_task(workers.run(audio_jobs.pid))
    process = psutil.Process(who)
    async with asyncio.timeout(5):  # the promise: closing takes under 5 s whatever runs
        await workers.close()
    assert not process.is_running()
    for each in (job, waiting, workers.run(audio_jobs.pid)):
        with pytest.raises(WorkerDied, match="closing"):
            await each
    assert set(workers_of(psutil.Process())) == before
    await workers.close()


def parent(tmp_path: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A real process with three workers, two of them busy, and all its children."""
    os.mkfifo(tmp_path / "never")
    script = Path(__file__).with_name("audio_parent.py")
    command = [sys.executable, str(script), str(tmp_path / "never"), str(tmp_path / "nor this")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert process.stdout is not None
    said = process.stdout.readline().split()
    children = psutil.Process(process.pid).children(recursive=True)
    assert {int(who) for who in said} <= {child.pid for child in children}
    assert len(children) >= 3
    return process, children


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_a_killed_parent(tmp_path: Path, how: signal.Signals) -> None:
    """Busy, idle and waiting workers, and the resource tracker, end by themselves."""
    process, children = parent(tmp_path)
    try:
        process.send_signal(how)
        process.communicate(timeout=PATIENCE)
        gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    finally:
        process.kill()
        for child in children:
            if child.is_running():
                child.kill()
    assert process.returncode == -how
    assert alive == []
    assert len(gone) == len(children)
