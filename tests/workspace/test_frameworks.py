"""Which framework a name means, and when the sheet indicator_meta is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from chainchief import read
from chainchief.errors import InputError
from chainchief.workspace.frameworks import find_framework


def _chain(folder: Path, direction: str) -> object:
    folder.mkdir()
    (folder / "indicator_meta.csv").write_text(f"code,direction,weight\na,1,0.5\nb,{direction},0.3\n", encoding="utf-8")
    rows = "p,2024,a,1\nq,2024,a,2\np,2024,b,1\nq,2024,b,3\n"
    (folder / "indicators.csv").write_text(f"region_id,period,indicator,value\n{rows}", encoding="utf-8")
    return read(folder)


def test_a_sheet_that_lost_a_row_is_no_framework(tmp_path: Path) -> None:
    """Scoring without the refused indicator would answer another question."""
    with pytest.raises(InputError, match=r"B3: .up!.* mend it") as refused:
        find_framework("auto", _chain(tmp_path / "book", "up!"))  # type: ignore[arg-type]
    assert "请改正后重新读取" in refused.value.say("zh")


def test_a_whole_sheet_is_the_framework_of_its_chain(tmp_path: Path) -> None:
    found = find_framework("auto", _chain(tmp_path / "book", "-1"))  # type: ignore[arg-type]
    assert found.name == "indicator_meta"
    assert found.leaves == ("a", "b")
