from .files.source import RawSheet as RawSheet
from .files.source import open_sheets as open_sheets
from .reading import read as read

__all__ = [
    "RawSheet",
    "open_sheets",
    "read",
]
