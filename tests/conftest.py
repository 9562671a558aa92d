"""How all tests are run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test asserts on a clock: how long an example takes says how busy this machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
