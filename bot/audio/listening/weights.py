"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some six hundred pieces whose bars are known: 21 styles of the built-in composer, each as it comes and with
its tempo moved or a player left out, and metronomes and drum patterns drawn by lot; every style counts alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "slower than usual": -6.05,
    "faster than usual": 0.74,
    "beats": 3.25,
    "halves": -0.47,
    "quarters": -0.44,
    "thirds": -1.75,
    "low beats": -1.30,
    "low quarters": -2.00,
    "middle beats": 1.94,
    "middle halves": -0.16,
    "high beats": 4.36,
    "low again after a beat": 5.83,
    "low again after two beats": 2.79,
    "harmony on beats": 6.55,
    "bar again": 4.45,
    "low bar again": 8.53,
    "middle bar again": 4.35,
    "low bar, not the other meter's": -1.09,
    "bar again, of three": 2.04,
    "low bar again, of three": 10.20,
    "middle bar again, of three": 7.81,
    "low bar, not the other meter's, of three": 4.61,
    "harmony on one": 4.30,
    "low on one": 1.51,
    "middle on one": 1.61,
    "harmony on three": -2.95,
    "low on two and four": -1.60,
    "middle on two and four": 0.85,
    "harmony on one, of three": 3.13,
    "low on one, of three": 3.15,
    "middle on one, of three": -1.07,
    "high on one, of three": 0.82,
    "of three": -0.44,
    "low of every other bar": -2.02,
    "middle of every other bar": -2.16,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
