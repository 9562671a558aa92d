"""What addresses of ours look like that only one music API may know, so that no log, table or message repeats them."""

from __future__ import annotations

import re
from collections.abc import Collection

_ADDRESS = re.compile(r"(/hooks/[a-z]+/|/files/(?=MT))[\w-]+\.[0-9a-f]{40}")
"""`bot.work.ordering.links` makes them. A file's begins with the time (1…, in base64 MT…) until which it works."""
LEFT_OUT = "…"


def hidden(text: str, secrets: Collection[str] = ()) -> str:
    """The text without the secret part of such addresses, and without `secrets`."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, LEFT_OUT)
    return _ADDRESS.sub(rf"\1{LEFT_OUT}", text) if "/hooks/" in text or "/files/" in text else text
