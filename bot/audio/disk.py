"""A full disk, said in our own words, wherever audio is written."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.errors import DiskFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def disk() -> Iterator[None]:
    """Turns 'no space left' (and an exceeded quota) inside it into DiskFull; every other error passes as it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskFull("The disk is full: the audio was not written. Free some space and try again.") from error
