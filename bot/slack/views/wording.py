"""How a brief, a length and a take's origin read in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.brief import Brief
from bot.domain.job import Job
from bot.domain.naming import clock
from bot.domain.thread import Take
from bot.slack.text import Mrkdwn, clean, cut, escape, join, ours

_ORIGINS = {
    "extended": "extended from",
    "regenerated": "regenerated from",
    "remade": "made again from",
    "restyled": "restyled from",
    "fitted": "fitted from",
}


def exact(seconds: float) -> str:
    """0:45.000: to the millisecond."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"


def took(seconds: float) -> str:
    """12 s, 2 min 5 s."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def name(brief: Brief) -> str:
    """What the bed is called where it needs a name: its title, else what it is."""
    return clean(brief.title or "") or _kind_of_music(brief) or "Background music"


def understood(job: Job) -> Mrkdwn:
    """What was understood, in one line: calm lo-fi · instrumental · 0:45 · 76 bpm · without drums."""
    brief = job.brief
    music = _kind_of_music(brief) or f"“{cut(brief.description, 120)}”"
    parts = (
        music if brief.title or music != name(brief) else "",
        f"with {listed(brief.instruments)}" if brief.instruments else "",
        "instrumental" if brief.instrumental else "with vocals",
        clock(job.duration),
        f"{brief.loudness:g} LUFS".replace("-", "−") if brief.loudness is not None else "",
        f"fading over {brief.fade:g} s" if brief.fade is not None else "",
        f"also {listed([clock(seconds) for seconds in brief.cutdowns])}" if brief.cutdowns else "",
        f"hit{'s' * (len(brief.hits) > 1)} at {listed([clock(hit) for hit in brief.hits])}" if brief.hits else "",
        f"climax at {clock(brief.climax)}" if brief.climax is not None else "",
        "loops without a seam" if brief.loop else "",
        f"{brief.tempo} bpm" if brief.tempo else "",
        f"without {listed(brief.exclude, 'or')}" if brief.exclude else "",
        f"{brief.takes} takes" if brief.takes > 1 else "",
        brief.format if brief.format != "mp3" else "",
        f"guided by {listed(list(brief.guides.values()))}" if brief.guides else "",
    )
    return join(" · ", (escape(part, 200) for part in parts))


def came_from(take: Take, takes: Sequence[Take]) -> Mrkdwn:
    """Extended from v1; empty for a take that came from none."""
    parent = next((one for one in takes if one.id == take.parent), None)
    phrase = _ORIGINS.get(take.origin)
    return ours("{} {}", escape(phrase), escape(parent.label)) if parent and phrase else escape("")


def _kind_of_music(brief: Brief) -> str:
    return cut(clean(" ".join((*brief.moods, *brief.genres))), 200)
