"""What is bowed, blown, sung and held, as data. To add an instrument, add a row here and its names to `palette.py`."""

from __future__ import annotations

from .sustained import Sustained

SUSTAINED: dict[str, Sustained] = {
    "strings": Sustained(
        slope=1.0, spread=15, dark=900, bright=4200, formants=((380, 3, 0.6), (3200, 3, 0.5)), attack=0.35, release=0.7
    ),
    "short strings": Sustained(
        slope=0.9, spread=13, dark=1300, bright=4500, formants=((380, 3, 0.6),), attack=0.02, release=0.16
    ),
    "cello": Sustained(
        slope=1.0, spread=9, dark=600, bright=2500, formants=((240, 4, 0.5), (600, 2, 0.4)), attack=0.22, release=0.5
    ),
    "violin": Sustained(
        slope=0.9,
        dark=1800,
        bright=5500,
        vibrato=(5.4, 14),
        formants=((480, 3, 0.4), (3000, 4, 0.5)),
        attack=0.12,
        release=0.3,
    ),
    "choir": Sustained(
        slope=0.7,
        spread=17,
        dark=750,
        bright=2600,
        formants=((480, 9, 0.5), (900, 5, 0.35), (2700, -4, 0.5)),
        attack=0.5,
        release=1.0,
    ),
    "brass": Sustained(
        slope=0.75, spread=12, dark=650, bright=2800, formants=((520, 5, 0.7),), attack=0.09, release=0.3
    ),
    "horn": Sustained(slope=1.2, spread=9, dark=600, bright=1500, formants=((340, 5, 0.6),), attack=0.12, release=0.4),
    "trumpet": Sustained(
        slope=0.6, dark=1200, bright=4000, vibrato=(5.0, 9), formants=((1100, 4, 0.6),), attack=0.05, release=0.15
    ),
    "saxophone": Sustained(
        slope=0.75,
        dark=950,
        bright=3000,
        vibrato=(4.8, 13),
        breath=0.08,
        formants=((560, 6, 0.5), (1300, 3, 0.5)),
        attack=0.06,
        release=0.18,
    ),
    "clarinet": Sustained(
        slope=0.9, odd=0.12, dark=1300, bright=3500, vibrato=(4.5, 5), breath=0.05, attack=0.05, release=0.15
    ),
    "flute": Sustained(
        slope=1.7, partials=8, dark=1700, bright=4200, vibrato=(4.9, 11), breath=0.16, attack=0.09, release=0.22
    ),
    "whistle": Sustained(
        slope=2.4, partials=4, dark=3000, bright=5000, vibrato=(5.2, 16), breath=0.12, attack=0.06, release=0.14
    ),
    "accordion": Sustained(slope=0.7, spread=6, dark=1200, bright=3500, attack=0.06, release=0.14),
    "organ": Sustained(
        slope=1.3, partials=8, spread=2.5, sub=0.5, fifth=0.35, dark=1800, bright=4500, attack=0.015, release=0.08
    ),
    "warm pad": Sustained(slope=1.25, spread=15, dark=520, bright=2200, sub=0.18, attack=0.9, release=1.6),
    "air pad": Sustained(slope=1.5, spread=24, dark=900, bright=6500, fifth=0.14, breath=0.05, attack=1.4, release=2.2),
    "glass pad": Sustained(slope=1.1, odd=0.5, spread=11, dark=800, bright=5200, attack=0.8, release=1.8),
    "saw pad": Sustained(slope=0.95, spread=12, dark=750, bright=4500, attack=0.25, release=0.7),
    "dark pad": Sustained(slope=1.15, spread=20, dark=260, bright=1100, sub=0.5, fifth=0.2, attack=1.8, release=2.6),
    "metal pad": Sustained(slope=0.6, odd=0.4, spread=36, dark=420, bright=3000, attack=2.2, release=2.8),
    "drone": Sustained(slope=1.0, spread=12, dark=170, bright=620, sub=0.7, fifth=0.4, attack=2.2, release=3.0),
    "saw lead": Sustained(slope=0.85, dark=1500, bright=4800, vibrato=(5.4, 12), attack=0.03, release=0.16),
    "soft lead": Sustained(slope=1.5, dark=1400, bright=3200, vibrato=(5.0, 9), attack=0.06, release=0.25),
    "power chord": Sustained(slope=0.45, spread=5, dark=900, bright=3300, fifth=0.5, attack=0.012, release=0.12),
    "theremin": Sustained(slope=1.9, partials=6, dark=1500, bright=3000, vibrato=(6.0, 28), attack=0.15, release=0.3),
    "vocoder": Sustained(
        slope=0.6, spread=7, dark=900, bright=3600, formants=((700, 7, 0.35), (1250, 4, 0.3)), attack=0.05, release=0.2
    ),
    "bagpipes": Sustained(slope=0.5, spread=4, dark=1300, bright=3500, attack=0.04, release=0.1),
    "harmonica": Sustained(
        slope=0.7, dark=1500, bright=3800, vibrato=(5.6, 12), breath=0.06, attack=0.05, release=0.15
    ),
}
