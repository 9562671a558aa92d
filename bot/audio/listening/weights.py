"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some three hundred pieces by the built-in composer, whose bars are known: 21 styles, each as it comes and with
its tempo moved or a player left out, every style counting alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "tempo far from usual": -3.44,
    "beats": 2.36,
    "halves": -1.74,
    "quarters": -1.43,
    "thirds": -2.06,
    "low beats": -0.83,
    "low quarters": -1.83,
    "middle beats": 1.45,
    "middle halves": 1.30,
    "high beats": 3.03,
    "low again after a beat": 7.48,
    "low again after two beats": -1.37,
    "harmony on beats": 17.43,
    "bar again": 1.91,
    "low bar again": 10.18,
    "middle bar again": 3.51,
    "low bar, not the other meter's": 1.62,
    "bar again, of three": 1.59,
    "low bar again, of three": 6.31,
    "middle bar again, of three": 2.42,
    "low bar, not the other meter's, of three": 4.53,
    "harmony on one": 4.08,
    "low on one": 2.08,
    "middle on one": 0.94,
    "high on two and three": 2.29,
    "harmony on three": -3.00,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
