"""The workbook: every case of the library as an .xlsx file that an office can edit, and back, with nothing lost on the way.

workbook.py is not imported here: openpyxl loads slowly, and only the processes that read or write a file need it.
"""

from .cells import CASES, COLUMNS, Held
from .told import Told, filled, read_rows

__all__ = ["CASES", "COLUMNS", "Held", "Told", "filled", "read_rows"]
