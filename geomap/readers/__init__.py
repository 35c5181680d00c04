"""Files to the incident table: every format in, one pandas DataFrame out.

`read_incidents` gives the incident table, `read_geocoded` geomap's own output with its
geometry again, `read_table` whichever of the two the file holds, `read_plain` a table
whose columns have no meaning here. `concatenate` puts several into one.
"""

from __future__ import annotations

from geomap.readers.combine import concatenate
from geomap.readers.ownership import is_geocoded
from geomap.readers.tables import read_geocoded, read_incidents, read_plain, read_table

__all__ = ["concatenate", "is_geocoded", "read_geocoded", "read_incidents", "read_plain", "read_table"]
