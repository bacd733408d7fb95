from .reading import read as read
from .source import RawSheet as RawSheet
from .source import open_sheets as open_sheets

__all__ = [
    "RawSheet",
    "open_sheets",
    "read",
]
