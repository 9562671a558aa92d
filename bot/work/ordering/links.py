"""Addresses of ours that a music API may call: signed, so that nobody can guess one, and stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

FILE_SECONDS = 3600.0
"""How long a file's address works: an API fetches it within seconds, or tries again for a while."""


class Links:
    """Makes and reads the addresses below BGM_PUBLIC_URL; without one there are none."""

    def __init__(self, public_url: str | None, secret: bytes) -> None:
        """`secret` must be the same after a restart and known to nobody else."""
        self._root = public_url.rstrip("/") if public_url else None
        self._secret = hmac.digest(secret, b"bgm links 1", hashlib.sha256)

    @property
    def public(self) -> bool:
        """Whether the bot can be called at all."""
        return self._root is not None

    def hook(self, provider: str, task_id: str) -> str | None:
        """Where this provider tells about this task."""
        return f"{self._root}/hooks/{provider}/{task_id}.{self._sign('hook', task_id)}" if self._root else None

    def hook_secret(self, task_id: str) -> str:
        """What a provider signs its word about this task with."""
        return self._sign("secret", task_id)

    def task_of(self, token: str) -> str | None:
        """The task of an address's last part; None when it is not of ours."""
        task_id, _, signature = token.partition(".")
        return task_id if _same(signature, self._sign("hook", task_id)) else None

    def file(self, path: str, now: float) -> str | None:
        """Where a file (a path below the files folder) can be fetched for an hour."""
        if self._root is None:
            return None
        text = f"{int(now + FILE_SECONDS)}:{path}"
        return f"{self._root}/files/{_packed(text)}.{self._sign('file', text)}"

    def path_of(self, token: str, now: float) -> str | None:
        """The path that an address stands for; None when it is not of ours, or its time is over."""
        packed, _, signature = token.partition(".")
        text = _unpacked(packed)
        if text is None or not _same(signature, self._sign("file", text)):
            return None
        if _packed(text) != packed:  # the last letter of base64 may have bits to spare
            return None
        until, _, path = text.partition(":")
        return path if now <= float(until) else None

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._secret, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()[:40]


def _same(one: str, other: str) -> bool:
    """Compared in constant time, whatever letters somebody sent."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpacked(packed: str) -> str | None:
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None
