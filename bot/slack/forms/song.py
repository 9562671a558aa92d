"""The form of a song: `/bgm song`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.forms import Lyrics, SongAsked
from bot.slack.blocks import Block
from bot.slack.forms.parts import VALUE, check, field, kept, line, modal, one_of, option, ticked, typed
from bot.work.asking.answers import SongForm

SONG = "bgm_song"
LONGEST_LYRICS = 3000
MOST_VOICES = 90


def song_modal(form: SongForm) -> Block:
    """Style and lyrics first; everything else may stay as it is."""
    blocks = [
        field(
            "style",
            "Style",
            line(initial=form.style, placeholder="soul ballad, warm, 70s"),
            hint="Mood, genre, instruments, tempo: as after /bgm.",
        ),
        field("lyrics", "Lyrics", one_of(_lyrics(form), initial=_lyrics(form)[0])),
        _words(),
        field("title", "Title", line(placeholder="Rain on the Roof", most=80), optional=True),
        field("length", "Length", line(placeholder="2:30", most=20), optional=True),
        field("gender", "Singer", one_of(_singers(), initial=_singers()[0]), optional=True),
    ]
    voices = [option(name, name) for name in form.voices[:MOST_VOICES] if len(name) <= VALUE]
    if voices:
        menu = one_of(voices, kind="static_select")
        blocks.append(field("voice", "Kept voice", menu, hint="Sung with the voice of an earlier take.", optional=True))
    if form.tags is not None:
        box = check("tags", "Make my style words better first", form.tags or "free")
        blocks.append(field("tags", "Style words", box, optional=True))
    return modal(SONG, "A song", blocks, submit="Make it", kept={"channel": form.channel})


def _words() -> Block:
    hint = "To be sung as they stand, with [Verse] and [Chorus] if you like; or what it should be about."
    return field("words", "Words", line(multiline=True, most=LONGEST_LYRICS), hint=hint, optional=True)


def _lyrics(form: SongForm) -> list[Block]:
    choices = [
        option(Lyrics.MODEL.value, "Left to the model", "it sings what it makes up"),
        option(Lyrics.MINE.value, "Mine, from below"),
    ]
    if form.writing is None:
        return choices
    return [*choices, option(Lyrics.WRITTEN.value, "Written for me first", form.writing or "free")]


def _singers() -> list[Block]:
    return [option("any", "Anybody"), option("f", "Female"), option("m", "Male")]


def read_song_form(view: Mapping[str, Any]) -> tuple[SongAsked, str]:
    """What was filled in, and the channel that the song is for."""
    by, gender = typed(view, "lyrics"), typed(view, "gender")
    asked = SongAsked(
        style=typed(view, "style"),
        title=typed(view, "title"),
        lyrics=Lyrics(by) if by in set(Lyrics) else Lyrics.MODEL,
        words=typed(view, "words"),
        voice=typed(view, "voice"),
        gender=gender if gender in {"f", "m"} else "",
        length=typed(view, "length"),
        better_tags=ticked(view, "tags"),
    )
    return asked, str(kept(view).get("channel", ""))
