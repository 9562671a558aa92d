"""Whom the bot trusts over https, and that over plain http on this machine it is nobody."""

from __future__ import annotations

import ssl

from bot.trust import trusted


async def test_strangers_must_show_a_certificate_of_somebody_known() -> None:
    context = await trusted()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


async def test_what_it_takes_is_read_once() -> None:
    assert await trusted() is await trusted()


async def test_nobody_is_trusted_where_nobody_shows_any() -> None:
    context = await trusted(nobody=True)
    assert context.cert_store_stats()["x509_ca"] == 0
    assert context.verify_mode is ssl.CERT_REQUIRED
