"""The workbook: every case of the library as an .xlsx file that an office can edit, and back, with nothing lost on the way."""

from .cells import CASES, COLUMNS, Entry
from .told import Told, filled, read_rows
from .workbook import blank_workbook, read_workbook, write_workbook

__all__ = [
    "CASES",
    "COLUMNS",
    "Entry",
    "Told",
    "blank_workbook",
    "filled",
    "read_rows",
    "read_workbook",
    "write_workbook",
]
