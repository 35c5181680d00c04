"""What would embarrass us: findings, the worklist, versions and the coder's points compared."""

from __future__ import annotations

from geomap.check.coder import Comparison, Gap, against_coder, coder_findings
from geomap.check.compare import Change, Versions, versions
from geomap.check.findings import AreaOf, Country, CountryOf, Finding, Severity, check, is_link
from geomap.check.words import MEANING
from geomap.check.work import worklist, worklist_csv

__all__ = [
    "MEANING",
    "AreaOf",
    "Change",
    "Comparison",
    "Country",
    "CountryOf",
    "Finding",
    "Gap",
    "Severity",
    "Versions",
    "against_coder",
    "check",
    "coder_findings",
    "is_link",
    "versions",
    "worklist",
    "worklist_csv",
]
