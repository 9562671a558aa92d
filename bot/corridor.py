"""Puts together the corridor that a job walks: who accepts it, who asks for music, who hears and who delivers."""

from __future__ import annotations

from aiohttp import web

from bot.audio.fetch import Fetch
from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.ports import Messenger
from bot.inbound import routes
from bot.providing import built_in, with_paid
from bot.settings import Settings
from bot.variant import Variant
from bot.work.asking.intake import Intake, new_id
from bot.work.finishing.attach import Attach, Files
from bot.work.finishing.keep import Keep
from bot.work.finishing.produce import Produce
from bot.work.ordering.arrivals import Arrivals
from bot.work.ordering.gates import Gates
from bot.work.ordering.hooks import Hooks
from bot.work.ordering.links import Links
from bot.work.ordering.purse import Purse
from bot.work.ordering.settle import Settle, recover
from bot.work.ordering.submit import Submit
from bot.work.ordering.watch import Watch
from bot.work.runner import Loop
from bot.work.telling.deliver import Deliver
from bot.work.telling.held import Held
from bot.work.telling.letters import Letters
from bot.work.telling.sending import Sender
from storage import SqliteStore


class Corridor:
    """All of it but Slack, which may take its time to be met: from the start `intake` accepts and `routes` hear."""

    def __init__(self, settings: Settings, variant: Variant, store: SqliteStore, workers: Workers) -> None:
        self._settings, self._variant, self._store, self._workers = settings, variant, store, workers
        self._clock, self._at = variant.clock, variant.at
        self._folder = AudioFolder(settings.files.resolve())
        builtin = built_in(self._folder, workers)
        self.providers = variant.providers(with_paid(settings, builtin, self._clock))
        self._links = Links(settings.public_url, _secret(settings))
        self._gates = Gates(self.providers, clock=self._clock, store=store)
        self._purse = Purse(store=store, providers=self.providers, gates=self._gates, clock=self._clock)
        self._arrivals = Arrivals(
            providers=self.providers,
            clock=self._clock,
            ids=new_id,
            keep_days=settings.keep_days,
            hooked=self._links.public,
        )
        self._watch = self._watching()
        builtin.on_news(self._watch.told)
        self.intake = self._accepting()

    def _watching(self) -> Watch:
        return Watch(
            store=self._store,
            providers=self.providers,
            clock=self._clock,
            at=self._at,
            gates=self._gates,
            arrivals=self._arrivals,
        )

    def _accepting(self) -> Intake:
        return self._variant.intake(
            store=self._store,
            providers=self.providers,
            order=self._settings.providers,
            purse=self._purse,
            public=self._links.public,
            clock=self._clock,
            at=self._at,
        )

    def routes(self) -> list[web.RouteDef]:
        """What music APIs may call; nothing where there is no public address for them to call."""
        if not self._links.public:
            return []
        hooks = Hooks(
            store=self._store,
            providers=self.providers,
            clock=self._clock,
            watch=self._watch,
            links=self._links,
            arrivals=self._arrivals,
            at=self._at,
        )
        return routes(hooks, self._links, self._folder, self._clock)

    async def recover(self) -> None:
        """Picks up what was interrupted: gates that were closed, jobs that were under way."""
        await self._gates.restore()
        await recover(self._store, self.providers, self._clock.now())

    def loops(self, messenger: Messenger, files: Files) -> list[Loop]:
        """Everything that moves a job on, roughly in the order that it walks. `files` are those that people posted."""
        store, folder, clock = self._store, self._folder, self._clock
        return [
            self._watch,
            Attach(store=store, files=files, folder=folder, run=self._workers.run, clock=clock),
            self._submitting(),
            self._settling(),
            self._producing(),
            self._delivering(messenger),
            Held(store=store, messenger=messenger, wishes=self.intake.wishes, clock=clock, at=self._at),
            Keep(store=store, folder=folder, clock=clock, keep_days=self._settings.keep_days),
        ]

    def _submitting(self) -> Submit:
        return Submit(
            store=self._store,
            providers=self.providers,
            clock=self._clock,
            ids=new_id,
            at=self._at,
            gates=self._gates,
            links=self._links,
            arrivals=self._arrivals,
        )

    def _settling(self) -> Settle:
        return Settle(
            store=self._store,
            providers=self.providers,
            clock=self._clock,
            gates=self._gates,
            arrivals=self._arrivals,
            purse=self._purse,
            hooked=self._links.public,
        )

    def _producing(self) -> Produce:
        return Produce(
            store=self._store,
            providers=self.providers,
            folder=self._folder,
            workers=self._workers,
            fetch=Fetch(),
            near={name: Fetch(exempt={place}) for name, place in self._settings.local_apis.items()},
            gates=self._gates,
            clock=self._clock,
            ids=new_id,
            at=self._at,
        )

    def _delivering(self, messenger: Messenger) -> Deliver:
        settings = self._settings
        return Deliver(
            store=self._store,
            sender=Sender(messenger=messenger, files=self._folder.root, at=self._at),
            letters=Letters(providers=self.providers, clock=self._clock, keep_days=settings.keep_days),
            clock=self._clock,
            at=self._at,
            spacings=self._variant.spacings,
        )


def _secret(settings: Settings) -> bytes:
    """What addresses are signed with: the bot's token is the same after a restart, and known to nobody else."""
    return (settings.slack_bot_token.reveal() if settings.slack_bot_token else "").encode()
