"""The calls that answer at once: WAV, MIDI, tempo, voice, words and tags, a persona."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.domain.errors import AudioError
from sandbox.music.musicapi.clips import Clip
from sandbox.music.musicapi.fields import Fields, body_of, invalid
from sandbox.music.musicapi.lyrics import sung_words, title_of, written
from sandbox.music.musicapi.notes import instruments
from sandbox.music.musicapi.studio import Studio

Json = dict[str, Any]
Answer = Callable[[web.Request, Fields], Awaitable[Json]]

_FINER = ("polished mix", "wide stereo image", "natural dynamics", "subtle tape warmth")


class Tools:
    """Each call is charged when it is taken; words and notes of one clip only the first time."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._sound = studio.sound

    def routes(self) -> list[web.RouteDef]:
        """Its paths."""
        answers: dict[str, Answer] = {
            "wav": self._wav, "midi": self._midi, "bpm": self._bpm, "vox": self._vox,
            "upsample-tags": self._upsample, "aligned-lyrics": self._aligned, "lyrics": self._lyrics,
            "persona": self._persona,
        }  # fmt: skip
        return [web.post(f"/api/v1/sonic/{name}", _answering(answer)) for name, answer in answers.items()]

    async def _wav(self, request: web.Request, fields: Fields) -> Json:
        clip = self._clip(fields)
        await self._studio.pay(request, "wav", clip.id)
        path = await self._sound.encoded(await clip.recipe(False), "wav")
        return _good({"wav_url": self._studio.server.cdn.publish(path, f"{clip.id}.wav")})

    async def _midi(self, request: web.Request, fields: Fields) -> Json:
        clip = self._clip(fields)
        try:
            path = await self._sound.midi(await clip.recipe(True))
        except AudioError as error:
            raise invalid("There are no notes to be had of this clip.") from error
        if not await self._ready(request, clip, "midi"):
            return _good({"midi_url": None, "instruments": [], "state": "running"})
        url = self._studio.server.cdn.publish(path, f"{clip.id}.mid")
        return _good({"midi_url": url, "instruments": await asyncio.to_thread(instruments, path), "state": "complete"})

    async def _bpm(self, request: web.Request, fields: Fields) -> Json:
        clip = self._clip(fields)
        await self._studio.pay(request, "bpm", clip.id)
        tempo = await self._sound.tempo(await clip.recipe(True))
        return _good({"avg_bpm": round(tempo, 2), "max_bpm": round(tempo + 0.5, 2), "min_bpm": round(tempo - 0.5, 2)})

    async def _vox(self, request: web.Request, fields: Fields) -> Json:
        clip = self._clip(fields)
        start = fields.number("vocal_start_s", 0, 24 * 3600, required=True) or 0.0
        end = fields.number("vocal_end_s", 0, 24 * 3600, required=True) or 0.0
        if not 0 < end - start <= 30:
            raise invalid("The time between 'vocal_start_s' and 'vocal_end_s' must be at most 30 seconds.")
        await self._studio.pay(request, "vox", clip.id)
        voice = (await self._sound.quartet(await clip.recipe(False)))["vocals"]
        return _good({
            "vox_audio_id": str(uuid.uuid4()), "status": "complete", "source_clip_id": clip.id, "vocal_start_s": start,
            "vocal_end_s": end, "wave_response": {"waveform": await self._sound.peaks(voice)},
        })  # fmt: skip

    async def _upsample(self, request: web.Request, fields: Fields) -> Json:
        tags = fields.text("tags", 1000, required=True)
        self._studio.moderate([tags])
        await self._studio.pay(request, "upsample_tags")
        return _good({"upsampled_tags": ", ".join([tags, *(word for word in _FINER if word not in tags)])})

    async def _aligned(self, request: web.Request, fields: Fields) -> Json:
        clip = self._clip(fields)
        if not await self._ready(request, clip, "aligned_lyrics"):
            return {"type": "not_ready", "message": "The aligned lyrics are not ready yet, please try again later."}
        return _good({"alignment": _alignment(clip)})

    async def _lyrics(self, request: web.Request, fields: Fields) -> Json:
        description = fields.text("description", 120, required=True)
        self._studio.moderate([description])
        await self._studio.pay(request, "lyrics")
        dice = self._studio.server.dice()
        results = [{"title": title_of(description), "lyrics": written(description, dice)} for _ in range(2)]
        return {"code": 200, "results": results, "message": "success"}

    async def _persona(self, request: web.Request, fields: Fields) -> Json:
        name = fields.text("name", 80, required=True)
        clip = self._clip(fields, "clip_id" if "clip_id" in fields else "continue_clip_id")
        styles = fields.text("styles", 1000) or clip.tags
        self._studio.moderate([name, fields.text("describe"), fields.text("description"), styles])
        persona_id = str(uuid.uuid4())
        await self._studio.pay(request, "persona", persona_id)
        self._studio.personas[persona_id] = styles
        return {"code": 200, "persona_id": persona_id, "message": "success"}

    def _clip(self, fields: Fields, name: str = "clip_id") -> Clip:
        return self._studio.clips.finished(fields.text(name, required=True))

    async def _ready(self, request: web.Request, clip: Clip, operation: str) -> bool:
        """Whether this is not one of the first questions; the very first one is paid, the others are free."""
        looks = clip.looks.get(operation, 0)
        if looks == 0:
            await self._studio.pay(request, operation, clip.id)
        clip.looks[operation] = looks + 1
        return looks >= self._studio.habits.asks_for_words


def _answering(answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(await answer(request, await body_of(request)))

    return handle


def _good(data: Json) -> Json:
    return {"code": 200, "message": "success", "data": data}


def _alignment(clip: Clip) -> list[Json]:
    """The sung words, spread over the clip."""
    words = [] if clip.instrumental else sung_words(clip.lyrics)
    step = clip.made.seconds / max(1, len(words)) if clip.made is not None else 0.0
    return [
        {
            "word": word,
            "start_s": round(n * step, 3),
            "end_s": round((n + 0.9) * step, 3),
            "p_align": 1,
            "success": True,
        }
        for n, word in enumerate(words)
    ]
