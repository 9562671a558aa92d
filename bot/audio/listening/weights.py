"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some five hundred pieces whose bars are known: 21 styles of the built-in composer, each as it comes and with
its tempo moved or a player left out, and metronomes and drum patterns drawn by lot; every style counts alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "slower than usual": -5.76,
    "faster than usual": 0.08,
    "beats": 3.14,
    "halves": -0.69,
    "quarters": -0.06,
    "thirds": -1.70,
    "low beats": -0.98,
    "low quarters": -2.12,
    "middle beats": 2.13,
    "middle halves": 0.16,
    "high beats": 3.81,
    "low again after a beat": 5.77,
    "low again after two beats": 1.00,
    "harmony on beats": 4.38,
    "bar again": 3.58,
    "low bar again": 10.36,
    "middle bar again": 5.03,
    "low bar, not the other meter's": 1.01,
    "bar again, of three": 2.60,
    "low bar again, of three": 11.15,
    "middle bar again, of three": 6.15,
    "low bar, not the other meter's, of three": 5.05,
    "harmony on one": 3.57,
    "low on one": 1.82,
    "middle on one": 1.23,
    "high on two and three": 0.19,
    "harmony on three": -3.50,
    "low on two and four": -1.53,
    "middle on two and four": 0.57,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
