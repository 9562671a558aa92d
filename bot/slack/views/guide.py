"""`/bgm help`: short, with briefs that work."""

from __future__ import annotations

from bot.slack.blocks import Rendered, context, section
from bot.slack.text import Mrkdwn, code, join, ours

EXAMPLES = (
    'calm lo-fi instrumental 0:45 for "Onboarding"',
    "upbeat corporate with piano, no drums, 30s",
    "dark ambient drone 2 min 60 bpm x2",
    'dreamy synthwave 1:30 wav for "Launch video"',
    "upbeat corporate --set 45,30,15 --loudness podcast",
    "epic trailer 0:45 --hit 0:12",
)


def guide() -> Rendered:
    """What to type, what to press."""
    lead = ours("*Background music that fits.* Say how it should feel and how long it should be:")
    typed = join("\n", (ours("•  {}", code(f"/bgm {example}")) for example in EXAMPLES))
    then = ours(
        "It comes into a thread here. In that thread ⏩ makes a take longer, 🔁 makes another one, "
        "and ❌ cancels or withdraws what you asked for. *More …* under a take has another length or level, "
        "and its receipt and certificate."
    )
    posted = ours(
        "Post a voice or a clip in that thread, and the newest bed is laid under it: then say {} or {}. For a message "
        "elsewhere its menu has *Lay a bed under this* and *Score this clip*.",
        code("lower it"),
        code("duck more"),
    )
    parts = (section(join("\n", (lead, typed))), section(then), section(posted), context(_more()))
    return Rendered(join("\n", (lead, typed, then, posted)), parts)


def _more() -> Mrkdwn:
    commands = (code("/bgm status"), code("/bgm cancel"), code("/bgm help"), code("/bgm song slow soul 2:30"))
    template = (
        "{} what is being made here · {} stop it · {} this · {} a form for a song · "
        "after /bgm also: providers (who can make what), credits (what is left, what things cost), "
        "ledger (what was made here)"
    )
    return ours(template, *commands)
