"""What Sonic, Producer and Nuro share: one key, one limit, one purse, one way to refuse and one way to call back."""

from __future__ import annotations

import re

from bot.domain.errors import Because, Limited, OutcomeUnknown, Refused, Unanswered
from bot.domain.money import Balance
from bot.domain.results import Broken, Json, Look, Pending
from bot.providers import refusals
from bot.providers.fields import inside, number, text
from bot.providers.http import Answer, Api

ACCOUNT = "musicapi"
LABEL = "MusicAPI"
SPACING = 3.0
"""Seconds: the standard limit is one request per 3 s and key (vendor's introduction, 2026-01-24)."""
LATE_SECONDS = 180.0
"""How long a finished take waits for its twin, beyond twice the time that the call was expected to take."""
RIGHTS = "commercial use allowed by MusicAPI's terms as read 2026-07-15; the model behind it is another company's"
TERMS, TERMS_READ = "https://musicapi.ai/terms", "2026-07-15"
TERMS_FACT = f"{TERMS} (read {TERMS_READ})"

_NO_CREDITS = re.compile(
    r"(?:insufficient|not enough|no|low|out of|lack of|exceed\w*)\s+(?:\w+\s+){0,2}(?:credits?|balance|funds)"
    r"|(?:credits?|balance)\s+(?:\w+\s+){0,2}(?:insufficient|not enough|too low|low|exhausted|used up|empty)"
    r"|top.?up|recharge|payment required",
    re.IGNORECASE,
)
_MODERATION = re.compile(
    r"moderat|copyright|inappropriate|artist|producer tag|sensitive|prohibited|offensive|explicit|violat|not allowed"
    r"|polic(?:y|ies)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"subscri|\bplan\b|api.?key|account|permission|suspend|banned|disabled|unauthori[sz]ed|expired|token", re.IGNORECASE
)
_FORM = re.compile(r"format", re.IGNORECASE)
_NOT_THERE = re.compile(r"\b(?:not found|not exist|purged|unknown (?:task|clip))\b", re.IGNORECASE)
_NOT_YET = re.compile(
    r"not[ _]?(?:yet )?ready|try again later|still (?:processing|running|preparing)|in progress", re.IGNORECASE
)


def because(status: int, said: str) -> Because:
    """Why MusicAPI refused. Its 403 means money, moderation or the account, told apart by its text alone (vendor's
    error pages); a task or clip that is not there comes as 404, or as a 400 that says so."""
    if status == 403:
        return _forbidden(said)
    if status == 400 and _NOT_THERE.search(said):
        return Because.GONE
    return refusals.by_status(status, said)


def _forbidden(said: str) -> Because:
    if _NO_CREDITS.search(said):
        return Because.CREDITS
    if _FORM.search(said):
        return Because.WORDS
    if _MODERATION.search(said):
        return Because.MODERATION
    if not said or _ACCOUNT.search(said):
        return Because.ACCOUNT
    return refusals.by_status(403, said)


def not_yet(refused: Refused) -> bool:
    """Whether this refusal means: it is being made, ask again. Its HTTP status is documented nowhere, so words tell."""
    return refused.because in {Because.WORDS, Because.GONE} and _NOT_YET.search(str(refused)) is not None


async def stands(api: Api, path: str) -> Json | Look:
    """The answer to a look at a task, or at once what it means: pending, or a task that is not there or has failed.

    Raises Limited, and Unanswered where nothing is known of the task, e.g. where the key is refused.
    """
    try:
        return (await api.ask(path, because=because)).body
    except Refused as error:
        if not_yet(error):
            return Pending()
        if error.because in {Because.GONE, Because.RETIRED, Because.MODERATION} or says_refunded(str(error)):
            return Broken(str(error), True if says_refunded(str(error)) else None)
        raise Unanswered(str(error)) from error
    except Unanswered as error:
        if says_refunded(str(error)):
            return Broken(str(error), True)
        raise


def task_id(answer: Answer, api: str) -> str:
    """The task's id in the answer to an order; MusicAPI's own answers have no `code`, its twin's have one.

    Raises Limited or Refused where a 2xx answer carries a 4xx code, OutcomeUnknown where it holds no id.
    """
    found = text(answer.body.get("task_id") or inside(answer.body.get("data")).get("task_id"), 200).strip()
    if not found:
        check(answer, api)
        raise OutcomeUnknown(f"{api} answered HTTP {answer.status} without a task id.")
    return found


def check(answer: Answer, api: str) -> None:
    """Raises Limited or Refused where a 2xx answer carries a 4xx code in its body."""
    code = number(answer.body.get("code"))
    if code is None or not 400 <= code < 500 or code == 408:
        return
    said = refusals.words(answer.body)
    if code == 429:
        raise Limited(f"{api} asks us to slow down: {said}")
    raise Refused(f"{api} refused (code {code:g}): {said}", because(int(code), said))


async def balance(api: Api, now: float) -> Balance | None:
    """Credits and extra credits together (extra ones are used first); free to ask."""
    body = (await api.ask("/api/v1/get-credits", because=because)).body
    found = [number(inside(body.get("data")).get(name, body.get(name))) for name in ("credits", "extra_credits")]
    if all(amount is None for amount in found):
        return None
    return Balance(sum(amount or 0.0 for amount in found), "credits", now)


def refunded(found: Json) -> bool | None:
    """Whether MusicAPI says that it gave the credits back; None where it says nothing."""
    said = found.get("refund_processed")
    if isinstance(said, bool):
        return said
    return True if says_refunded(refusals.words(found)) else None


def broken(found: Json, words: str = "") -> Broken:
    """A failure in the vendor's own words: those given, else those of the answer."""
    words, back = words or refusals.words(found), refunded(found)
    end = " The credits were given back." if back else ""
    return Broken(f"{LABEL} could not make it{f': “{words}”' if words else ', and did not say why'}.{end}", back)


def says_refunded(said: str) -> bool:
    """Whether these words tell of credits that were given back."""
    return re.search(r"(?<!not )\brefunded\b", said, re.IGNORECASE) is not None
