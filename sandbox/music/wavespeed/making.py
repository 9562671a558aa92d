"""The sound of a prediction: tracks by the composer, and songs taken apart again."""

from __future__ import annotations

import asyncio
import hashlib
import random
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import aiohttp

from bot.domain.errors import AudioError
from sandbox.music.sound import Sound
from sandbox.music.tasks import Made, Work
from sandbox.music.wavespeed.habits import Habits
from sandbox.music.wavespeed.prediction import Prediction
from sandbox.music.wavespeed.wish import MEDIA, Problem, Wish

SHORTEST, LONGEST = 100.0, 200.0
"""Seconds of a usual track."""
MOST_BYTES = 200 * 2**20
PATIENCE = aiohttp.ClientTimeout(total=20)


class Making:
    """Makes what predictions ask for. It knows its own tracks again by their bytes, and so parts them truly."""

    def __init__(self, sound: Sound, habits: Habits, folder: Path) -> None:
        self._sound = sound
        self._habits = habits
        self._folder = folder
        self._takes: dict[str, Path] = {}

    def works(self, prediction: Prediction, wish: Wish, dice: random.Random) -> list[tuple[str, Work]]:
        """What is to be done: a work for each track, or one that takes a song apart."""
        if wish.model.makes == "stems":
            return [(f"{prediction.id}_0", partial(self._parted, prediction, wish))]
        lengths = [self._habits.usual_seconds or dice.uniform(SHORTEST, LONGEST) for _ in range(wish.count)]
        seeds = [dice.randrange(2**31) for _ in range(wish.count)]
        return [
            (f"{prediction.id}_{index}", partial(self._track, f"{prediction.id}_{index}", wish, seconds, seed))
            for index, (seconds, seed) in enumerate(zip(lengths, seeds, strict=True))
        ]

    async def _track(self, name: str, wish: Wish, seconds: float, seed: int) -> Made:
        vocal, format_ = wish.model.makes == "song", str(wish.values["output_format"])
        words = str(wish.values.get("prompt") or "") or "pop song"
        take = await self._sound.compose(words, seconds=seconds, seed=seed, vocal=vocal)
        path = await self._sound.encoded(take, format_)
        self._takes[await asyncio.to_thread(_digest, path)] = take
        return _made([(f"{name}.{format_}", path)], await self._sound.seconds(take))

    async def _parted(self, prediction: Prediction, wish: Wish) -> Made:
        try:
            song = await self._fetched(str(wish.values["audio"]))
            seconds = await self._sound.seconds(song)
        except (AudioError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            prediction.problem = Problem(MEDIA, "Failed to download audio from the provided URL.")
            raise AudioError("no audio there") from error
        files = await self._files(song, fine=wish.values["model"] == "audio-separation-2")
        if self._habits.stems_as == "zip":
            path = self._folder / f"{prediction.id}.zip"
            await asyncio.to_thread(_zip, path, files)
            files = [(path.name, path)]
        return _made(files, seconds)

    async def _files(self, song: Path, *, fine: bool) -> list[tuple[str, Path]]:
        """Four stems, or every part of the score and its MIDI file."""
        if not fine:
            return [(f"{name}.wav", path) for name, path in (await self._sound.quartet(song)).items()]
        files = [(f"{name}.wav", path) for name, path in (await self._sound.stems(song)).items()]
        if song in self._takes.values():
            files.append(("score.mid", await self._sound.midi(song)))
        return files

    async def _fetched(self, url: str) -> Path:
        """The take behind a link to one of our own tracks, else the file itself."""
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, raise_for_status=True) as session,
            session.get(url) as answer,
        ):
            raw = bytearray()
            async for chunk in answer.content.iter_chunked(2**16):
                raw += chunk
                if len(raw) > MOST_BYTES:
                    break
        if not raw or len(raw) > MOST_BYTES:
            raise ValueError("empty or too large")
        digest = hashlib.sha256(raw).hexdigest()
        if digest in self._takes:
            return self._takes[digest]
        path = self._folder / digest
        await asyncio.to_thread(path.write_bytes, raw)
        return path


def _made(files: Sequence[tuple[str, Path]], seconds: float) -> Made:
    return Made(path=files[0][1], seconds=seconds, more={"files": list(files)})


def _zip(path: Path, files: Sequence[tuple[str, Path]]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in files:
            archive.write(file, name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
