"""Drum sets as data: the pieces and their numbers, and what each kit is made of."""

from __future__ import annotations

from dataclasses import dataclass

PIECES = {
    "kick": 36,
    "rim": 37,
    "snare": 38,
    "clap": 39,
    "low tom": 41,
    "hat": 42,
    "mid tom": 45,
    "open hat": 46,
    "high tom": 48,
    "crash": 49,
    "ride": 51,
    "tambourine": 54,
    "boom": 35,
    "shaker": 70,
    "snap": 40,
    "swell": 55,
    "conga": 63,
    "low conga": 64,
    "brush": 44,
}
NAMES = {number: name for name, number in PIECES.items()}


@dataclass(frozen=True, slots=True)
class Kit:
    """A drum set as data: Hz, seconds and 0–1 mixtures."""

    kick_hz: float = 52.0
    kick_drop: float = 3.2
    kick_ring: float = 0.28
    kick_click: float = 0.25
    snare_hz: float = 190.0
    snare_ring: float = 0.16
    snare_noise: float = 0.7
    snare_hz_noise: float = 3800.0
    hat_hz: float = 8200.0
    hat_ring: float = 0.045
    metal: float = 0.4
    drive: float = 1.0
    top: float = 14_000.0
    bits: bool = False


KITS: dict[str, Kit] = {
    "acoustic": Kit(),
    "brushes": Kit(
        kick_hz=58,
        kick_drop=1.6,
        kick_ring=0.2,
        kick_click=0.06,
        snare_ring=0.12,
        snare_noise=0.85,
        snare_hz_noise=3000,
        hat_hz=7600,
        hat_ring=0.05,
        metal=0.6,
    ),
    "dusty": Kit(
        kick_hz=56,
        kick_drop=2.2,
        kick_ring=0.2,
        kick_click=0.12,
        snare_hz=176,
        snare_ring=0.12,
        snare_noise=0.6,
        snare_hz_noise=2600,
        hat_hz=6500,
        hat_ring=0.035,
        drive=1.8,
        top=6500,
    ),
    "club": Kit(
        kick_hz=48,
        kick_drop=4.5,
        kick_ring=0.30,
        kick_click=0.35,
        snare_noise=0.85,
        hat_hz=9000,
        hat_ring=0.04,
        metal=0.25,
        drive=1.6,
    ),
    "808": Kit(
        kick_hz=46,
        kick_drop=2.6,
        kick_ring=0.5,
        kick_click=0.15,
        snare_hz=180,
        snare_ring=0.14,
        snare_noise=0.75,
        snare_hz_noise=4200,
        hat_hz=9200,
        hat_ring=0.028,
        metal=0.6,
        drive=1.3,
    ),
    "gated": Kit(
        kick_hz=52,
        kick_drop=3.4,
        kick_ring=0.22,
        kick_click=0.4,
        snare_hz=170,
        snare_ring=0.22,
        snare_noise=0.8,
        snare_hz_noise=2400,
        hat_hz=8000,
        hat_ring=0.04,
        drive=1.9,
    ),
    "chip": Kit(
        kick_hz=60,
        kick_drop=5,
        kick_ring=0.12,
        kick_click=0.1,
        snare_noise=1.0,
        snare_hz_noise=4500,
        hat_hz=9000,
        hat_ring=0.02,
        metal=0.0,
        bits=True,
    ),
    "epic": Kit(
        kick_hz=42,
        kick_drop=1.9,
        kick_ring=0.9,
        kick_click=0.12,
        snare_hz=150,
        snare_ring=0.3,
        snare_noise=0.5,
        snare_hz_noise=2500,
        hat_hz=7500,
        drive=1.5,
        top=9000,
    ),
    "hand": Kit(
        kick_hz=64,
        kick_drop=1.5,
        kick_ring=0.22,
        kick_click=0.06,
        snare_hz=210,
        snare_ring=0.09,
        snare_noise=0.35,
        hat_hz=7500,
        metal=0.2,
    ),
}
