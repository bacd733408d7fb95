"""ReadOptions: what people say about a file that its own words do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from chainchief.errors import InputError


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read where its headers and words are not ours.

    columns : header in the file -> declared column ("省份" -> "region_id"); "" leaves the column unread. Written as
        "sheet!header" it holds for one sheet only
    sheets : name of a sheet -> declared table ("Sheet1" -> "ties"); "" leaves the sheet unread
    values : declared column, or a table whose rows are meant -> {text in the file: text it stands for}
        ({"region_id": {"两藏": "西藏"}}, {"firms": {"tonda": "F-118"}})
    key_extra : headers of the file that tell rows apart besides the declared key
    cells : place -> text to be read in its stead ({"book.xlsx!ties!E37": "80%"})
    left_out : places of rows to be left out ("book.xlsx!ties!64")
    apart : pairs of firm names that look alike and are two firms
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key_extra: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_extra", _texts(self.key_extra))
        object.__setattr__(self, "left_out", _texts(self.left_out))
        object.__setattr__(self, "apart", tuple((str(first), str(second)) for first, second in self.apart))

    def record(self) -> dict[str, Any]:
        """What is not empty, as plain JSON values."""
        plain: dict[str, Any] = {
            "columns": dict(self.columns),
            "sheets": dict(self.sheets),
            "values": {column: dict(words) for column, words in self.values.items()},
            "key_extra": list(self.key_extra),
            "cells": dict(self.cells),
            "left_out": list(self.left_out),
            "apart": [list(pair) for pair in self.apart],
        }
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ReadOptions:
        """The options a record holds; unknown names raise InputError."""
        known = {one.name for one in fields(cls)}
        if strange := sorted(set(record) - known):
            raise InputError(
                f"unknown reading option {', '.join(strange)}; known: {', '.join(sorted(known))}",
                f"没有读取选项 {'、'.join(strange)}；可用：{'、'.join(sorted(known))}",
            )
        for name, value in record.items():
            _check_shape(name, value)
        return cls(**record)

    def __bool__(self) -> bool:
        return bool(self.record())


def _check_shape(name: str, value: Any) -> None:
    """InputError when a record read from a file holds something else than texts in the right order."""
    pairs = isinstance(value, Mapping) and all(isinstance(part, str) for one in value.items() for part in one)
    listed = isinstance(value, (list, tuple))
    right = {
        "columns": pairs,
        "sheets": pairs,
        "cells": pairs,
        "values": isinstance(value, Mapping)
        and all(
            isinstance(words, Mapping) and all(isinstance(w, str) for w in words.values()) for words in value.values()
        ),
        "key_extra": isinstance(value, str) or (listed and all(isinstance(part, str) for part in value)),
        "left_out": isinstance(value, str) or (listed and all(isinstance(part, str) for part in value)),
        "apart": listed and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value),
    }
    if not right[name]:
        raise InputError(
            f"reading option {name}: {value!r} has another shape than expected; texts only, see the how-to on mapping",
            f"读取选项 {name}：{value!r} 形式不符；只能是文字，见列对应说明",
        )


def _texts(given: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
