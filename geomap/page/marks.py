"""Marks of incidents: the same on a page and in a figure."""

from geomap.marks import NEAR_M, WIDE_M, Mark, classify

__all__ = ["NEAR_M", "WIDE_M", "Mark", "classify"]
