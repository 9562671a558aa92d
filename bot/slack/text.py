"""The only writer of mrkdwn. What people type or vendors return comes out as plain words: no ping, link or format.

Slack draws formatting from single characters and links from whole patterns, so there are two remedies:

- `*` `_` `~` and the backtick become look-alikes. An invisible character beside them would not do: Slack's rules for
  where a word begins differ between its clients, and some take an invisible character for a space.
- Addresses, @names and :emoji: are patterns of fixed letters, so one word joiner (U+2060, no width, no line break)
  inside breaks the pattern and leaves the look unchanged. It goes only where such a pattern stands.

Lengths are counted in UTF-16 units, the larger of the two ways in which a client may count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NewType
from urllib.parse import quote

Mrkdwn = NewType("Mrkdwn", str)
"""Text that is safe to hand to Slack as mrkdwn. Only this module makes it, so a raw string cannot slip into a view."""

Plain = NewType("Plain", str)
"""Text for plain_text, titles, alt texts: no control characters and nothing that reads as markup if Slack parses it."""

SECTION, BUTTON, TITLE, ALT = 3000, 75, 150, 1000

JOINER = "\u2060"
_KEPT_FORMAT = "\u200d"  # joins emoji such as families into one
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_PATTERNS = (
    (re.compile(r"[@＠](?=\S)"), f"@{JOINER}"),
    (re.compile(r"(?<=\w):(?=//)"), f":{JOINER}"),
    (re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})"), f".{JOINER}"),
    (re.compile(r":(?=[\w+'’-]+:)"), f":{JOINER}"),
    (re.compile(r"^(?=>)"), JOINER),
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_COMMAND = re.compile(r"`((?:/bgm|/invite @bgm|--)[^`]*|[A-Z][A-Z0-9_]{2,40})`")
_USER = re.compile(r"[UW][A-Z0-9_]{2,20}")
_PERMALINK = re.compile(r"https?://[A-Za-z0-9.:_-]+(?:/[A-Za-z0-9/._~%?=&+-]*)?")


def size(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def clean(text: str) -> str:
    """One line of visible characters: no control or direction characters, single spaces."""
    seen = (_visible(char) for char in text)
    return " ".join("".join(seen).split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cs", "Cn", "Co"} or (category == "Cf" and char != _KEPT_FORMAT) else char


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, ended at a word and with … where something was left out."""
    if size(text) <= limit:
        return text
    if limit <= 0:
        return ""
    kept = text[: limit - 1]
    while size(kept) > limit - 1:
        kept = kept[:-1]
    head, _, _ = kept.rpartition(" ")
    if size(head) >= limit // 2:
        kept = head
    return kept.rstrip(" ,;:·–-\u200d") + "…"


def escape(text: str, limit: int = 300) -> Mrkdwn:
    """`text` as plain words, at most `limit` long as Slack counts it."""
    return Mrkdwn(_fitted(text, limit, _escaped))


def code(text: str, limit: int = 300) -> Mrkdwn:
    """`text` to copy, in code letters. Slack finds no patterns there, so only its own signs are written otherwise."""
    return Mrkdwn(_fitted(text, limit, _coded))


def words(text: str, limit: int = 1500) -> Mrkdwn:
    """Sentences of ours that may quote others: plain words, in which `/bgm …`, `--flags` and `NAMES` of settings
    between backticks are code to copy."""
    return Mrkdwn(_fitted(text, limit, _with_commands))


def lines(text: str, limit: int = 1500) -> Mrkdwn:
    """Like `words`, each line of `text` on its own; together at most `limit` long. Lines that say nothing are left
    out, and so is all that does not fit."""
    kept: list[Mrkdwn] = []
    room = limit
    for line in text.split("\n"):
        if written := words(line, room):
            kept.append(written)
            room -= size(written) + 1
    return join("\n", kept)


def ours(template: str, *parts: Mrkdwn) -> Mrkdwn:
    """Words of ours, formatting and all, with a `{}` for each part."""
    return Mrkdwn(template.format(*parts))


def join(separator: str, parts: Iterable[Mrkdwn]) -> Mrkdwn:
    """The parts that say something, with our separator between them."""
    return Mrkdwn(separator.join(part for part in parts if part))


def bold(text: str, limit: int = 200) -> Mrkdwn:
    """`text` as plain words in bold letters."""
    inner = escape(text, limit - 2)
    return Mrkdwn(f"*{inner}*") if inner else inner


def mention(user: str) -> Mrkdwn:
    """A real mention. Anything but a user id of Slack's form comes out as plain words."""
    return Mrkdwn(f"<@{user}>") if _USER.fullmatch(user) else escape(user)


def link(url: str | None, label: str, limit: int = 200) -> Mrkdwn:
    """A link to an address that Slack gave; only the label where it is not plain http(s)."""
    shown = escape(label.replace("|", "¦"), limit)
    address = quote(url or "", safe="/:?&=%+~._-", errors="replace")
    if not shown or len(address) > 500 or not _PERMALINK.fullmatch(address):
        return shown
    return Mrkdwn(f"<{address.replace('&', '&amp;')}|{shown}>")


def plain(text: str, limit: int) -> Plain:
    """`text` for places without markup, at most `limit` long."""
    return Plain(_fitted(text, limit, _bare))


def _escaped(text: str) -> str:
    return _disarm(text.translate(_LOOKALIKES)).translate(_ENTITIES)  # look-alikes may be letters of an address


def _coded(text: str) -> str:
    return f"`{text.replace('`', 'ˋ').translate(_ENTITIES)}`" if text else ""


def _with_commands(text: str) -> str:
    pieces = _COMMAND.split(text)
    return "".join(_coded(piece) if index % 2 else _escaped(piece) for index, piece in enumerate(pieces))


def _bare(text: str) -> str:
    return _ENTITY.sub(f"&{JOINER}", _disarm(text)).translate(_ANGLES)


def _disarm(text: str) -> str:
    """Breaks what Slack finds by pattern: addresses, @names, :emoji:, a quote at the start."""
    for pattern, broken in _PATTERNS:
        text = pattern.sub(broken, text)
    return text


def _fitted(text: str, limit: int, write: Callable[[str], str]) -> str:
    """What `write` makes of as much of `text` as fits; an entity or a code span is never cut in two."""
    tidy = clean(text[: limit * 4])
    room = limit
    while room > 0:
        result = write(cut(tidy, room))
        over = size(result) - limit
        if over <= 0:
            return result
        room -= max(1, over // 6)
    return ""
