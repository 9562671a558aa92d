"""The notes of a Standard MIDI File as the vendor lists them: by instrument, in seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mido

Json = dict[str, Any]


def instruments(path: Path) -> list[Json]:
    """`[{"name", "notes": [{"pitch", "start", "end", "velocity"}]}]`, velocity 0 to 1; no empty tracks."""
    file = mido.MidiFile(path)
    tempo = next((m.tempo for track in file.tracks for m in track if m.type == "set_tempo"), 500_000)
    listed = []
    for track in file.tracks:
        notes = _notes(track, lambda ticks: round(mido.tick2second(ticks, file.ticks_per_beat, tempo), 4))
        if notes:
            listed.append({"name": track.name.strip(), "notes": notes})
    return listed


def _notes(track: Any, seconds: Any) -> list[Json]:
    at, begun, notes = 0, {}, []
    for message in track:
        at += message.time
        if message.type == "note_on" and message.velocity:
            begun[message.channel, message.note] = (at, message.velocity)
        elif message.type in ("note_on", "note_off") and (message.channel, message.note) in begun:
            start, velocity = begun.pop((message.channel, message.note))
            notes.append(
                {
                    "pitch": message.note,
                    "start": seconds(start),
                    "end": seconds(at),
                    "velocity": round(velocity / 127, 3),
                }
            )
    return notes
