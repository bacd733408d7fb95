from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chainchief.errors import InputError
from chainchief.intake.files import extent
from chainchief.intake.files.parquet import read_parquet


def test_cells_keep_their_types_and_unknown_is_none(tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm_id": ["F1", None], "output": [1.5, None], "patents": [3, 4], "listed": [True, False]})
    frame.to_parquet(tmp_path / "firms.parquet", index=False)
    header, *rows = read_parquet(tmp_path / "firms.parquet")
    assert header == ["firm_id", "output", "patents", "listed"]
    assert rows == [["F1", 1.5, 3, True], [None, None, 4, False]]


def test_a_named_index_is_a_column_and_an_unnamed_one_is_not(tmp_path: Path) -> None:
    frame = pd.DataFrame({"output": [1.0, 2.0]}, index=pd.Index(["F1", "F2"], name="firm_id"))
    frame.to_parquet(tmp_path / "named.parquet")
    assert read_parquet(tmp_path / "named.parquet") == [["firm_id", "output"], ["F1", 1.0], ["F2", 2.0]]
    frame.rename_axis(None).to_parquet(tmp_path / "plain.parquet")
    assert read_parquet(tmp_path / "plain.parquet") == [["output"], [1.0], [2.0]]


def test_a_list_in_a_cell_is_a_text(tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm_id": ["F1", "F2"], "activity": [["design", "sales"], []], "raw": [b"a", b"b"]})
    frame.to_parquet(tmp_path / "firms.parquet", index=False)
    assert read_parquet(tmp_path / "firms.parquet")[1:] == [["F1", "design;sales", "a"], ["F2", "", "b"]]


def test_a_column_twice_is_a_sentence(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["F1"]), pa.array(["F2"])], names=["firm_id", "firm_id"])
    pq.write_table(table, tmp_path / "firms.parquet")
    with pytest.raises(InputError, match=r"firms\.parquet: two columns are called firm_id; rename one"):
        read_parquet(tmp_path / "firms.parquet")


def test_too_many_cells_are_refused_by_what_the_file_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame({"a": range(100), "b": range(100)}).to_parquet(tmp_path / "firms.parquet")
    monkeypatch.setattr(extent, "MOST_CELLS", 199)
    with pytest.raises(InputError, match="spans 200 cells; the limit is 199 cells"):
        read_parquet(tmp_path / "firms.parquet")
