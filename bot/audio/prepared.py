"""A take on its way to a bed: decoded, looked at, mended, heard and fitted to its length."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bot.audio.bed import FinishOrder
from bot.audio.carried import carried, moved
from bot.audio.checks.checked import Checked, Mended
from bot.audio.checks.look import look
from bot.audio.checks.mend import mend
from bot.audio.decode import decode
from bot.audio.fitting.ask import FitAsk
from bot.audio.fitting.fit import planned
from bot.audio.fitting.render import render
from bot.audio.listening.heard import Heard
from bot.audio.listening.listen import listen
from bot.audio.pcm import RATE, PcmFile
from bot.domain.checks import Finding
from bot.domain.fitting import Fitted
from bot.domain.music import Music


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A take as long as its bed, not levelled yet, and what is known of it."""

    sound: PcmFile
    music: Music
    """In seconds of `sound`."""
    findings: tuple[Finding, ...]
    fitted: Fitted | None
    """None where it was left as long as it came."""
    fingerprint: str


def prepare(order: FinishOrder, take: Path, bed: Path) -> Prepared:
    """Writes the take to `take`, and to `bed` where it has to be fitted.

    AudioError, with words, when it cannot be read; DiskFull when there is no room.
    """
    whole = PcmFile.write(take, decode(order.take))
    checked, heard = _looked_and_listened(order, whole)
    mended = mend(whole, checked)
    if mended.take is not whole:
        heard = None
    sound, music, fitted = _fitted(order, mended, heard, bed)
    return Prepared(sound=sound, music=music, findings=mended.findings, fitted=fitted, fingerprint=checked.fingerprint)


def _looked_and_listened(order: FinishOrder, whole: PcmFile) -> tuple[Checked, Heard | None]:
    """Both read the take as it came, side by side; a take whose score is known need not be heard as it is."""
    wanted = None if order.frames is None else order.frames / RATE
    with ThreadPoolExecutor(1, thread_name_prefix="listening") as thread:
        hearing = None if _is_known(order, whole) else thread.submit(listen, whole)
        checked = look(whole, wanted=wanted, instrumental=order.instrumental, earlier=order.earlier)
        return checked, hearing.result() if hearing else None


def _fitted(order: FinishOrder, mended: Mended, heard: Heard | None, bed: Path) -> tuple[PcmFile, Music, Fitted | None]:
    """`heard` is what was heard of this very sound; without it, it is heard now where that is needed."""
    take = mended.take
    ask = _ask(order, take)
    known = order.music and moved(order.music, take.seconds, by=mended.head)
    if known and _is_known(order, take):
        return take, known, None if ask is None else Fitted(before=take.seconds, after=take.seconds)
    heard = heard or listen(take)
    heard = replace(heard, music=known or _told(heard.music, order, mended.head))
    if ask is None:
        return take, heard.music, None
    plan, fitted = planned(take, heard, ask)
    if plan is None:
        return take, heard.music, fitted
    return PcmFile.write(bed, render(plan, take)), carried(heard.music, plan), fitted


def _is_known(order: FinishOrder, take: PcmFile) -> bool:
    """Whether all that is to be known of its music is told, and it is to stay as it is."""
    ask = _ask(order, take)
    return order.music is not None and (ask is None or _is_as_asked(take, ask))


def _ask(order: FinishOrder, take: PcmFile) -> FitAsk | None:
    """A take of no asked length keeps its own; what else was asked of it is done all the same."""
    wants = order.loop or order.hits or order.climax is not None or order.fade_out
    if not order.fits or (order.frames is None and not wants):
        return None
    frames = take.frames if order.frames is None else order.frames
    return FitAsk(frames=frames, loop=order.loop, hits=order.hits, climax=order.climax, fade=order.fade_out)


def _is_as_asked(take: PcmFile, ask: FitAsk) -> bool:
    return take.frames == ask.frames and not (ask.loop or ask.moments or ask.fade)


def _told(music: Music, order: FinishOrder, head: float) -> Music:
    """The music with the sections that the take's maker told of, where it did; so many seconds of its head are gone."""
    if not order.sections:
        return music
    told = moved(Music(seconds=music.seconds + head, sections=order.sections), music.seconds, by=head)
    return replace(music, sections=told.sections)
