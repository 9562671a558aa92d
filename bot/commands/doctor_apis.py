"""What `bgm doctor` finds of the music APIs: one free question to each account, and whether the bot can be called."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TypeVar

import httpx

from bot import errands
from bot.app import SystemClock
from bot.commands.finding import Finding
from bot.control import ask
from bot.domain.errors import AskAgain, Because, Limited, ProviderError, Refused, StoreError
from bot.domain.operation import Operation
from bot.domain.ports import Provider
from bot.domain.thread import Task
from bot.providing import paid
from bot.settings import Settings
from storage import open_readonly

T = TypeVar("T")

SECONDS = 10.0
NO_BOT = "not asked: no bot runs on this database. Start it with `bgm run`, then ask again"


def of_apis(settings: Settings) -> list[Finding]:
    """A line per account whose key is set, and one for BGM_PUBLIC_URL. Costs nothing."""
    return asyncio.run(_all(settings))


async def _all(settings: Settings) -> list[Finding]:
    providers = paid(settings, SystemClock())
    try:
        findings = await asyncio.gather(*(_account(provider) for provider in _accounts(providers.values())))
    finally:
        await asyncio.gather(*(provider.close() for provider in providers.values()))
    return [*findings, *([await _public(settings, settings.public_url)] if settings.public_url else [])]


def _accounts(providers: Iterable[Provider]) -> Iterable[Provider]:
    """The first provider of each account."""
    found: dict[str, Provider] = {}
    for provider in providers:
        found.setdefault(provider.account, provider)
    return found.values()


async def _account(provider: Provider) -> Finding:
    try:
        return Finding(provider.label, True, await _asked(provider))
    except Limited:
        return Finding(provider.label, None, "too many requests just now, perhaps by the running bot; ask again")
    except ProviderError as error:
        return Finding(provider.label, False, str(error))


async def _asked(provider: Provider) -> str:
    """What the account says of itself; where it cannot be asked, whether the key opens a task that is not there."""
    if (balance := await _answer(provider, provider.balance)) is not None:
        return f"the key works; {balance} left"
    try:
        await _answer(provider, partial(provider.look, _nothing(provider)))
    except Refused as refused:
        if refused.because is not Because.GONE:
            raise
    return "the key works; what is left cannot be asked"


async def _answer(provider: Provider, question: Callable[[], Awaitable[T]]) -> T:
    """The answer; asked once more where the first one leads elsewhere, no sooner than the account's limit allows."""
    try:
        return await question()
    except AskAgain:
        await asyncio.sleep(provider.spacing)
        return await question()


def _nothing(provider: Provider) -> Task:
    return Task(
        id="tdoctor",
        job_id="jdoctor",
        provider=provider.name,
        operation=Operation.CREATE,
        request={},
        created_at=SystemClock().now(),
        provider_id="bgm-doctor",
    )


async def _public(settings: Settings, url: str) -> Finding:
    what = "public address"
    if not await _runs(settings):
        return Finding(what, None, NO_BOT)
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.get(f"{url}health")
        ours = "mode" in answer.json()
    except (httpx.HTTPError, ValueError, TypeError) as error:
        return Finding(what, False, f"{url}health does not answer as the bot does ({type(error).__name__})")
    if not ours:
        return Finding(what, False, f"{url}health is answered by something else (HTTP {answer.status_code})")
    return Finding(what, True, f"{url} leads to a bot; webhooks come and files can be fetched")


async def _runs(settings: Settings) -> bool:
    """Whether a bot runs on this database."""
    try:
        store = open_readonly(settings.database)
        await store.close()
        return await ask(store.path, errands.ping()) is not None
    except (StoreError, OSError):
        return False
