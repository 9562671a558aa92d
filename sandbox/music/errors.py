"""How a music server says no.

Refused          a request is answered with an error, and nothing was done or charged
"""

from __future__ import annotations


class Refused(Exception):
    """HTTP `status`, the vendor's own word for the `kind`, and the text; `headers` go with the answer.

    `details` are for vendors whose errors carry more than a text; each server writes its own body from these.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        details: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.headers = headers or {}
        self.details = details or {}
