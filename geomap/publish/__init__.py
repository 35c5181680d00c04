"""A located table to a reduced copy for the public, by a policy.

The copy starts from nothing: a column passes only if the policy names it. A sensitive
row is shown as a fixed area (`geomap.publish.areas`), and what could give its place away
goes: wording, remarks, runners-up, sources, quotes, gazetteer ids. Ids are replaced by
keyed ones, which also give the order of the rows. A memory of earlier releases
(`geomap.publish.memory`) keeps versions of a table from narrowing what each of them shows.

The promise, which `tests/publish/attacks` holds the module to: given the key and the
policy, every byte that is published of a sensitive row depends on its base area, the size
of its uncertainty, its id and the columns that pass for sensitive rows. Where in the
area it lies changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geomap._version import __version__
from geomap.gazetteer import Gazetteer
from geomap.model import is_own_column
from geomap.publish import choosing, wording
from geomap.publish.areas import Areas
from geomap.publish.memory import EXACT, NOWHERE, Memory, new_memory, read_memory, write_memory
from geomap.publish.placing import areas_of
from geomap.publish.policy import TEMPLATE, Policy, read_policy
from geomap.publish.reducing import cell_rows, reduced
from geomap.publish.report import Report, TooFewError, cells_of, require_enough
from geomap.publish.withholding import withhold

__all__ = [
    "TEMPLATE",
    "Memory",
    "Policy",
    "Published",
    "Report",
    "TooFewError",
    "new_memory",
    "publish",
    "read_memory",
    "read_policy",
    "write_memory",
]


@dataclass(frozen=True, slots=True)
class Published:
    """A public copy.

    Attributes
    ----------
    table : GeoDataFrame
        ``id``, the columns of the policy, and the place columns; sorted by id, EPSG:4326.
    report : Report
        For the maker of the copy alone.
    notice : str
        What the copy says of itself: that places are generalised, and to what.
    memory : Memory
        To be kept for the next release.
    rule : str
        What holds from release to release.
    """

    table: gpd.GeoDataFrame
    report: Report
    notice: str
    memory: Memory
    rule: str = ""

    @property
    def extra_columns(self) -> list[str]:
        """Columns beyond geomap's own, which reach a page only when named."""
        return [str(name) for name in self.table.columns if not is_own_column(str(name))]

    def provenance(self) -> dict[str, Any]:
        """What the copy carries of its making: nothing that could identify its source."""
        said = {"published": f"{self.notice} {self.rule}".strip()} if self.notice else {}
        return {"tool": f"geomap {__version__}", **said}


def publish(
    located: gpd.GeoDataFrame,
    policy: Policy,
    gazetteer: Gazetteer,
    memory: Memory,
    *,
    language: str = "en",
) -> Published:
    """Reduce a located table to what a policy lets the public see.

    Parameters
    ----------
    located : GeoDataFrame
        As `geomap.geocode` gives it; not changed.
    memory : Memory
        Key and earlier releases; not changed, the next state is in the answer.
    language : str
        Of what the copy says of itself: ``en`` or ``es``.

    Raises
    ------
    InputError
        If the policy names columns or kinds that the table does not have, or ids do not serve.
    TooFewError
        If fewer than the policy's threshold share a published place, date and kind.
    """
    made = ["date"] if "date_start" in located else []  # `date` is made anew from first and last day
    policy.check_columns([*map(str, located.columns), *made])
    choosing.check_kinds(located, policy)
    ids = choosing.public_ids(located, policy, memory)
    report = Report(rows=len(located))
    finder = Areas(gazetteer, policy.sensitive)
    hidden = choosing.hidden_rows(located, ids, policy, finder, memory, report)
    areas, anchors = areas_of(located, ids, hidden, policy, finder, memory, report)
    table = reduced(located, ids, hidden, areas, policy, language)
    left_out = withhold(located, table, hidden, areas, policy, gazetteer, report)
    if pointing := sum(memory.shown.get(ids[row]) == EXACT for row in left_out if not hidden[row]):
        report.warnings.append(
            f"Texts of {pointing} open rows are left out that an earlier release may have had: that points "
            "at them."
        )
    secret = [int(row) for row in np.flatnonzero(hidden)]
    report.removed = [str(name) for name in located.columns if name not in table.columns]
    report.levels = dict(
        sorted(Counter(areas[row].level if row in areas else "none" for row in secret).items())
    )
    report.cells = cells_of(cell_rows(located, table, secret, areas))
    require_enough(report, policy)
    notice = wording.notice(report.levels, len(table), policy.dates, policy.sensitive.dates, language)
    kept = {row: areas[row].core if row in areas else NOWHERE for row in secret}
    memory = _next(memory, policy, ids, kept | anchors)
    rule = wording.keeping(language) if secret and policy.releases == "many" else ""
    table = table.sort_values("id", kind="stable", ignore_index=True)
    return Published(table, report, notice, memory, rule)


def _next(memory: Memory, policy: Policy, ids: list[str], now: Mapping[int, str]) -> Memory:
    """The memory after this release; `now` has what is to be kept of each sensitive row."""
    shown = {**memory.shown, **{name: now.get(row, EXACT) for row, name in enumerate(ids)}}
    return Memory(memory.key, policy.sensitive.scheme, shown)
