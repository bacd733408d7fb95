"""A real table in nobody's layout: 16,796 rows of a yearbook, padded and misspelt provinces, repeated labels."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import chainchief as cc
from chainchief.chain.finding import Finding, row_number
from chainchief.chain.value import Chain
from chainchief.evaluation.options import EvaluationOptions
from chainchief.intake.options import ReadOptions
from chainchief.intake.reading import read

PLACE = "techme_long_raw.csv!techme_long_raw"
COLUMNS = {"province": "region_id", "year": "period", "variables": "indicator", "units": "unit"}
WORDS = {"两藏": "西藏", "山两": "山西", "内蒙占": "内蒙古"}
OPTIONS = ReadOptions(columns=COLUMNS, key_extra=("table",), values={"region_id": WORDS})
ROWS = 16_796
VARIABLES = {
    "v4_ztr_jf_RD": ("rd_exp_100m_yuan", 2500.0),
    "v4_ztr_qd_RD": ("rd_intensity_pct", 6.5),
    "v4_cy_scjy_qys": ("hitech_firms", 12_000.0),
    "v4_cy_scjy_zyyw": ("hitech_revenue_100m_yuan", 55_000.0),
    "v4_cy_scjy_lrze": ("hitech_profit_100m_yuan", 4_000.0),
    "v4_cg_zlsq2_hj": ("patents_granted", 800_000.0),
    "v4_cg_zlsq2_fm": ("invention_patents_granted", 150_000.0),
    "v6_cz_yszc_hj": ("budget_exp_100m_yuan", 19_000.0),
    "v6_cz_yszc_kxjs": ("budget_scitech_100m_yuan", 1_200.0),
    "v4_cg_jssr_je": ("tech_market_inflow_10k_yuan", 40_000_000.0),
}
"""Variable of the raw table -> its column in the tidy one, and the value that scores 1."""


@pytest.fixture(scope="module")
def provinces() -> Path:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "regional" / "china_provinces"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout")
    return folder


@cache
def foreign(folder: Path) -> Chain:
    return read(folder / "techme_long_raw.csv", options=OPTIONS)


@cache
def written(folder: Path) -> Sequence[dict[str, str]]:
    """The rows of the file as they stand; the first one is row 2."""
    with (folder / "techme_long_raw.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_there_or_named(provinces: Path) -> None:
    chain = foreign(provinces)
    assert len(written(provinces)) == ROWS
    kept = [row_number(origin) for origin in chain.indicators["origin"]]
    named = {note.row for note in chain.notes if note.level == "error" and note.row}
    assert len(set(kept)) == len(kept)
    assert {*kept, *named} == set(range(2, ROWS + 2))
    assert not named, [str(note) for note in chain.notes if note.level == "error"][:3]


def test_the_short_way_to_say_it_is_the_same(provinces: Path) -> None:
    path = provinces / "techme_long_raw.csv"
    chain = read(path, columns=COLUMNS, key_extra=["table"], options=ReadOptions(values={"region_id": WORDS}))
    pd.testing.assert_frame_equal(chain.indicators, foreign(provinces).indicators)


def test_the_regions_are_the_31_provinces_and_the_whole(provinces: Path) -> None:
    chain = foreign(provinces)
    tidy = read(provinces / "china_provinces_2010_2023.csv")
    assert set(chain.regions["region_id"]) == set(tidy.regions["region_id"])
    assert len(chain.regions) == 32


def test_labels_of_two_tables_are_told_apart(provinces: Path) -> None:
    chain = foreign(provinces)
    assert chain.keys("indicators")[-1] == "table"
    twice = chain.indicators[chain.indicators["indicator"].eq("v4_zh_nbzc_hj")]
    assert twice.groupby("table").size().to_dict() == {"RDActivity": 448, "RDSource": 448}
    assert any(note.column == "table" or "table" in note.message for note in chain.notes), "how they were told apart"


def test_without_what_tells_them_apart_the_repeated_rows_stay_out_and_the_column_is_named(provinces: Path) -> None:
    chain = read(provinces / "techme_long_raw.csv", options=ReadOptions(columns=COLUMNS, values=OPTIONS.values))
    repeated = [note for note in chain.notes if note.rule == "duplicate-key"]
    assert len(repeated) == 448
    assert all("table" in note.remedy and "table" in note.remedy_zh for note in repeated)


def test_a_label_that_stands_for_five_things_is_no_sum_row(provinces: Path) -> None:
    """“合计” in the column of labels is a label; with the variable beside it every row is kept."""
    columns = {"province": "region_id", "year": "period", "chn_block4": "indicator", "units": "unit"}
    options = ReadOptions(columns=columns, key_extra=("table", "variables"), values=OPTIONS.values)
    chain = read(provinces / "techme_long_raw.csv", options=options)
    assert len(chain.indicators) == ROWS
    assert chain.indicators.loc[chain.indicators["indicator"].eq("合计"), "variables"].nunique() == 4


def changes(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Column, place, text in the file and text in the Chain of every cell that is not what it was."""
    chain = foreign(folder)
    rows = chain.indicators.set_index(chain.indicators["origin"].map(row_number))
    letters = chain.letters[PLACE]
    headers = {**COLUMNS, "value": "value", "table": "table", "chn_block4": "chn_block4"}
    for number, cells in enumerate(written(folder), start=2):
        for header, column in headers.items():
            before, after = cells[header], rows.at[number, column]
            same = (before == "" and pd.isna(after)) if pd.isna(after) else before == after
            if column == "value" and not pd.isna(after) and before:
                same = float(before) == after
            if not same:
                yield column, f"{PLACE}!{letters[column]}{number}", before, str(after)


