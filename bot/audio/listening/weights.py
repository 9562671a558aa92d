"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some three hundred pieces by the built-in composer, whose bars are known: 21 styles, each as it comes and with
its tempo moved or a player left out, every style counting alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "tempo far from usual": -3.45,
    "beats": 2.28,
    "halves": -0.79,
    "quarters": -0.78,
    "thirds": -1.87,
    "low beats": -0.35,
    "low quarters": -1.73,
    "middle beats": 1.71,
    "middle halves": -0.06,
    "high beats": 2.79,
    "low again after a beat": 5.51,
    "low again after two beats": 0.67,
    "harmony on beats": 9.77,
    "bar again": 3.30,
    "low bar again": 6.83,
    "middle bar again": 3.92,
    "low bar, not the other meter's": 2.52,
    "bar again, of three": 1.64,
    "low bar again, of three": 8.46,
    "middle bar again, of three": 4.76,
    "low bar, not the other meter's, of three": 2.06,
    "harmony on one": 3.12,
    "low on one": 2.40,
    "middle on one": 0.62,
    "high on two and three": 0.40,
    "harmony on three": -3.23,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
