"""A track's links: the stream, the file, its waveform and stems. Each file is made when it is first fetched."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from sandbox.music.cdn import Cdn
from sandbox.music.nur.track import Links
from sandbox.music.sound import QUARTET, Sound

POINTS = 1000
"""Of a waveform. The page gives it no shape: {"duration", "points", "peaks"} is ours."""

Compose = Callable[[], Awaitable[Path]]


class Files:
    """Puts the files of tracks on the file host."""

    def __init__(self, sound: Sound, cdn: Cdn) -> None:
        self._sound = sound
        self._cdn = cdn

    def links(self, track_id: str, format_: str, compose: Compose, *, is_whole: Callable[[], bool]) -> Links:
        """The links of one track. The stream is an empty answer until the track is whole."""

        async def stream() -> Path | None:
            return await self._encoded(compose, "mp3") if is_whole() else None

        names = {name: partial(self._stem, compose, name) for name in QUARTET}
        return Links(
            audio=self._cdn.promise(stream, f"{track_id}_stream.mp3"),
            download=self._cdn.promise(partial(self._encoded, compose, format_), f"{track_id}.{format_}"),
            waveform=self._cdn.promise(partial(self._waveform, compose), f"{track_id}.json"),
            stems={name: self._cdn.promise(made, f"{track_id}_{name}.wav") for name, made in names.items()},
        )

    async def _encoded(self, compose: Compose, format_: str) -> Path:
        return await self._sound.encoded(await compose(), format_)

    async def _stem(self, compose: Compose, name: str) -> Path:
        return (await self._sound.quartet(await compose()))[name]

    async def _waveform(self, compose: Compose) -> bytes:
        """The loudest sample of each stretch, for drawing."""
        take = await compose()
        peaks = [round(peak, 4) for peak in await self._sound.peaks(take, POINTS)]
        drawing = {"duration": await self._sound.seconds(take), "points": len(peaks), "peaks": peaks}
        return json.dumps(drawing).encode()
