"""What somebody posted, read: how long it is, when somebody speaks, and of a video where its shots change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from bot.audio.laying.cuts import cuts_in, every_picture
from bot.audio.laying.soundtrack import sound_of
from bot.audio.laying.speech import loudness_of, speech_in
from bot.audio.laying.timing import Timing, timing_of
from bot.domain.clip import Clip
from bot.domain.recording import Recording
from bot.domain.voice_over import Speech


def read(path: Path) -> Recording:
    """See `bot.audio.laying.orders.read_posted`."""
    timing = timing_of(path)
    if timing is None:
        alone = _speech(path, None)
        return Recording(seconds=alone.seconds, speech=alone)
    # A decoder of pictures leaves the processors some time: the sound is listened to meanwhile.
    with ThreadPoolExecutor(1, thread_name_prefix="speech") as beside:
        heard = beside.submit(_speech, path, timing) if timing.sound is not None else None
        clip = Clip(
            frames=timing.frames,
            rate=timing.rate,
            width=timing.width,
            height=timing.height,
            cuts=cuts_in(path, timing),
        )
        speech = heard.result() if heard else None
    return Recording(seconds=clip.seconds, speech=speech, clip=clip, notes=_notes(timing))


def _speech(path: Path, timing: Timing | None) -> Speech:
    speech = speech_in(sound_of(path, timing))
    return replace(speech, lufs=loudness_of(sound_of(path, timing), speech.windows)) if speech.windows else speech


def _notes(timing: Timing) -> tuple[str, ...]:
    if every_picture(timing):
        return ()
    return ("it is a large clip: not every picture was looked at, and a cut may be a moment late",)
