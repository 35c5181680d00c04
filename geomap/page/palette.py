"""Colours of kinds: the same on a page and in a figure."""

from geomap.palette import COLOURS, REST, colours

__all__ = ["COLOURS", "REST", "colours"]
