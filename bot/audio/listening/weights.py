"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some six hundred pieces whose bars are known: 21 styles of the built-in composer, each as it comes and with
its tempo moved or a player left out, and metronomes and drum patterns drawn by lot; every style counts alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "slower than usual": -6.49,
    "faster than usual": 0.31,
    "beats": 3.31,
    "halves": -0.50,
    "quarters": -0.25,
    "thirds": -1.76,
    "low beats": -1.31,
    "low quarters": -2.13,
    "middle beats": 1.69,
    "middle halves": -0.15,
    "high beats": 4.66,
    "low again after a beat": 7.00,
    "low again after two beats": 1.57,
    "harmony on beats": 8.11,
    "bar again": 4.25,
    "low bar again": 9.23,
    "middle bar again": 4.68,
    "low bar, not the other meter's": -0.41,
    "bar again, of three": 2.18,
    "low bar again, of three": 11.05,
    "middle bar again, of three": 7.86,
    "low bar, not the other meter's, of three": 4.76,
    "harmony on one": 4.17,
    "low on one": 1.63,
    "middle on one": 1.41,
    "harmony on three": -3.23,
    "low on two and four": -1.55,
    "middle on two and four": 0.55,
    "harmony on one, of three": 3.10,
    "low on one, of three": 3.12,
    "middle on one, of three": -1.08,
    "high on one, of three": 0.84,
    "of three": -0.49,
    "low of every other bar": -1.99,
    "middle of every other bar": -2.39,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
