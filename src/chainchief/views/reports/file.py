"""A finished report as a file: its format and its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_OFFICE = "application/vnd.openxmlformats-officedocument"
REPORT_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "html": "text/html; charset=utf-8",
        "docx": f"{_OFFICE}.wordprocessingml.document",
        "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    }
)
"""Format, which is also the end of the file's name -> media type, as a browser is told."""


@dataclass(frozen=True)
class ReportFile:
    """A report somebody can open.

    format : "html", "docx" or "xlsx", also the end of the file's name
    """

    format: str
    content: bytes

    @property
    def text(self) -> str:
        """The HTML; UnicodeDecodeError for the other formats, which are no text."""
        return self.content.decode("utf-8")
