"""Logs: one line per event, and no secret in any of them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable

from bot.domain.signed import hidden
from bot.settings import Secret

_TOKENS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=[Bb]earer )[\w.-]+|https://hooks\.slack\.com/\S+")
_QUIET = ("httpx", "httpcore", "slack_sdk", "apscheduler", "aiohttp", "asyncio", "PIL", "libav")
HIDDEN = "[hidden]"


class Redacted(logging.Formatter):
    """Formats a record, traceback and all, and then hides every secret in it."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        values = sorted((secret.reveal() for secret in secrets), key=len, reverse=True)
        self._secrets = [value for value in values if value]

    def format(self, record: logging.LogRecord) -> str:
        """One line (a traceback adds its own), without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKENS.sub(HIDDEN, hidden(text))


def set_up(level: str, secrets: Iterable[Secret]) -> None:
    """Sends all logs to standard error, redacted; libraries speak only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacted(secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt warns at every start that a token is not used where `authorize` is given, which is how it is meant here.
    logging.getLogger("slack_bolt.AsyncApp").addFilter(lambda record: "will be ignored" not in record.getMessage())
