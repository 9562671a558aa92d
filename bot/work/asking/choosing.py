"""Which provider makes a new piece: the one that was named, else the first in order that can."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.abilities import DOES
from bot.domain.brief import Brief
from bot.domain.extra import Voice
from bot.domain.naming import called
from bot.domain.operation import Operation
from bot.domain.ports import Provider
from bot.domain.reading.guides import flag_of
from bot.work.asking.answers import Refused


@dataclass(frozen=True, slots=True)
class Chosen:
    """The provider, and those to move on to while nothing can have been paid."""

    provider: Provider
    alternatives: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Why it is not the first in order, where that one lacks an ability that is asked for."""


class Choosing:
    """Chooses among all that are set up; `order` names those that are tried without --provider."""

    def __init__(self, providers: Mapping[str, Provider], order: Sequence[str] | None = None) -> None:
        self._providers = providers
        self.order = tuple(name for name in (order or providers) if name in providers)

    def choose(
        self, brief: Brief, *, needs: Collection[Operation] = (), voice: Voice | None = None
    ) -> Chosen | Refused:
        """Who makes this brief. `needs`: what it must be able to do beside; `voice`: sung with it, so at its place."""
        named = voice.provider if voice else brief.provider
        if voice and brief.provider not in {None, voice.provider}:
            return Refused(f"The voice {voice.name} was kept at {self._label(voice.provider)}: leave out --provider.")
        if named and named not in self._providers:
            return Refused(f"There is no provider called {named} here. Set up: {', '.join(self._providers)}.")
        names = (named,) if named else self._usual(brief)
        refusals = {name: self._refusal(name, brief, needs) for name in names}
        able = [name for name, words in refusals.items() if words is None]
        if not able:
            return self._refused(next(iter(refusals.values())) or "", brief, needs, tried=names)
        return Chosen(self._providers[able[0]], tuple(able[1:]), self._passed_over(names[0], able[0], brief, needs))

    def _passed_over(self, first: str, taken: str, brief: Brief, needs: Collection[Operation]) -> tuple[str, ...]:
        lack = _lack(self._providers[first], brief, needs)
        return (f"{lack}, so {called(self._label(taken))} makes it.",) if lack and first != taken else ()

    def _usual(self, brief: Brief) -> tuple[str, ...]:
        """Those tried without --provider; for a --model without our own engine, which takes any for none."""
        with_models = tuple(name for name in self.order if not self._providers[name].repeatable)
        return with_models if brief.model and with_models else self.order

    def _refusal(self, name: str, brief: Brief, needs: Collection[Operation]) -> str | None:
        provider = self._providers[name]
        lack = _lack(provider, brief, needs)
        return f"{lack}." if lack else provider.refusal(brief)

    def _refused(self, words: str, brief: Brief, needs: Collection[Operation], *, tried: Sequence[str]) -> Refused:
        others = [name for name in self._providers if name not in tried]
        able = [name for name in others if self._refusal(name, brief, needs) is None]
        return Refused(f"{words}{self._instead(able)}" if able else words)

    def _instead(self, able: Sequence[str]) -> str:
        return f" {opening(self._label(able[0]))} can: say `--provider {able[0]}`."

    def _label(self, name: str) -> str:
        return self._providers[name].label if name in self._providers else name

    def who_can(self, operation: Operation) -> list[Provider]:
        """Those that can do it: first those that are tried without --provider, in order."""
        names = dict.fromkeys((*self.order, *self._providers))
        return [self._providers[name] for name in names if operation in self._providers[name].offers()]


def _lack(provider: Provider, brief: Brief, needs: Collection[Operation]) -> str | None:
    """What is asked for and not to be had there at all, as a sentence without its full stop."""
    missing = [one for one in (Operation.CREATE, *needs) if one not in provider.offers()]
    if missing:
        return cannot(provider, missing[0])
    unknown = next((name for name in brief.guides if name not in provider.guides), None)
    return f"{opening(provider.label)} knows no --{flag_of(unknown)}" if unknown else None


def cannot(provider: Provider, operation: Operation) -> str:
    """MusicAPI can't write lyrics; as the beginning of a sentence, without its full stop."""
    return f"{opening(provider.label)} can't {DOES[operation]}"


def opening(label: str) -> str:
    """A provider at the beginning of a sentence: The built-in engine, MusicAPI."""
    name = called(label)
    return name[:1].upper() + name[1:]
