"""From settings to providers: which music APIs are set up here. An adapter is imported only where its key is set."""

from __future__ import annotations

from collections.abc import Iterator

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.ports import Clock, Provider
from bot.providers.builtin.builtin import Builtin
from bot.settings import Settings

Providers = dict[str, Provider]

# ruff: noqa: PLC0415 (the adapters and what they bring with them are not read at a start that needs none)


def built_in(folder: AudioFolder, workers: Workers) -> Builtin:
    """The bot's own composer."""
    return Builtin(run=workers.run, place=folder.take_path, root=folder.root)


def with_paid(settings: Settings, builtin: Builtin, clock: Clock) -> Providers:
    """Every provider that can be asked here, by name: those of BGM_PROVIDER first, in its order."""
    found: Providers = {**paid(settings, clock), builtin.name: builtin}
    return {name: found[name] for name in dict.fromkeys((*settings.providers, *found))}


def paid(settings: Settings, clock: Clock) -> Providers:
    """Every provider whose key is set, by name."""
    found = (*_musicapi(settings, clock), *_wavespeed(settings, clock), *_nur(settings, clock))
    return {provider.name: provider for provider in found}


def _musicapi(settings: Settings, clock: Clock) -> Iterator[Provider]:
    """One account and one connection for two providers, or three."""
    if settings.musicapi_key is None:
        return
    from bot.providers.http import Api
    from bot.providers.musicapi.nuro import Nuro
    from bot.providers.musicapi.producer import Producer
    from bot.providers.musicapi.sonic import Sonic

    api = Api(url=settings.musicapi_url, key=settings.musicapi_key.reveal(), name="MusicAPI", now=clock.now)
    yield Sonic(api, now=clock.now)
    yield Producer(api, now=clock.now)
    if settings.musicapi_nuro:
        yield Nuro(api, now=clock.now)


def _wavespeed(settings: Settings, clock: Clock) -> Iterator[Provider]:
    if settings.wavespeed_api_key is None:
        return
    from bot.providers.http import Api
    from bot.providers.mureka.mureka import Mureka

    key = settings.wavespeed_api_key.reveal()
    yield Mureka(Api(url=settings.wavespeed_url, key=key, name="WaveSpeed", now=clock.now))


def _nur(settings: Settings, clock: Clock) -> Iterator[Provider]:
    if settings.nur_api_key is None:
        return
    from bot.providers.http import Api
    from bot.providers.nur.nur import Nur

    yield Nur(Api(url=settings.nur_url, key=settings.nur_api_key.reveal(), name="Nur", now=clock.now))
