"""The sound of the sandbox's music servers: real music by the built-in engine, made in a worker process."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from bot.audio.workers import Workers
from sandbox.music import sound_work
from sandbox.music.sound_piece import RATE, Piece, Span, asked, first, put_together

T = TypeVar("T")

QUARTET = ("vocals", "drums", "bass", "other")
_DRUMS = ("drums", "percussion")
_FEWEST_BARS, _MOST_BARS = 1, 4096


class Run(Protocol):
    """Runs a function of a module somewhere, and returns or raises what it does."""

    def __call__(self, work: Callable[..., T], /, *args: object) -> Awaitable[T]: ...


class Sound:
    """Makes music and what belongs to it. Files lie in a folder of its own, which is gone after `close`.

    The same wish is made once, and whoever asks again gets the same file. Belongs to one event loop.
    Every method raises AudioError when its file is no audio.
    """

    def __init__(self, run: Run | None = None) -> None:
        """With `run` the work is done by it; without, by one worker process, started when it is first needed."""
        self._workers = None if run is not None else Workers(1, warm=("sandbox.music.sound_desk",))
        self._run = run or cast("Run", cast("Workers", self._workers).run)
        self._folder = tempfile.TemporaryDirectory(prefix="bgm-sandbox-sound-", ignore_cleanup_errors=True)
        self._made: dict[str, asyncio.Task[Any]] = {}
        self._pieces: dict[Path, Piece] = {}
        self._tails: dict[Path, tuple[Path, int]] = {}

    async def compose(
        self, words: str, *, seconds: float, seed: int, vocal: bool = False, tempo: int | None = None
    ) -> Path:
        """A take of 3 to 600 s, 48 kHz stereo: the words read as a brief, whatever they are. `vocal` adds a voice that
        sings without words; `tempo` (beats per minute) wins over the words."""
        ask = asked(words, seconds=seconds, seed=seed, tempo=tempo)
        return await self._played((Span(ask, 0, ask.frames, vocal),))

    async def tail(self, path: Path, start: float, *, seconds: float | None = None) -> Path:
        """Only the new music that follows `start` seconds of `path`, `seconds` long or as long as `path` is.

        Seamless where `start` is before the ending; else it goes on from the beat at which the ending began.
        """
        piece = await self._piece(path)
        at = min(max(round(start * RATE), 0), piece.frames)
        frames = piece.frames if seconds is None else round(seconds * RATE)
        out = self._place(f"tail {path} {at} {frames}", "take.flac")
        made = await self._once(str(out), sound_work.go_on, piece.spans, at, frames, out)
        self._pieces[out], self._tails[out] = made, (path, at)
        return out

    async def joined(self, first_path: Path, second: Path) -> Path:
        """Both in a row. A tail of the first follows where it was asked to: what the first had beyond that is left."""
        before, after = await self._piece(first_path), await self._piece(second)
        kept = before.spans
        if second in self._tails and self._tails[second][0] == first_path:
            kept = first(kept, self._tails[second][1])
        return await self._played(put_together(kept, after.spans))

    async def encoded(self, path: Path, format: str) -> Path:  # noqa: A002 (the word that everybody uses for it)
        """The same sound as mp3, wav, flac, ogg (Opus) or m4a (AAC)."""
        out = self._place(f"encoded {path} {format}", f"sound.{format}")
        return await self._once(str(out), sound_work.encoded, path, format, out)

    async def stems(self, composed: Path) -> dict[str, Path]:
        """One WAV per part of the score (drums, bass, chords, melody ..., and vocals where somebody sings); they add
        up to the whole. Of a file from elsewhere: bass and other."""
        piece = await self._piece(composed)
        folder = self._place(f"stems {piece.spans}", "")
        return await self._once(str(folder), sound_work.parts, piece.spans, folder)

    async def quartet(self, composed: Path) -> dict[str, Path]:
        """Four WAVs that add up to the whole: vocals, drums, bass and other; what nobody plays is silent."""
        piece, parts = await self._piece(composed), await self.stems(composed)
        voices: dict[str, list[Path]] = {name: [] for name in QUARTET}
        for name, path in parts.items():
            voices["drums" if name in _DRUMS else name if name in QUARTET else "other"].append(path)
        found = {}
        for name, paths in voices.items():
            out = self._place(f"{name} {composed}", f"{name}.wav")
            found[name] = await self._once(str(out), sound_work.mixed, tuple(paths), piece.frames, out)
        return found

    async def midi(self, composed: Path) -> Path:
        """The score as a Standard MIDI File."""
        piece = await self._piece(composed)
        out = self._place(f"midi {piece.spans}", "score.mid")
        return await self._once(str(out), sound_work.written, piece.spans, out)

    async def peaks(self, path: Path, count: int = 200) -> tuple[float, ...]:
        """The loudest sample, 0 to 1, of each of `count` equal stretches."""
        count = min(max(count, _FEWEST_BARS), _MOST_BARS)
        return await self._once(f"peaks {path} {count}", sound_work.bars, path, count)

    async def tempo(self, composed: Path) -> float:
        """Beats per minute: as composed, or a guess at a file from elsewhere."""
        return (await self._piece(composed)).tempo

    async def style(self, composed: Path) -> str:
        """What kind of music it is, such as "lo-fi"; empty for a file from elsewhere."""
        return (await self._piece(composed)).style

    async def seconds(self, path: Path) -> float:
        """How long the sound of a file is, decoded."""
        return (await self._piece(path)).frames / RATE

    async def close(self) -> None:
        """Ends what is being made; the files are gone."""
        for task in self._made.values():
            task.cancel()
        if self._workers is not None:
            await self._workers.close()
        await asyncio.gather(*self._made.values(), return_exceptions=True)
        await asyncio.to_thread(self._folder.cleanup)

    async def _played(self, spans: tuple[Span, ...]) -> Path:
        out = self._place(f"take {spans}", "take.flac")
        self._pieces[out] = await self._once(str(out), sound_work.play, spans, out)
        return out

    async def _piece(self, path: Path) -> Piece:
        """What is known of a file; one from elsewhere is read."""
        if path not in self._pieces:
            read = await self._once(f"brought {path}", sound_work.brought, path)
            self._pieces[path] = replace(read, path=path)
        return self._pieces[path]

    def _place(self, name: str, file: str) -> Path:
        folder = Path(self._folder.name) / hashlib.sha256(name.encode()).hexdigest()[:24]
        folder.mkdir(exist_ok=True)
        return folder / file

    async def _once(self, name: str, work: Callable[..., T], *args: object) -> T:
        """The result of the work, which is done once per name; a failure is not kept."""
        task = self._made.get(name)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.create_task(_awaited(self._run(work, *args)), name=f"sound {name[-40:]}")
            self._made[name] = task
        return cast("T", await asyncio.shield(task))


async def _awaited(work: Awaitable[T]) -> T:
    return await work
