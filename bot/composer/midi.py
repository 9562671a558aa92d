"""The score as a Standard MIDI File, for who wants to go on with it in a music program. Imports mido: for workers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from mido import Message, MetaMessage, MidiFile, MidiTrack, bpm2tempo

from .balance import DRUM_ROLES
from .midi_programs import DRUM_KEYS, DRUM_KITS, KEYS, PROGRAMS, VOICE
from .score import RATE, Note, Part, Score

TICKS = 960
"""Per quarter note: at 120 bpm a tick is half a millisecond."""
DRUM_CHANNEL = 9
"""Channel 10, as people count, is the drums' in General MIDI."""
_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

_Event = tuple[int, int, Message]
"""Tick, its order within the tick (0: notes that end, 1: notes that begin), and what happens."""


def midi_file(score: Score) -> bytes:
    """The score as a Standard MIDI File of format 1, `TICKS` per quarter note.

    The first track holds the tempo, the meter, the key and a marker per section; then comes one track per part, named
    as the part, with the General MIDI program that comes nearest to its instrument. Drums are on channel 10. Notes are
    where they are heard, to half a tick, human timing included; the last track ends where the bed ends. Parts beyond
    the fifteenth share channels with the first ones. The same score gives the same bytes.
    """
    file = MidiFile(type=1, ticks_per_beat=TICKS)
    ruler = _Ruler(score)
    file.tracks.append(_conductor(score, ruler))
    tuned = 0
    for part in score.parts:
        drums = part.name in DRUM_ROLES
        channel = DRUM_CHANNEL if drums else _CHANNELS[tuned % len(_CHANNELS)]
        tuned += not drums
        file.tracks.append(_track(part, channel, ruler))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


class _Ruler:
    """From frames to ticks. The tempo is written in whole microseconds, so ticks are counted with that very tempo."""

    def __init__(self, score: Score) -> None:
        self.tempo = int(bpm2tempo(score.tempo))
        """Microseconds per quarter note."""
        self._per_frame = 1e6 / RATE * TICKS / self.tempo
        self.frames = score.frames
        self.end = self.tick(score.frames)

    def tick(self, frame: int) -> int:
        return round(min(max(frame, 0), self.frames) * self._per_frame)


def _conductor(score: Score, ruler: _Ruler) -> MidiTrack:
    track = MidiTrack()
    track.append(MetaMessage("track_name", name=score.style))
    track.append(MetaMessage("set_tempo", tempo=ruler.tempo))
    track.append(MetaMessage("time_signature", numerator=score.meter, denominator=4))
    if key := KEYS.get(score.key):
        track.append(MetaMessage("key_signature", key=key))
    now = 0
    for section in sorted(score.sections, key=lambda section: section.start):
        at = ruler.tick(section.start)
        track.append(MetaMessage("marker", text=section.name, time=at - now))
        now = at
    track.append(MetaMessage("end_of_track", time=ruler.end - now))
    return track


def _track(part: Part, channel: int, ruler: _Ruler) -> MidiTrack:
    kit = part.instrument.removesuffix(" kit")
    program = DRUM_KITS.get(kit, 0) if channel == DRUM_CHANNEL else PROGRAMS.get(part.instrument, VOICE)
    track = MidiTrack()
    track.append(MetaMessage("track_name", name=part.name))
    track.append(MetaMessage("instrument_name", name=part.instrument))
    track.append(Message("program_change", channel=channel, program=program))
    now = 0
    for at, _, message in sorted(_events(part, channel, ruler), key=lambda event: event[:2]):
        track.append(message.copy(time=at - now))
        now = at
    track.append(MetaMessage("end_of_track", time=ruler.end - now))
    return track


def _events(part: Part, channel: int, ruler: _Ruler) -> Iterator[_Event]:
    for key, at, until, loud in _pressed(part.notes, part.instrument, ruler, drums=channel == DRUM_CHANNEL):
        yield at, 1, Message("note_on", channel=channel, note=key, velocity=loud)
        yield until, 0, Message("note_off", channel=channel, note=key, velocity=64)


def _pressed(
    notes: Iterable[Note], instrument: str, ruler: _Ruler, *, drums: bool
) -> Iterator[tuple[int, int, int, int]]:
    """(key, tick, tick of the end, velocity). A key that is pressed again is let go first; pressed twice at once, the
    louder one counts: a keyboard has each key once."""
    by_key: dict[int, dict[int, tuple[int, int]]] = {}
    for note in notes:
        at = min(ruler.tick(note.at), max(ruler.end - 1, 0))
        until = max(ruler.tick(note.at + note.length), at + 1)
        key = (
            DRUM_KEYS.get((instrument, note.pitch), DRUM_KEYS.get(("", note.pitch), note.pitch))
            if drums
            else note.pitch
        )
        if 0 <= key <= 127:
            loud = min(max(round(note.velocity * 127), 1), 127)
            before = by_key.setdefault(key, {}).get(at, (0, 0))
            by_key[key][at] = (max(until, before[0]), max(loud, before[1]))
    for key, presses in sorted(by_key.items()):
        begins = sorted(presses)
        for at, following in zip(begins, [*begins[1:], ruler.end + 1], strict=True):
            until, loud = presses[at]
            yield key, at, min(until, following), loud
