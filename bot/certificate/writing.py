"""Writes certificates. The page is drawn with fpdf2, which is imported only when one is: this runs in a worker."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.errors import DiskFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_certificate(record_json: Mapping[str, Any], out: Path) -> Path:
    """Writes one A4 page with what the receipt's JSON says (`receipt_json`) as PDF to `out`, and answers `out`.

    The same receipt gives the same bytes. It is written whole or not at all. Raises DiskFull where there is no room.
    """
    from bot.certificate.page import page  # noqa: PLC0415 (a third of a second, which only a worker should pay)

    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(page(record_json))
        part.replace(out)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskFull("The disk is full: the certificate was not written. Free some space and try again.") from error
    finally:
        part.unlink(missing_ok=True)
    return out
