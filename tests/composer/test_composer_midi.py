"""The score as MIDI: what a music program opens is what was played."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from dataclasses import replace

import pytest
from composer_asks import score_of
from hypothesis import given, settings
from hypothesis import strategies as st
from mido import Message, MidiFile, MidiTrack

from bot.composer.balance import DRUM_ROLES
from bot.composer.instruments import ALL
from bot.composer.kit import KITS
from bot.composer.midi import DRUM_CHANNEL, midi_file
from bot.composer.midi_programs import DRUM_KITS, KEYS, PROGRAMS
from bot.composer.score import RATE, Note, Part, Score
from bot.composer.theory import NOTE_NAMES

BED = score_of("house", lengths=(30.0,))


def read(score: Score) -> MidiFile:
    return MidiFile(file=io.BytesIO(midi_file(score)))


def notes(track: MidiTrack) -> list[tuple[int, int, int]]:
    """(tick, end tick, key) of a track; it fails where a key is pressed twice or never let go."""
    now, held, found = 0, dict[int, int](), []
    for message in track:
        now += message.time
        if message.type == "note_on":
            assert message.note not in held
            held[message.note] = now
        elif message.type == "note_off":
            begun = held.pop(message.note)
            assert now > begun
            found.append((begun, now, message.note))
    assert not held
    return found


def test_it_is_a_midi_file_of_format_one_as_long_as_the_bed() -> None:
    file = read(BED)
    assert midi_file(BED).startswith(b"MThd")
    assert file.type == 1
    assert file.length == pytest.approx(30.0, abs=0.001)


def test_the_first_track_tells_tempo_meter_key_and_sections() -> None:
    told = {message.type: message for message in read(BED).tracks[0]}
    markers = [message.text for message in read(BED).tracks[0] if message.type == "marker"]
    assert 60e6 / told["set_tempo"].tempo == pytest.approx(BED.tempo, rel=1e-5)
    assert told["time_signature"].numerator == BED.meter
    assert told["key_signature"].key == KEYS[BED.key]
    assert markers == [section.name for section in BED.sections]


def test_every_part_is_a_track_by_its_name_with_its_program_and_a_channel_of_its_own() -> None:
    tracks = read(BED).tracks[1:]
    programs = [next(m for m in track if m.type == "program_change") for track in tracks]
    assert [track.name for track in tracks] == [part.name for part in BED.parts]
    for part, program in zip(BED.parts, programs, strict=True):
        drums = part.name in DRUM_ROLES
        assert (program.channel == DRUM_CHANNEL) == drums
        assert program.program == (
            DRUM_KITS[part.instrument.removesuffix(" kit")] if drums else PROGRAMS[part.instrument]
        )
    tuned = [program.channel for program in programs if program.channel != DRUM_CHANNEL]
    assert len(set(tuned)) == len(tuned)


@pytest.mark.parametrize("style", ["lo-fi", "jazz", "cinematic", "bossa", "ambient", "waltz"])
def test_every_note_is_where_it_is_heard(style: str) -> None:
    score = score_of(style)
    file = read(score)
    tempo = next(m.tempo for m in file.tracks[0] if m.type == "set_tempo")
    tick = tempo / 1e6 / file.ticks_per_beat
    for part, track in zip(score.parts, file.tracks[1:], strict=True):
        if part.name in DRUM_ROLES:
            continue
        written = {(at, key) for at, _, key in notes(track)}
        heard = {(round(note.at / RATE / tick), note.pitch) for note in part.notes}
        assert all(near(note, written) for note in heard)
        assert all(near(note, heard) for note in written)


def near(note: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    """Whether it is among the others, to a tick: half a tick may be rounded up or down."""
    return any((note[0] + by, note[1]) in others for by in (-1, 0, 1))


def test_the_beats_lie_on_the_grid_so_that_a_music_program_can_go_on() -> None:
    file = read(BED)
    tempo = next(m.tempo for m in file.tracks[0] if m.type == "set_tempo")
    for bar in BED.bars:
        beats = bar / RATE * 1e6 / tempo
        assert beats == pytest.approx(round(beats), abs=0.001)


def test_all_our_instruments_kits_and_keys_have_their_general_midi() -> None:
    assert set(PROGRAMS) >= ALL
    assert set(DRUM_KITS) == set(KITS)
    assert set(KEYS) == {f"{name} {kind}" for name in NOTE_NAMES for kind in ("major", "minor")}
    assert all(0 <= program <= 127 for program in PROGRAMS.values())


def test_the_same_score_gives_the_same_bytes() -> None:
    assert midi_file(BED) == midi_file(BED)


def test_more_parts_than_channels_share_them_and_never_the_drums() -> None:
    crowd = tuple(Part(f"p{n}", "piano", (Note(0, RATE, 60, 0.5),)) for n in range(20))
    tracks = read(replace(BED, parts=crowd)).tracks[1:]
    used = Counter(m.channel for track in tracks for m in track if m.type == "note_on")
    assert len(used) == 15
    assert DRUM_CHANNEL not in used


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Note,
            at=st.integers(-RATE, 31 * RATE),
            length=st.integers(-10, 40 * RATE),
            pitch=st.integers(-5, 140),
            velocity=st.floats(-1, 2),
        ),
        max_size=40,
    )
)
def test_whatever_is_played_no_key_is_pressed_twice_and_nothing_lies_outside_the_bed(played: list[Note]) -> None:
    score = replace(BED, parts=(Part("melody", "piano", tuple(played)),))
    file = read(score)
    end = sum(message.time for message in file.tracks[0])
    for at, until, key in notes(file.tracks[1]):
        assert 0 <= at < until <= end
        assert 0 <= key <= 127
    pressed = [m for m in file.tracks[1] if m.type == "note_on"]
    assert all(1 <= m.velocity <= 127 for m in pressed if isinstance(m, Message))
    assert {n.pitch for n in played if 0 <= n.pitch <= 127} == {m.note for m in pressed}
    assert len(file.tracks) == 2


def test_drums_speak_general_midi() -> None:
    score = score_of("jazz", seed=3)
    keys = {m.note for track in read(score).tracks for m in track if m.type == "note_on" and m.channel == DRUM_CHANNEL}
    assert keys
    assert keys <= set(itertools.chain(range(35, 82)))
