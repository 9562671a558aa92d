"""Bars, bells and plucked oscillators, as data. To add one, add a row here and its names to `palette.py`."""

from __future__ import annotations

from .modal import Knock, Struck

BELL = (
    (0.5, 0.25, 1.0),
    (1, 1, 0.8),
    (1.19, 0.3, 0.5),
    (1.56, 0.2, 0.4),
    (2, 0.5, 0.5),
    (2.51, 0.16, 0.3),
    (3.01, 0.12, 0.2),
    (4.1, 0.1, 0.15),
    (5.4, 0.05, 0.1),
)


MALLETS: dict[str, Struck] = {
    "synth bass": Struck(
        t60=2.4,
        partials=24,
        slope=1.0,
        damping=0.9,
        low_ring=0.1,
        unison=(-4, 4),
        cutoff=650,
        response=1.5,
        longest=2.4,
    ),
    "house bass": Struck(
        t60=1.4, partials=20, slope=1.15, damping=1.1, low_ring=0.1, cutoff=480, response=1.5, longest=1.6
    ),
    "808": Struck(
        t60=3.0,
        ratios=((1, 1, 1), (2, 0.22, 0.5), (3, 0.16, 0.35), (4, 0.05, 0.2)),
        low_ring=0.1,
        cutoff=900,
        knock=Knock(0.3, 160, 0.015),
        attack=0.004,
        longest=3.2,
    ),
    "sub": Struck(t60=9, ratios=((1, 1, 1), (2, 0.12, 0.8)), low_ring=0.1, cutoff=500, attack=0.12, longest=6.0),
    "kalimba": Struck(
        t60=1.9,
        ratios=((1, 1, 1), (2, 0.07, 0.5), (5.4, 0.16, 0.12), (6.3, 0.08, 0.1)),
        cutoff=2600,
        knock=Knock(0.3, 420, 0.01),
        longest=2.4,
    ),
    "marimba": Struck(
        t60=1.1,
        ratios=((1, 1, 1), (3.93, 0.28, 0.25), (9.2, 0.10, 0.08)),
        cutoff=1500,
        response=1.5,
        knock=Knock(0.22, 600, 0.008),
        longest=1.6,
    ),
    "xylophone": Struck(
        t60=0.7,
        ratios=((1, 1, 1), (3, 0.35, 0.4), (6.1, 0.25, 0.2)),
        cutoff=3000,
        knock=Knock(0.3, 1500, 0.005),
        longest=0.9,
    ),
    "vibraphone": Struck(
        wide=True,
        t60=5.5,
        ratios=((1, 1, 1), (4.0, 0.20, 0.35), (10.1, 0.06, 0.08)),
        unison=(-1, 1),
        cutoff=1800,
        knock=Knock(0.06, 900, 0.008),
        attack=0.004,
        longest=4.5,
    ),
    "glockenspiel": Struck(
        t60=2.6,
        ratios=((1, 1, 1), (2.76, 0.25, 0.5), (5.4, 0.16, 0.3), (8.93, 0.08, 0.15)),
        cutoff=5000,
        knock=Knock(0.1, 4000, 0.003),
        longest=2.8,
    ),
    "music box": Struck(
        wide=True,
        t60=2.2,
        ratios=((1, 1, 1), (2.0, 0.16, 0.7), (3.01, 0.10, 0.4), (6.27, 0.16, 0.15)),
        unison=(-1.5, 1.5),
        cutoff=3800,
        knock=Knock(0.12, 3000, 0.004),
        longest=2.4,
    ),
    "celesta": Struck(
        t60=2.8,
        ratios=((1, 1, 1), (2, 0.2, 0.6), (4, 0.18, 0.35), (8.1, 0.04, 0.15)),
        cutoff=3000,
        knock=Knock(0.12, 700, 0.006),
        longest=3.0,
    ),
    "bells": Struck(t60=6, ratios=BELL, cutoff=2200, attack=0.004, longest=5.0),
    "singing bowl": Struck(
        t60=14,
        ratios=((1, 1, 1), (1.004, 0.7, 1), (2.71, 0.35, 0.5), (5.2, 0.12, 0.25)),
        cutoff=1500,
        attack=0.05,
        longest=7.0,
    ),
    "steel drums": Struck(
        t60=1.5,
        ratios=((1, 1, 1), (2, 0.6, 0.7), (3, 0.25, 0.4), (4.1, 0.2, 0.25)),
        unison=(-4, 4),
        cutoff=2200,
        knock=Knock(0.15, 900, 0.008),
        longest=1.8,
    ),
    "synth pluck": Struck(
        wide=True,
        t60=1.1,
        partials=32,
        slope=1.0,
        damping=0.5,
        unison=(-9, -3, 4, 10),
        cutoff=2600,
        response=1.4,
        longest=1.3,
    ),
    "synth arp": Struck(
        wide=True, t60=0.8, partials=32, slope=0.9, damping=0.45, unison=(-6, 6), cutoff=2200, response=1.4, longest=1.0
    ),
    "stab": Struck(
        wide=True,
        t60=0.9,
        partials=30,
        slope=0.9,
        damping=0.35,
        unison=(-12, -4, 5, 11),
        cutoff=2000,
        response=1.3,
        longest=1.0,
    ),
    "glass": Struck(
        wide=True,
        t60=5,
        ratios=((1, 1, 1), (2, 0.3, 0.8), (3.01, 0.2, 0.5), (5.03, 0.1, 0.3)),
        unison=(-3, 3),
        cutoff=2600,
        attack=0.03,
        longest=4.5,
    ),
    "pulse": Struck(
        t60=2.6, partials=60, slope=1.0, pluck=0.25, damping=0.0, low_ring=0.0, cutoff=9000, attack=0.001, longest=2.4
    ),
    "square": Struck(
        t60=4.0, partials=60, slope=1.0, odd=0.0, damping=0.0, low_ring=0.0, cutoff=9000, attack=0.001, longest=3.0
    ),
    "chip bass": Struck(
        t60=6.0, partials=20, slope=1.9, odd=0.0, damping=0.0, low_ring=0.0, cutoff=6000, attack=0.001, longest=1.6
    ),
}
