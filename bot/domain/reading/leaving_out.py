"""What is to be left out: no drums · without sax or strings · no drums, bass or piano; and "not sad", neither."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.reading.draft import Span
from bot.domain.reading.lexicon import Entry, Kind

_NO = re.compile(
    r"(?<![\w'’-])(?:no|without|sans|minus|except|excluding)(?: any)?(?: (?:more|much))?[ -]+(?!longer|more than)"
)
_NOT = re.compile(r"(?<![\w-])(?:not|isn['’]t|never)(?: (?:too|very|so|that|really|overly|at all|a|an|any))* ")
_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_SKIP = re.compile(r"(?:any |a |an |the |loud |big |too |much |many )+")
_LINK = re.compile(r"(?P<link>\s*,\s*(?:or|nor|and)\s+|\s+(?:or|nor|and)\s+|\s*/\s*)(?P<no>(?:no|without) )?")
_OR = re.compile(r"(?:\s*,)?\s+(?:or|nor)\s+(?:too |very )?")
_COMMA = re.compile(r"\s*,\s*(?!(?:no|without|or|nor|and)\b)")
_NO_NOUN = re.compile(
    r"one|way|idea|problems?|need|rush|thanks?|matter|worries|limit|doubt|more|less|longer|shorter|hurry|fuss|later|than"
    r"|the|a|an|to|for|of|in|on|at|and|or|but|with|please"
)
_VOICE = re.compile(r"vocals?|voices?|singing|singers?|sung|lyrics?|voiceover|speech|talking")
_WHOSE = re.compile(rf"(?:(?:fe)?male|(?:wo)?m[ae]n(?:['’]s)?|lead|backing|human) (?=(?:{_VOICE.pattern})(?!\w))")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out by name, and the spans in which nothing is asked for."""

    names: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    name: str | None
    span: Span
    bare_instrument: bool


def find_left_out(lower: str, entries: Sequence[Entry]) -> LeftOut:
    """Every exclusion in order, and what stands in it or behind a "not"."""
    by_start = {entry.span[0]: entry for entry in entries}
    names: list[str] = []
    spans: list[Span] = []
    at = 0
    while lead := _NO.search(lower, at):
        items = _list(lower, lead.end(), by_start)
        names += [item.name for item in items if item.name]
        at = items[-1].span[1] if items else lead.end()
        spans.append((lead.start(), at))
    spans += _negated(lower, by_start)
    return LeftOut(tuple(dict.fromkeys(names)), tuple(spans))


def _list(lower: str, at: int, by_start: Mapping[int, Entry]) -> list[_Item]:
    """The items of one list; over commas it runs only where it ends in `or`, `nor` or `and` with a bare instrument."""
    first = _item(lower, at, by_start)
    if first is None:
        return []
    items, pending = [first], list[_Item]()
    while True:
        end = (pending or items)[-1].span[1]
        if (link := _LINK.match(lower, end)) and (item := _linked(lower, link, by_start)):
            items += [*pending, item]
            pending = []
        elif (comma := _COMMA.match(lower, end)) and (item := _bare(lower, comma.end(), by_start)):
            pending.append(item)
        else:
            return items


def _linked(lower: str, link: re.Match[str], by_start: Mapping[int, Entry]) -> _Item | None:
    if "and" in link["link"]:
        item = _bare(lower, link.end(), by_start)
        return item if item and (item.bare_instrument or item.name is None) else None
    return _item(lower, link.end(), by_start)


def _bare(lower: str, at: int, by_start: Mapping[int, Entry]) -> _Item | None:
    """An item with nothing before it: an entry of the vocabulary or a voice word."""
    entry = by_start.get(at)
    if entry:
        return _Item(entry.name, entry.span, entry.kind is Kind.INSTRUMENT)
    word = _WORD.match(lower, at)
    return _Item(None, word.span(), bare_instrument=False) if word and _VOICE.fullmatch(word[0]) else None


def _item(lower: str, at: int, by_start: Mapping[int, Entry]) -> _Item | None:
    """The thing to leave out: a name of the vocabulary, moods before it passed over, or an unknown noun as written."""
    if skipped := _SKIP.match(lower, at):
        at = skipped.end()
    if whose := _WHOSE.match(lower, at):
        at = whose.end()
    entry = by_start.get(at)
    if entry and entry.kind is Kind.MOOD:
        following = _bare(lower, _next_word(lower, entry.span[1]), by_start)
        if following and following.bare_instrument:
            return following
    if bare := _bare(lower, at, by_start):
        return bare
    word = _WORD.match(lower, at)
    if word is None or _NO_NOUN.fullmatch(word[0]) or word[0][0].isdigit():
        return None
    return _Item(word[0], word.span(), bare_instrument=False)


def _next_word(lower: str, at: int) -> int:
    while at < len(lower) and lower[at] == " ":
        at += 1
    return at


def _negated(lower: str, by_start: Mapping[int, Entry]) -> list[Span]:
    spans = []
    for lead in _NOT.finditer(lower):
        at, end = lead.end(), lead.end()
        while entry := by_start.get(at):
            end = entry.span[1]
            link = _OR.match(lower, end)
            at = link.end() if link else -1
        if end > lead.end():
            spans.append((lead.start(), end))
    return spans
