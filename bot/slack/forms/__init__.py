"""The modals: what they show, pure, and what was filled in, as values for intake."""

from __future__ import annotations

from bot.slack.forms.audio import AUDIO, audio_modal, posted_in, read_audio
from bot.slack.forms.parts import saying, with_words
from bot.slack.forms.price import CONFIRM, price_modal, read_agreed
from bot.slack.forms.song import SONG, read_song_form, song_modal
from bot.slack.forms.take import MORE, read_take_form, take_modal

__all__ = [
    "AUDIO",
    "CONFIRM",
    "MORE",
    "SONG",
    "audio_modal",
    "posted_in",
    "price_modal",
    "read_agreed",
    "read_audio",
    "read_song_form",
    "read_take_form",
    "saying",
    "song_modal",
    "take_modal",
    "with_words",
]
