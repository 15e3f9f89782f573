"""How the two charts look: told apart by pattern, line and symbol, and named where they stand.

Colours are the style sheet's own variables, in SVG: they follow light and dark by themselves.
"""

from collections.abc import Sequence
from typing import Any

from models.daily import Day
from models.dates import format_day
from services.i18n import _

Options = dict[str, Any]
_LONG = 180  # seconds; above, minutes are read more easily
_INK, _MUTED, _LINE, _PANEL = "var(--ink)", "var(--muted)", "var(--line)", "var(--panel)"
_GOOD, _BAD, _MEDIAN = "var(--chart-good)", "var(--chart-bad)", "var(--link)"
_STRIPES = {
    "symbol": "rect",
    "color": _PANEL,
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 4],
    "rotation": -0.8,
}


def outcomes(days: Sequence[Day]) -> Options:
    """Completed below, failed in stripes on top of it."""
    plain = {"symbol": "none"}
    return _base(days, _("Jobs")) | {
        "legend": {
            "data": [_("Completed"), _("Failed")],
            "selectedMode": False,
            "itemGap": 24,
            "left": 0,
            "top": 0,
            "textStyle": {"color": _INK},
        },
        "series": [
            _bars(_("Completed"), [day.completed for day in days], _GOOD, plain),
            _bars(_("Failed"), [day.failed for day in days], _BAD, _STRIPES),
        ],
    }


def durations(days: Sequence[Day]) -> Options:
    """The median as a line, 9 of 10 broken; in minutes where they are long."""
    longest = max((day.most or 0.0 for day in days), default=0.0)
    unit, words = (60, _("Minutes")) if longest > _LONG else (1, _("Seconds"))
    most = [_number(day.most, unit) for day in days]
    median = [_number(day.median, unit) for day in days]
    options = _base(days, words)
    options["grid"] = options["grid"] | {"right": 72, "top": 32}  # room for the lines' names
    return options | {
        "series": [
            _curve(_("9 of 10"), most, _INK, "dashed", "triangle", -8),
            _curve(_("Median"), median, _MEDIAN, "solid", "circle", 8),
        ],
    }


def _base(days: Sequence[Day], unit: str) -> Options:
    grey = {"color": _MUTED}
    return {
        "animation": False,
        "textStyle": {"fontFamily": "inherit"},
        "grid": {"left": 4, "right": 16, "top": 56, "bottom": 4, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "backgroundColor": _PANEL,
            "borderColor": _LINE,
            "textStyle": {"color": _INK},
            "axisPointer": {"type": "line", "lineStyle": {"color": _MUTED}},
        },
        "xAxis": {
            "type": "category",
            "data": [format_day(day.day)[:5] for day in days],
            "axisLabel": grey | {"hideOverlap": True},
            "axisLine": {"lineStyle": grey},
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "name": unit,
            "minInterval": 1,
            "nameTextStyle": grey | {"align": "left"},
            "axisLabel": grey,
            "splitLine": {"lineStyle": {"color": _LINE}},
        },
    }


def _bars(name: str, numbers: list[int], colour: str, decal: Options) -> Options:
    return {
        "name": name,
        "type": "bar",
        "stack": "jobs",
        "data": numbers,
        "barMaxWidth": 28,
        "itemStyle": {"color": colour, "decal": decal, "borderColor": _PANEL, "borderWidth": 1},
        "emphasis": {"disabled": True},
    }


def _curve(  # noqa: PLR0917 - how one of two lines looks
    name: str, numbers: list[float | None], colour: str, line: str, symbol: str, lower: int
) -> Options:
    """Named at its end, `lower` pixels below it: the two may end at one point."""
    return {
        "name": name,
        "type": "line",
        "data": numbers,
        "endLabel": {
            "show": True,
            "formatter": "{a}",
            "offset": [0, lower],
            "color": colour,
            "fontWeight": 600,
        },
        "symbol": symbol,
        "symbolSize": 7,
        "showAllSymbol": "auto",
        "lineStyle": {"type": line, "width": 2, "color": colour},
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }


def _number(seconds: float | None, unit: int) -> float | None:
    return None if seconds is None else round(seconds / unit, 1)
