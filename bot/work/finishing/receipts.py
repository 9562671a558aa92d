"""All that is known of a bed, as files in its thread: JSON to keep, and a certificate of one page."""

from __future__ import annotations

from bot.audio.folder import AudioFolder
from bot.audio.workers import Workers
from bot.domain.job import Job
from bot.domain.ports import Store
from bot.work.finishing.made import Made
from bot.work.finishing.trouble import Spoiled
from bot.work.points import PassBy

NO_RECEIPT = "Nothing is on file of that bed."


class Receipts:
    """Writes receipts."""

    def __init__(self, *, store: Store, folder: AudioFolder, workers: Workers, at: PassBy) -> None:
        self._store, self._folder, self._workers, self._at = store, folder, workers, at

    async def files(self, job: Job) -> Made:
        """The receipt of the job's take."""
        return Made(troubles=(Spoiled(NO_RECEIPT),), something=False)
