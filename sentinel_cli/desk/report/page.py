"""The report as one HTML file: inline CSS and SVG, no script, no font, nothing from elsewhere.

Drawn by Bottle's SimpleTemplate, which escapes all that came from outside; only our own drawings
of numbers go in as they are.
"""

from __future__ import annotations

from pathlib import Path

from bottle import SimpleTemplate

from sentinel_cli import hours
from sentinel_cli.desk.report.sheet import WEEK, Row, Section, Sheet
from sentinel_cli.rules.figures import Figures, Hour

MOST_ROWS = 60
"""A table of the page has no more: the file stays small enough for a phone."""
_TEMPLATE = Path(__file__).with_name("page.tpl")
_CELL, _GAP, _LEFT, _TOP = 22, 2, 34, 18


def page(sheet: Sheet, figures: Figures) -> str:
    """Draw the whole file."""
    template = SimpleTemplate(_TEMPLATE.read_text(encoding="utf-8"))
    drawn: str = template.render(
        sheet=sheet,
        tables=[section for section in sheet.sections if section.title != WEEK],
        shortened=shortened,
        bar=bar,
        week=week_drawing(figures.week),
    )
    return drawn


def shortened(section: Section) -> tuple[Row, ...]:
    """A table's rows for the page; what was cut is counted."""
    rows = section.rows
    if len(rows) <= MOST_ROWS:
        return rows
    blank = tuple("" for _ in section.columns[1:])
    return (*rows[: MOST_ROWS - 1], Row(label=f"+{len(rows) - MOST_ROWS + 1} more", cells=blank))


def bar(share: float) -> str:
    """A bar of that share of its width."""
    width = round(share * 100)
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" width="100" height="8"/>'
        f'<rect class="part" width="{width}" height="8"/></svg>'
    )


def week_drawing(week: tuple[Hour, ...]) -> str:
    """The week hour by hour: in each square how many came, the redder the more of them late."""
    if not week:
        return ""
    first, last = min(h.hour for h in week), max(h.hour for h in week)
    width = _LEFT + (last - first + 1) * (_CELL + _GAP)
    height = _TOP + len(hours.DAYS) * (_CELL + _GAP)
    names = "".join(
        f'<text x="0" y="{_y(day) + 15}">{name}</text>' for day, name in enumerate(hours.DAYS)
    )
    clock = "".join(
        f'<text class="mid" x="{_x(hour, first) + _CELL // 2}" y="11">{hour}</text>'
        for hour in range(first, last + 1)
    )
    squares = "".join(_square(hour, first) for hour in week)
    return (
        f'<svg class="week" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="Arrivals by weekday and hour">{names}{clock}{squares}</svg>'
    )


def _square(hour: Hour, first: int) -> str:
    x, y = _x(hour.hour, first), _y(hour.weekday)
    share = len(hour.late) / len(hour.arrived)
    late = f", {len(hour.late)} late" if hour.late else ""
    said = f"{hours.DAYS[hour.weekday]} {hour.hour}:00: {len(hour.arrived)} came{late}"
    return (
        f"<g><title>{said}</title>"
        f'<rect class="came" x="{x}" y="{y}" width="{_CELL}" height="{_CELL}"/>'
        f'<rect class="late" x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" '
        f'opacity="{share * 0.85:.2f}"/>'
        f'<text class="mid" x="{x + _CELL // 2}" y="{y + 15}">{len(hour.arrived)}</text></g>'
    )


def _x(hour: int, first: int) -> int:
    return _LEFT + (hour - first) * (_CELL + _GAP)


def _y(weekday: int) -> int:
    return _TOP + weekday * (_CELL + _GAP)
