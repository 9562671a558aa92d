"""A brief as a prompt in plain words, for APIs that take nothing but words. Pure."""

from __future__ import annotations

from bot.domain.brief import Brief

INSTRUMENTAL = "instrumental, no vocals"
_SINGERS = {"f": "female vocals", "m": "male vocals"}


def prompt(brief: Brief, *, tempo: bool = False) -> str:
    """The description, then what it does not say by itself: style words, who sings or that nobody does, what is to be
    left out. `tempo`: also the tempo, where the API has no field for it."""
    parts = [brief.description.strip(" ,")]
    said = brief.description.lower()
    parts += [name for name in (*brief.moods, *brief.genres, *brief.instruments) if name not in said]
    if tempo and brief.tempo:
        parts.append(f"{brief.tempo} bpm")
    if brief.instrumental:
        parts.append(INSTRUMENTAL)
    else:
        parts.append(_SINGERS.get(brief.gender or "", "vocals"))
    parts += [f"no {name}" for name in brief.exclude if f"no {name}" not in said and f"without {name}" not in said]
    return ", ".join(dict.fromkeys(filter(None, parts)))
