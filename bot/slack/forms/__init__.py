"""The modals: what they show, pure, and what was filled in, as values for intake."""

from __future__ import annotations

from bot.slack.forms.audio import AUDIO, audio_modal, read_audio
from bot.slack.forms.lay import LAY, SCORE, lay_modal, read_lay, score_modal
from bot.slack.forms.parts import saying, with_words
from bot.slack.forms.price import CONFIRM, price_modal, read_agreed
from bot.slack.forms.song import SONG, read_song_form, song_modal
from bot.slack.forms.take import MORE, read_take_form, take_modal

__all__ = [
    "AUDIO",
    "CONFIRM",
    "LAY",
    "MORE",
    "SCORE",
    "SONG",
    "audio_modal",
    "lay_modal",
    "price_modal",
    "read_agreed",
    "read_audio",
    "read_lay",
    "read_song_form",
    "read_take_form",
    "saying",
    "score_modal",
    "song_modal",
    "take_modal",
    "with_words",
]
