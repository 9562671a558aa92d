"""How long tasks take, learned from what looks found: per provider, operation and length.

The logarithm of a duration is taken as normal with unknown mean and variance (normal–inverse-gamma; Gelman et al.,
Bayesian Data Analysis, 3.3). A look says only that the task ended between two times: it counts as the mean that the
model gives for that interval, and the variance left in the interval is added (one step of EM per job: Cappé and
Moulines, J. R. Stat. Soc. B 71, 2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, exp, inf, isfinite, log, pi, sqrt

from bot.domain.polling import Durations

LENGTHS = (30, 60, 120, 240)
"""Seconds of music up to which a length is of a kind; one kind more is beyond."""
PRIOR_SIGMA = 0.6
PRIOR_JOBS = 5.0
"""The first guess weighs as much as so many jobs."""
MEMORY_JOBS = 50.0
"""Older jobs fade, so that a provider that grows slower or faster is followed. In simulation 50 find tasks as soon as
200 do where nothing changes, for sigma 0.15 to 0.5, and follow a change four times as fast."""
FAR = 2.5
"""Sigmas beyond which a duration counts as if it were no farther off: an outage is no new normal."""
SIGMAS = (0.05, 1.0)
"""No model is surer, and none vaguer, than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A model of durations: `mean` of the logarithm of seconds, known from `jobs`, and the sum of squares about it."""

    mean: float
    squares: float
    jobs: float

    @classmethod
    def prior(cls, median: float) -> Learned:
        """Before the first job, from the provider's own word (seconds)."""
        return cls(mean=log(median), squares=PRIOR_JOBS * PRIOR_SIGMA**2, jobs=PRIOR_JOBS)

    @classmethod
    def from_json(cls, told: Mapping[str, object]) -> Learned | None:
        """What `as_json` gave; None where it is no such thing."""
        match told:
            case {
                "mean": int() | float() as mean,
                "squares": int() | float() as squares,
                "jobs": int() | float() as jobs,
            }:
                if all(map(isfinite, (mean, squares, jobs))) and abs(mean) < 20 and squares >= 0 and jobs >= 1:
                    return cls(mean=float(mean), squares=float(squares), jobs=float(jobs))
        return None

    def as_json(self) -> dict[str, float]:
        """Three numbers, for a row."""
        return {"mean": self.mean, "squares": self.squares, "jobs": self.jobs}

    def lent(self) -> Learned:
        """A prior for a like kind of task that nothing is known of yet."""
        return Learned.prior(exp(self.mean))

    @property
    def durations(self) -> Durations:
        """What looks are planned by."""
        return Durations(exp(self.mean), self.sigma)

    @property
    def sigma(self) -> float:
        """Spread of the logarithm of seconds."""
        return min(max(sqrt(self.squares / self.jobs), SIGMAS[0]), SIGMAS[1])

    def learn(self, after: float, before: float) -> Learned:
        """With one more task, pending at the age `after` (0 before the first look) and done at `before`, in seconds;
        equal where a webhook told. Not for a task that failed or was given up."""
        at, variance = _within(self.mean, self.sigma, _log(after), max(_log(before), _log(after)))
        far = FAR * self.sigma
        off = min(max(at - self.mean, -far), far)
        kept = 1.0 - 1.0 / MEMORY_JOBS
        jobs = self.jobs * kept + 1.0
        squares = self.squares * kept + off * off * (jobs - 1.0) / jobs + variance
        return Learned(mean=self.mean + off / jobs, squares=squares, jobs=jobs)


def _log(seconds: float) -> float:
    return log(seconds) if seconds > 1e-3 else -inf


def _within(mean: float, sigma: float, low: float, high: float) -> tuple[float, float]:
    """Mean and variance of the normal distribution between two ends."""
    a, b = (low - mean) / sigma, (high - mean) / sigma
    if a + b > 0:  # erfc is exact for what is far off on its own side only
        at, variance = _within(-mean, sigma, -high, -low)
        return -at, variance
    share = _below(b) - _below(a)
    if b - a < 1e-4 or share < 1e-200:
        return (max(low, high - sigma / 2) if b < 0 else (low + high) / 2), 0.0
    lean = (_bell(a) - _bell(b)) / share
    left = 1.0 + ((a * _bell(a) if a > -inf else 0.0) - b * _bell(b)) / share - lean * lean
    return mean + sigma * lean, sigma * sigma * max(0.0, left)


def _below(z: float) -> float:
    return 0.5 * erfc(-z / sqrt(2.0))


def _bell(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def key(provider: str, operation: str, seconds: float) -> str:
    """The name of a model: a provider's operation at a like length (seconds of music)."""
    return f"{provider} {operation} {next((str(most) for most in LENGTHS if seconds <= most), 'more')}"


def lenders(provider: str, operation: str, seconds: float) -> list[str]:
    """The keys of the other lengths, the nearest first: whose model may be `lent` while this one has none."""
    kinds = [*map(float, LENGTHS), LENGTHS[-1] + 1.0]
    own = next((place for place, most in enumerate(LENGTHS) if seconds <= most), len(LENGTHS))
    places = sorted(range(len(kinds)), key=lambda place: abs(place - own))
    return [key(provider, operation, kinds[place]) for place in places[1:]]
