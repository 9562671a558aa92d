"""The card of a take: which it is, its receipt, and what can be done with it."""

from __future__ import annotations

from bot.domain.brief import LONGEST
from bot.domain.job import Kind
from bot.domain.naming import bed_name
from bot.domain.ports import Letter
from bot.domain.receipt import NOT_ON_FILE, Receipt
from bot.domain.thread import Take, TakeState
from bot.domain.wish import Wish
from bot.slack.blocks import Block, Rendered, actions, button, confirm, context, section
from bot.slack.text import Mrkdwn, bold, escape, join, link, ours
from bot.slack.views.wording import came_from, exact, listed, name

_MOST_NOTES = 5
BEHIND_MORE = frozenset(
    {
        Kind.FIT,
        Kind.RESTYLE,
        Kind.STEMS,
        Kind.ALL_STEMS,
        Kind.MIDI,
        Kind.TEMPO,
        Kind.VOCALS,
        Kind.LYRICS,
        Kind.VOICE,
        Kind.RECEIPT,
    }
)
"""What the form behind the More button offers."""


def take_card(letter: Letter, take: Take) -> Rendered:
    """The card as the take stands now."""
    match take.state:
        case TakeState.WITHDRAWN:
            return _gone(letter, take, "was withdrawn, and its files are removed.")
        case TakeState.EXPIRED:
            return _expired(letter, take)
        case _:
            return _here(letter, take)


def _here(letter: Letter, take: Take) -> Rendered:
    file = file_name(letter, take)
    head = join(" · ", (bold(take.label), came_from(take, letter.takes), link(take.permalink, file)))
    receipt = take.receipt
    if receipt is None:
        return Rendered(head, (section(head), *actions(_buttons(letter, take))))
    notes = [said for note in receipt.notes[:_MOST_NOTES] if (said := escape(note))]
    small = (context(*notes),) if notes else ()
    lines = receipt_lines(receipt, _asked_model(take))
    blocks = (section(ours("{}\n{}", head, lines)), *small, *actions(_buttons(letter, take)))
    text = ours("{} of {} is ready: {}", escape(take.label), escape(name(letter.job.brief)), _measured(receipt))
    return Rendered(text, blocks)


def receipt_lines(receipt: Receipt, asked: str | None = None) -> Mrkdwn:
    """What was measured, and where it comes from; `asked` is the model that was asked for."""
    model = f"{asked} → {receipt.model}" if asked and receipt.model and asked != receipt.model else receipt.model
    origin = receipt.engine if model in {None, receipt.engine} else f"{receipt.engine} {model}"
    seed = f"{origin}, seed {receipt.seed}" if receipt.seed is not None else origin
    rights = f"rights {NOT_ON_FILE}" if receipt.rights == NOT_ON_FILE else receipt.rights
    return ours("{}\n{}", _measured(receipt), join(" · ", (escape(seed), escape(receipt.cost), escape(rights))))


def _asked_model(take: Take) -> str | None:
    asked = take.facts.get("model_asked")
    return asked if isinstance(asked, str) and asked else None


def _measured(receipt: Receipt) -> Mrkdwn:
    unknown = [word for word, value in (("tempo", receipt.tempo), ("key", receipt.key)) if value is None]
    parts = (
        exact(receipt.seconds),
        f"{_signed(receipt.lufs)} LUFS",
        f"{_signed(receipt.true_peak)} dBTP",
        f"{round(receipt.tempo, 1):g} bpm" if receipt.tempo is not None else "",
        receipt.key or "",
        f"{listed(unknown)} {NOT_ON_FILE}" if unknown else "",
    )
    return join(" · ", (escape(part) for part in parts))


def _signed(level: float) -> str:
    return f"{level:.1f}".replace("-", "−")


def file_name(letter: Letter, take: Take) -> str:
    """The name of the take's file as it lies in the thread, e.g. `Onboarding 0-45 v1.mp3`."""
    ending = take.receipt.format if take.receipt else letter.job.brief.format
    return f"{bed_name(letter.job.brief, take.lengths[-1], take.label)}.{ending}"


def _buttons(letter: Letter, take: Take) -> list[Block]:
    wishes = (
        (Kind.EXTEND, Wish.EXTEND, "Extend", f"Extend {take.label}", take.lengths[-1] < LONGEST),
        (Kind.REGENERATE, Wish.REGENERATE, "Regenerate", f"Make another take like {take.label}", True),
        (Kind.WAV, Wish.WAV, "WAV", f"Post {take.label} as a WAV file", take.receipt and take.receipt.format != "wav"),
    )
    shown = [
        button(wish, label, take.id, says, confirm=_agreed(letter, kind, says))
        for kind, wish, label, says, fits in wishes
        if fits and _can(letter, kind)
    ]
    more = button(Wish.MORE, "More …", take.id, f"What else can be done with {take.label}")
    return [*shown, more] if letter.offers & BEHIND_MORE else shown


def _agreed(letter: Letter, kind: Kind, says: str) -> Block | None:
    """What is paid for is asked once more, with its price."""
    price = letter.prices.get(kind)
    return confirm(f"{says}?", f"{letter.engine} takes {price} for it.", "Order it") if price else None


def _can(letter: Letter, kind: Kind) -> bool:
    return kind in letter.offers


def _gone(letter: Letter, take: Take, words: str) -> Rendered:
    head = ours("{} {}", join(" · ", (bold(take.label), came_from(take, letter.takes))), escape(words))
    return Rendered(ours("{} of {}", escape(take.label), escape(f"{name(letter.job.brief)} {words}")), (section(head),))


def _expired(letter: Letter, take: Take) -> Rendered:
    kept = f"Files are kept for {letter.keep_days} days, and those of {take.label} are gone now."
    again = take.seed is not None and _can(letter, Kind.REMAKE)
    offer = f" It can be made again, the same as it was, from its seed {take.seed}." if again else ""
    head = ours("{}\n{}", join(" · ", (bold(take.label), came_from(take, letter.takes))), escape(kept + offer))
    press = [button(Wish.REMAKE, "Make it again", take.id, f"Make {take.label} again")] if again else []
    return Rendered(escape(kept + offer), (section(head), *actions(press)))
