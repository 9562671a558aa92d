"""Every style by name."""

from __future__ import annotations

from .style import Style
from .styles_band import BAND
from .styles_calm import CALM
from .styles_electric import ELECTRIC

STYLES: dict[str, Style] = {style.name: style for style in (*CALM, *BAND, *ELECTRIC)}
