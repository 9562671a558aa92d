"""How a Web API call is refused.

SlackError          the method answered {"ok": false, "error": code}
"""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """The call is refused with Slack's own code; `extra` goes beside it in the answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """The JSON that Slack would answer with."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str) -> SlackError:
    """`invalid_arguments` with Slack's [ERROR] lines."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})
