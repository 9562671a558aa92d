"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some six hundred pieces whose bars are known: 21 styles of the built-in composer, each as it comes and with
its tempo moved or a player left out, and metronomes and drum patterns drawn by lot; every style counts alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "slower than usual": -5.70,
    "faster than usual": -0.56,
    "beats": 3.32,
    "halves": -1.11,
    "quarters": 0.22,
    "thirds": -1.73,
    "low beats": -1.44,
    "low quarters": -3.27,
    "middle beats": 1.70,
    "middle halves": 0.66,
    "high beats": 5.17,
    "low again after a beat": 3.31,
    "low again after two beats": 1.85,
    "harmony on beats": 4.89,
    "bar again": 1.94,
    "low bar again": 11.64,
    "middle bar again": 3.95,
    "low bar, not the other meter's": -1.91,
    "bar again, of three": 5.53,
    "low bar again, of three": 6.30,
    "middle bar again, of three": 8.76,
    "low bar, not the other meter's, of three": 3.95,
    "half a bar again, of three": -2.73,
    "half a low bar again, of three": -5.61,
    "half a middle bar again, of three": -4.25,
    "harmony on one": 4.37,
    "low on one": 1.86,
    "middle on one": 1.61,
    "harmony on three": -3.34,
    "low on two and four": -1.37,
    "middle on two and four": 0.90,
    "harmony on one, of three": 4.07,
    "low on one, of three": 3.89,
    "middle on one, of three": -1.50,
    "high on one, of three": 1.29,
    "of three": -0.92,
    "low of every other bar": -1.80,
    "middle of every other bar": -2.20,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
