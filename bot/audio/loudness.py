"""Loudness as a listener hears it: ITU-R BS.1770-4 and EBU R 128, measured by FFmpeg's ebur128 filter."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from bot.audio.pcm import BLOCK, RATE, Block, rechunk

SILENCE = -70.0
"""The absolute gate of BS.1770-4, LUFS: what has no block above it is silent."""
_STEP = RATE // 10
"""The meter speaks every 100 ms."""
_FLOOR = 1e-6
_AHEAD = 3
"""Blocks that wait for the meter at most."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What a meter says of a whole sound."""

    lufs: float
    """Integrated loudness (BS.1770-4 Annex 1, gated), LUFS; -70.0 is silence."""
    lra: float
    """Loudness range (EBU Tech 3342), LU."""
    true_peak: float
    """The highest true peak of either channel (BS.1770-4 Annex 2), dBTP; -120.0 is digital silence."""


def measure(blocks: Iterable[Block], *, between: bool = True) -> Loudness:
    """Measures a whole sound, a block at a time. Under 0.4 s there is no gating block yet, and the loudness is -70.0.

    Integrated loudness and range count whole steps of 100 ms; the true peak counts every sample. Without `between`
    nobody looks between the samples: the peak is that of the samples, and it takes a third of the time. The meter has a
    thread of its own, so that whoever makes the blocks need not wait for it; a few blocks are held, no more.
    """
    meter = _Meter(between=between)
    ahead: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="meter") as thread:
        for block in rechunk(blocks, BLOCK):
            ahead.append(thread.submit(meter.hear, block))
            if len(ahead) > _AHEAD:
                ahead.popleft().result()
        for heard in ahead:
            heard.result()
    return meter.close()


class _Meter:
    """FFmpeg's ebur128 in a filter graph. It speaks in the metadata of each step of 100 ms that leaves it."""

    def __init__(self, *, between: bool) -> None:
        self._graph, self._between = Graph(), between
        source = self._graph.add_abuffer(format="flt", sample_rate=RATE, layout="stereo")
        ebur128 = self._graph.add("ebur128", f"metadata=1:framelog=quiet:peak={'true' if between else 'none'}")
        sink = self._graph.add("abuffersink")
        source.link_to(ebur128)
        ebur128.link_to(sink)
        self._graph.configure()
        self._frames = 0
        self._lufs, self._lra = SILENCE, 0.0
        self._peak = 0.0

    def hear(self, block: Block) -> None:
        self._peak = max(self._peak, float(np.abs(block).max(initial=0.0)))
        self._push(block)
        for said in self._said():
            self._lufs, self._lra = float(said["lavfi.r128.I"]), float(said["lavfi.r128.LRA"])

    def close(self) -> Loudness:
        # The peaks of a last, unfinished step come only when it is full; the 100 ms more let its 4x filter ring out.
        self._push(np.zeros((2 * _STEP - self._frames % _STEP, 2), np.float32))
        for _ in self._said():
            pass
        return Loudness(max(self._lufs, SILENCE), self._lra, 20 * math.log10(max(self._peak, _FLOOR)))

    def _push(self, block: Block) -> None:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = self._frames
        self._frames += len(block)
        self._graph.push(frame)

    def _said(self) -> Iterator[dict[str, str]]:
        while True:
            try:
                said = self._graph.pull().metadata
            except av.error.BlockingIOError:
                return
            # Linear, in steps of 0.001: 0.01 dB near the ceiling. Of very quiet sound the sample peak says more.
            if self._between:
                self._peak = max(self._peak, float(said["lavfi.r128.true_peak"]))
            yield said
