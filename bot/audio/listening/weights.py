"""How much each piece of evidence counts for a way to count.

Found by conditional logistic regression (McFadden 1974: the right way to count against all others of the same piece)
over some five hundred pieces whose bars are known: 21 styles of the built-in composer, each as it comes and with
its tempo moved or a player left out, and metronomes and drum patterns drawn by lot; every style counts alike.
"""

from __future__ import annotations

import numpy as np

from bot.audio.listening.counting import EVIDENCE

WEIGHTS = {
    "slower than usual": -4.72,
    "faster than usual": -7.22,
    "beats": 3.93,
    "halves": -1.49,
    "quarters": -0.25,
    "thirds": -1.42,
    "low beats": -1.59,
    "low quarters": -2.54,
    "middle beats": 1.23,
    "middle halves": 0.73,
    "high beats": 6.24,
    "low again after a beat": 7.87,
    "low again after two beats": 0.18,
    "harmony on beats": 4.40,
    "bar again": 2.75,
    "low bar again": 8.68,
    "middle bar again": 6.49,
    "low bar, not the other meter's": -0.02,
    "bar again, of three": 1.99,
    "low bar again, of three": 11.84,
    "middle bar again, of three": 5.87,
    "low bar, not the other meter's, of three": 4.15,
    "harmony on one": 4.10,
    "low on one": 1.48,
    "middle on one": 2.23,
    "harmony on three": -3.53,
    "low on two and four": -2.03,
    "middle on two and four": 1.19,
    "harmony on one, of three": 4.18,
    "low on one, of three": 2.23,
    "middle on one, of three": -1.11,
    "high on one, of three": 1.45,
    "of three": -1.50,
    "short bar": 6.14,
    "long bar": -0.74,
    "harmony of every other bar": 1.13,
    "low of every other bar": -2.32,
    "middle of every other bar": -2.52,
}
VECTOR = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
