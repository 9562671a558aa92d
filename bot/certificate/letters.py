"""What the page's font can show of any words. Helvetica of every PDF reader has the letters of Windows-1252."""

from __future__ import annotations

import unicodedata

ENCODING = "cp1252"
STRANGE = "·"
"""Stands for a letter that the font has not."""

_CYRILLIC = (
    "а a б b в v г g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh "
    "щ shch ъ - ы y ь - э e ю yu я ya і i ї yi є ye ґ g"
)
_GREEK = "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
_LATIN = "ł l đ d ħ h ı i ŋ ng ŧ t ĸ k ſ s"
_SIGNS = {"−": "-", "‐": "-", "‑": "-", "→": "->", "♯": "#", "♭": "b", "≤": "<=", "≥": ">="}


def _table() -> dict[str, str]:
    found = dict(_SIGNS)
    for line in (_CYRILLIC, _GREEK, _LATIN):
        words = line.split()
        for letter, sound in zip(words[::2], words[1::2], strict=True):
            plain = "" if sound == "-" else sound
            found |= {letter: plain, letter.upper(): plain.capitalize()}
    return found


_SOUNDS = _table()


def shown(text: str) -> str:
    """The text in letters that the font has, on one line: accents the font lacks go, Greek and Cyrillic are spelled in
    Latin, and what is left stands as a dot."""
    plain = " ".join("".join(map(_space, unicodedata.normalize("NFC", text))).split())
    return "".join(map(_letter, plain))


def is_exact(text: str) -> bool:
    """Whether nothing of the text is lost where it is shown."""
    return shown(text) == " ".join(unicodedata.normalize("NFC", text).split())


def _space(letter: str) -> str:
    """Control characters are spaces; marks that only steer, and half letters, are nothing."""
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf" | "Cs" | "Co" | "Cn":
            return ""
        case _:
            return letter


def _letter(letter: str) -> str:
    if _has(letter):
        return letter
    if letter in _SOUNDS:
        return _SOUNDS[letter]
    bases = [base for base in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(base)]
    spelled = [base if _has(base) else _SOUNDS.get(base, "") for base in bases]
    return "".join(spelled) or ("" if unicodedata.combining(letter) else STRANGE)


def _has(letter: str) -> bool:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