def test_no_repair_is_silent(provinces: Path) -> None:
    """Each cell that differs from the file has a note at its own place that says from what to what."""
    noted = {(note.origin, note.before, note.after) for note in foreign(provinces).notes}
    changed = list(changes(provinces))
    proper = set(foreign(provinces).regions["region_id"])
    misspelt = [number for number, cells in enumerate(written(provinces), start=2) if cells["province"] not in proper]
    assert [place for _, place, *_ in changed] == [f"{PLACE}!A{number}" for number in misspelt]
    silent = [one for one in changed if one[1:] not in noted]
    assert silent == [], (len(silent), silent[:5])
    assert {before: after for _, _, before, after in changed if before in WORDS} == {
        word: WORDS[word] for word in WORDS if any(cells["province"] == word for cells in written(provinces))
    }


def test_no_repair_is_invented(provinces: Path) -> None:
    """What a note at a cell says was there, was there; what it says was read, was read."""
    chain = foreign(provinces)
    letters = {letter: column for column, letter in chain.letters[PLACE].items()}
    back = {**{column: header for header, column in COLUMNS.items()}, "value": "value"}
    rows = chain.indicators.set_index(chain.indicators["origin"].map(row_number))
    for note in (note for note in chain.notes if note.before and _letter(note) in letters):
        column = letters[_letter(note)]
        assert written(provinces)[note.row - 2][back[column]] == note.before
        assert rows.at[note.row, column] == note.after


def _letter(note: Finding) -> str:
    return note.origin.rpartition("!")[2].rstrip("0123456789")


def framework(folder: Path, names: dict[str, tuple[str, float]]) -> Path:
    path = folder / "innovation.csv"
    lines = [f"{code},{name},+1,0,{high:.0f}" for code, (name, high) in names.items()]
    path.write_text("\n".join(["code,name,direction,low,high", *lines, ""]), encoding="utf-8")
    return path


def test_it_gives_the_scores_of_the_tidy_table(provinces: Path, tmp_path: Path) -> None:
    options = EvaluationOptions(exclude="全国", draws=0)
    own = framework(tmp_path, VARIABLES)
    tidy = cc.evaluate(read(provinces / "china_provinces_2010_2023.csv"), own, options).overall
    raw = cc.evaluate(foreign(provinces), own, options).overall
    assert len(tidy) >= 31
    assert "全国" not in raw.index.get_level_values(0)
    pd.testing.assert_series_equal(raw.reindex(tidy.index), tidy, rtol=0, atol=1e-9)


@pytest.mark.parametrize("year", [2010, 2011, 2012, 2017, 2023])
def test_it_gives_the_scores_of_the_tidy_table_in_every_year(year: int, provinces: Path, tmp_path: Path) -> None:
    """Years without some variables too: 2010 has no spending, 2017 no high-tech firms."""
    options = EvaluationOptions(exclude="全国", draws=0, period=str(year))
    own = framework(tmp_path, VARIABLES)
    tidy = cc.evaluate(read(provinces / "china_provinces_2010_2023.csv"), own, options)
    raw = cc.evaluate(foreign(provinces), own, options)
    pd.testing.assert_frame_equal(raw.scores.reindex(tidy.scores.index), tidy.scores, rtol=0, atol=1e-9)
    pd.testing.assert_series_equal(raw.overall.reindex(tidy.overall.index), tidy.overall, rtol=0, atol=1e-9)
