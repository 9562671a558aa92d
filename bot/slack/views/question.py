"""Where nobody can know whether an order was taken: the question what to do, and what was decided."""

from __future__ import annotations

from bot.domain.job import State
from bot.domain.ports import Letter
from bot.domain.wish import Wish
from bot.slack.blocks import Rendered, actions, button, confirm, section, spoken
from bot.slack.text import bold, escape, join, ours, words
from bot.slack.views.wording import name

FOUND = "Nothing needs to be decided any more: what became of it was found out."


def question(letter: Letter) -> Rendered:
    """What is known, and two buttons; without them once it is decided."""
    if letter.job.state is not State.UNSETTLED:
        return answered(letter)
    job, price = letter.job, letter.prices.get(letter.job.kind)
    head = ours("Nobody can say whether {} took the order of {}.", escape(letter.engine), bold(name(job.brief)))
    said = join("\n", (head, words(letter.post.words or ""), words("Shall I order it again, or give up?")))
    twice = f"If the first order went through after all, it is paid for twice{f': {price} each' if price else ''}."
    pressed = (
        button(
            Wish.AGAIN,
            "Order again (may cost twice)",
            job.id,
            f"Order {name(job.brief)} again; it may cost twice",
            confirm=confirm("Order it again?", twice, "Order again"),
        ),
        button(Wish.GIVE_UP, "Give up", job.id, f"Give up {name(job.brief)}"),
    )
    return Rendered(said, (section(said), *actions(pressed)))


def answered(letter: Letter) -> Rendered:
    """The question with what was decided in place of its buttons."""
    decided = letter.post.words or FOUND
    return spoken(ours("{}: {}", bold(name(letter.job.brief)), words(decided)))
