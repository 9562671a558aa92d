"""The page itself: A4, two columns, drawn with fpdf2. Imported in worker processes only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF

from bot.certificate.letters import ENCODING, is_exact, shown
from bot.certificate.rows import Part, Row, parts
from bot.domain.receipt import NOT_ON_FILE

MARGIN, LABEL, LINE = 18.0, 30.0, 4.4
"""Millimetres: of the page, of the column of labels, of a line."""
WIDTH = 210.0 - 2 * MARGIN - LABEL
LONGEST = 4000
"""Letters of one fact that are looked at: more than any row can hold."""
FOOT = 297.0 - MARGIN - 8.0
"""Where the last two lines begin; what stands above them ends before."""
_INK, _SOFT, _RULE = (29, 28, 29), (110, 110, 115), (205, 205, 210)
_WHOLE = " … (the whole is in the receipt)"
_MISSING = "Some letters of this name are not in this page's font. The exact name is in the document's properties."


def page(told: Mapping[str, Any]) -> bytes:
    """The certificate as PDF: the same bytes for the same receipt."""
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = ENCODING
    pdf.set_auto_page_break(auto=False)
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.c_margin = 0.0
    pdf.str_alias_nb_pages = ""  # else "{nb}" in somebody's words would become the number of pages
    pdf.add_page()
    _properties(pdf, told)
    _head(pdf, told)
    for part in parts(told):
        _part(pdf, part)
    _foot(pdf, told)
    return bytes(pdf.output())


def _properties(pdf: FPDF, told: Mapping[str, Any]) -> None:
    """What a reader of the file shows beside it: the exact words, in any script."""
    pdf.set_title(_clean(told["bed"]["name"]))
    pdf.set_subject(_clean(told["asked"]["words"]))
    pdf.set_author(_clean(told["made_by"]["engine"]))
    pdf.set_keywords(f"take {told['ids']['take']}, job {told['ids']['job']}, sha256 {told['file']['sha256']}")
    pdf.set_creator("bgm")
    pdf.set_lang("en")
    pdf.set_creation_date(_made(told["when"]["made"]))


def _clean(text: object) -> str:
    """Without halves of letters, which no file can hold."""
    return str(text)[:LONGEST].encode("utf-8", "replace").decode()


def _made(moment: str) -> datetime:
    """The bed's own time, so that a page drawn again is the same."""
    if moment == NOT_ON_FILE:
        return datetime.fromtimestamp(0, UTC)
    return datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _head(pdf: FPDF, told: Mapping[str, Any]) -> None:
    _font(pdf, 9, ink=_SOFT)
    pdf.cell(0, 5, "bgm · certificate of a bed", new_x="LMARGIN", new_y="NEXT")
    name = str(told["bed"]["name"])
    _font(pdf, 20, "B")
    for line in _cut(pdf, Row("", name, 2), 210.0 - 2 * MARGIN):
        pdf.cell(0, 9, line, new_x="LMARGIN", new_y="NEXT")
    _font(pdf, 8, ink=_SOFT)
    state = f"Take {told['ids']['take']}, {told['bed']['origin']}, {told['bed']['state']}."
    pdf.cell(0, 5, shown(state), new_x="LMARGIN", new_y="NEXT")
    if not is_exact(name[:LONGEST]):
        pdf.cell(0, 5, _MISSING, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1)


def _part(pdf: FPDF, part: Part) -> None:
    pdf.ln(2.2)
    pdf.set_draw_color(*_RULE)
    pdf.line(MARGIN, pdf.get_y(), 210.0 - MARGIN, pdf.get_y())
    pdf.ln(1.8)
    _font(pdf, 10, "B")
    pdf.cell(0, 5.4, part.heading, new_x="LMARGIN", new_y="NEXT")
    for row in part.rows:
        _row(pdf, row)


def _row(pdf: FPDF, row: Row) -> None:
    _font(pdf, 9)
    for number, line in enumerate(_cut(pdf, row, WIDTH)):
        _font(pdf, 9, ink=_SOFT)
        pdf.cell(LABEL, LINE, row.label if number == 0 else "")
        _font(pdf, 9)
        link = row.words if row.leads and row.words.startswith("https://") and " " not in row.words else ""
        pdf.cell(WIDTH, LINE, line, new_x="LMARGIN", new_y="NEXT", link=link)


def _cut(pdf: FPDF, row: Row, width: float) -> list[str]:
    """The row's words in at most its lines; where they are more, the last says where the whole is."""
    lines = _wrapped(pdf, shown(row.words[:LONGEST]), width)
    if len(lines) <= row.lines and len(row.words) <= LONGEST:
        return lines
    lines = lines[: row.lines]
    last = lines[-1]
    while last and pdf.get_string_width(last + _WHOLE) > width:
        last = last[:-1]
    return [*lines[:-1], last.rstrip() + _WHOLE]


def _wrapped(pdf: FPDF, text: str, width: float) -> list[str]:
    """Broken at spaces, and inside a word that is too long for a line."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if pdf.get_string_width(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while pdf.get_string_width(line) > width:
            at = _fits(pdf, line, width)
            lines.append(line[:at])
            line = line[at:]
    return [*lines, line]


def _fits(pdf: FPDF, word: str, width: float) -> int:
    """How many letters of a long word fit on a line: at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if pdf.get_string_width(word[:middle]) <= width else (low, middle - 1)
    return low


def _foot(pdf: FPDF, told: Mapping[str, Any]) -> None:
    _font(pdf, 8, ink=_SOFT)
    pdf.set_y(FOOT)
    take = shown(str(told["ids"]["take"]))
    pdf.cell(
        0,
        4,
        'What is not known says "not on file". This page repeats what bgm kept of the bed; it grants no rights itself.',
    )
    pdf.ln(4)
    pdf.cell(0, 4, f"The whole receipt, version {told['version']}: bgm receipt {take} --json")


def _font(pdf: FPDF, size: int, style: str = "", *, ink: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*ink)
