"""The least that a delivery can take: finishing the same take alone, in a worker that has nothing else to do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

from bot.audio.bed import FinishOrder, make_bed
from bot.audio.folder import scratch
from bot.audio.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Finishing:
    """Seconds of finishing one take, alone: all of it as the bot does it, and its parts one by one."""

    length: float
    whole: float
    prepare: float
    """Decoding the take, looking at it, listening to it and fitting it."""
    measure: float
    """The take's loudness."""
    encode: float
    processor: float
    """Of all processors together, while it was encoded."""
    check: float
    """Decoding what was encoded, its loudness, true peak and bars."""
    picture: float


class Floor:
    """Finishes takes again, one at a time, in a worker of its own; close it when done."""

    def __init__(self) -> None:
        self._workers = Workers(1)

    async def warm(self) -> None:
        """Starts the worker, so that no figure holds its start."""
        await self._workers.run(_nothing)

    async def finish(self, order: FinishOrder) -> Finishing:
        """The same once more, as the bot did it; then part by part."""
        start = time.perf_counter()
        bed = await self._workers.run(make_bed, order)
        whole = time.perf_counter() - start
        spent = await self._workers.run(parts, order)
        return Finishing(length=bed.seconds, whole=whole, **spent)

    async def close(self) -> None:
        """Ends the worker."""
        await self._workers.close()


def _nothing() -> None:
    pass


def parts(order: FinishOrder) -> dict[str, float]:
    """Seconds of each part of a finish, with the bot's own functions."""
    from bot.audio.decode import decode  # noqa: PLC0415 (a worker's imports)
    from bot.audio.encode import encode  # noqa: PLC0415
    from bot.audio.level import level  # noqa: PLC0415
    from bot.audio.loudness import measure  # noqa: PLC0415
    from bot.audio.peaks import PeakMeter  # noqa: PLC0415
    from bot.audio.picture import waveform  # noqa: PLC0415
    from bot.audio.prepared import prepare  # noqa: PLC0415

    with scratch(order.out) as raw, scratch(order.out) as fitted, scratch(order.out) as bed:
        at = [time.perf_counter()]
        take = prepare(order, raw, fitted).sound
        at.append(time.perf_counter())
        loudness = measure(take.blocks())
        at.append(time.perf_counter())
        wanted = level(take, order.target_lufs, order.ceiling - 1.0, loudness=loudness)
        worked = time.process_time()
        encode(wanted.apply(take.blocks()), bed, order.format, frames=take.frames)  # type: ignore[arg-type]
        worked = time.process_time() - worked
        at.append(time.perf_counter())
        meter = PeakMeter(take.frames)
        measure(meter.through(decode(bed)))
        at.append(time.perf_counter())
        waveform(meter.peaks(), order.out / "floor.png", seconds=take.seconds)
        at.append(time.perf_counter())
    spent = [after - before for before, after in pairwise(at)]
    return {**dict(zip(("prepare", "measure", "encode", "check", "picture"), spent, strict=True)), "processor": worked}
