"""What a receipt says of a provider's terms: an address with the day on which it was read, or neither."""

from __future__ import annotations

import re

import pytest

from bot.providers.builtin.builtin import Builtin
from bot.providers.mureka.mureka import Mureka
from bot.providers.musicapi.nuro import Nuro
from bot.providers.musicapi.producer import Producer
from bot.providers.musicapi.sonic import Sonic
from bot.providers.nur.nur import Nur


@pytest.mark.parametrize("provider", [Builtin, Mureka, Nuro, Producer, Sonic, Nur])
def test_terms_have_an_address_and_a_day_or_are_not_on_file(provider: type) -> None:
    terms, read = provider.terms, provider.terms_read
    assert bool(terms) == bool(read)
    assert not terms or re.fullmatch(r"https://[\w.-]+/[\w./-]*", terms)
    assert not read or re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", read)
