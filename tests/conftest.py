"""How all tests are run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# As in a worker: our matrices are small, and more threads only wait for each other. numpy reads it when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No test asserts on a clock: how long an example takes says how busy this machine is.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
