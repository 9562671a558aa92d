"""Every style by name: one file each. To add one, write its file and its line here."""

from __future__ import annotations

from ..style import Style
from .acoustic import ACOUSTIC
from .ambient import AMBIENT
from .bossa import BOSSA
from .chiptune import CHIPTUNE
from .cinematic import CINEMATIC
from .corporate import CORPORATE
from .dnb import DNB
from .downtempo import DOWNTEMPO
from .drone import DRONE
from .epic import EPIC
from .funk import FUNK
from .house import HOUSE
from .jazz import JAZZ
from .lofi import LOFI
from .piano import PIANO
from .reggae import REGGAE
from .rock import ROCK
from .synthwave import SYNTHWAVE
from .techno import TECHNO
from .trap import TRAP
from .waltz import WALTZ

STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        AMBIENT,
        DRONE,
        PIANO,
        CINEMATIC,
        EPIC,
        WALTZ,
        ACOUSTIC,
        CORPORATE,
        JAZZ,
        BOSSA,
        FUNK,
        REGGAE,
        ROCK,
        LOFI,
        TRAP,
        HOUSE,
        TECHNO,
        SYNTHWAVE,
        CHIPTUNE,
        DNB,
        DOWNTEMPO,
    )
}
