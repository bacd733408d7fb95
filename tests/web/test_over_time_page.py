"""The page over time: what it answers first, what it never calls a change, and every choice in the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.views import pack_sheets
from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.assessed.over_time import over_time
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit
from chainchief.workspace import Workspace
from checkout import ROOT
from views.made_panel import YEARS, panel_frame, panel_framework
from web.test_markup import Reader, read

Visiting = Callable[..., tuple[Visit, Page]]
FIVE = ("rd_intensity_pct", "invention_patents_granted", "hitech_revenue_100m_yuan", "budget_scitech_100m_yuan",
        "tech_market_inflow_10k_yuan")  # fmt: skip
NATION = "全国"


def _made(root: Path, name: str, frame: pd.DataFrame, **options: Any) -> None:
    zones = frame.reset_index()[["region_id", "zone"]].drop_duplicates("region_id")
    tidy = frame[list("abc")].reset_index().melt(["region_id", "period"], var_name="indicator")
    regions = [["region_id", "name", "groups"], *zones.assign(name=zones["region_id"])[
        ["region_id", "name", "zone"]].to_numpy().tolist()]  # fmt: skip
    rows = [list(tidy.columns), *tidy.astype(object).where(tidy.notna(), None).to_numpy().tolist()]
    book = root / f"{name}.xlsx"
    book.write_bytes(pack_sheets({"regions": regions, "indicators": rows}))
    space = Workspace.create(root / name, name)
    space.accept(space.preview(book))
    (root / "abc.csv").write_text(panel_framework().to_csv(index=False), encoding="utf-8")
    space.run("evaluate", {"framework": str(root / "abc.csv"), "draws": 100, **options})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("years")
    _made(root, "panel", panel_frame())
    frame = panel_frame()
    frame["b"] = frame["b"].where(frame.index.get_level_values(1) < "2018", frame["b"] * 2)
    _made(root, "broken", frame)
    _made(root, "open", panel_frame(), normalise="zscore")
    _made(root, "short", panel_frame(periods=YEARS[:2]), draws=0)
    _made(root, "single", panel_frame(periods=YEARS[:1]))
    _made(root, "alone", panel_frame(regions=1))
    _made(root, "twice", panel_frame())
    Workspace.open(root / "twice").run("evaluate", {"framework": "abc", "draws": 100, "aggregate": "geometric"})
    return root


@pytest.fixture(scope="module")
def visit(folder: Path) -> Iterator[Visiting]:
    """visit("panel", language="zh", region="r03") -> (visit, page)"""
    shelf = Shelf(folder)
    yield _opened(shelf)
    shelf.close()


def _opened(shelf: Shelf) -> Visiting:
    def make(workspace: str, language: str = "en", **query: str) -> tuple[Visit, Page]:
        asked = {name.rstrip("_"): value for name, value in query.items()}
        path = f"/w/{workspace}/over-time"
        one = Visit(shelf, shelf.open(workspace), entries()["over-time"], {}, asked, language, path=path)
        return one, over_time(one)

    return make


def shown(visit: Visit, page: Page) -> Reader:
    return read(str(shell.main(visit, page)))


def links(found: Reader) -> list[str]:
    return [value for _, held in found.elements for name in ("href", "value") if (value := held.get(name) or "")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("workspace", ["panel", "broken", "open", "short", "single", "alone"])
def test_the_page_stands_whatever_the_data(visit: Visiting, workspace: str, language: str) -> None:
    one, page = visit(workspace, language)
    found = shown(one, page)
    names = [name for name, _ in found.elements]
    assert page.status == 200
    assert names.count("h1") == 1
    assert "nan" not in found.text.lower().split()
    ids = [held["id"] for _, held in found.elements if "id" in held]
    assert len(ids) == len(set(ids))
    assert not [held for _, held in found.elements if "style" in held or "onclick" in held]


def test_one_period_is_an_honest_empty_page(visit: Visiting) -> None:
    one, page = visit("single")
    assert "one period only" in str(page.lead)
    assert "a drawing, no data behind it" in shown(one, page).text


def test_two_periods_without_draws_claim_nothing(visit: Visiting) -> None:
    one, page = visit("short", region="r03")
    assert "Without draws there is no band" in str(page.lead)
    assert "fewer than 3 known points" in shown(one, page).text


def test_the_order_without_a_break(visit: Visiting) -> None:
    one, page = visit("panel", region="r03")
    text = shown(one, page).text
    parts = ("Overall score, period by period", "Rank, period by period", "r03, period by period", "Growth, three ways",
             "Why the score changed, 2012 to 2023", "How unequal the regions are", "What holds it back most, 2023",
             "No break of base was declared or found")  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert str(page.lead).startswith("r03: 0.")


def test_a_found_break_is_the_first_card(visit: Visiting) -> None:
    one, page = visit("broken", region="r03")
    text = shown(one, page).text
    assert text.index("Across 2017/2018 nothing is compared") < text.index("Overall score, period by period")
    assert "own method" in text
    assert "cannot tell a new base from a shock" in text
    assert "not called a change" in str(page.lead)
    one, page = visit("broken", region="r03", detect="note")
    text = shown(one, page).text
    assert "Seen, and the score was not cut there: b 2017/2018" in text
    assert "Declare 2017/2018 for b" in text
    assert "not called a change" not in str(page.lead)


def test_a_declared_break_parts_growth_and_can_be_taken_back(visit: Visiting) -> None:
    one, page = visit("panel", region="r03", breaks="2018/2019")
    found = shown(one, page)
    assert "2012 to 2018" in found.text
    assert "2019 to 2023" in found.text
    assert "Take back 2018/2019" in found.text
    assert "across a break of base, not comparable" in found.text
    assert any(link.startswith("/w/panel/over-time?region=r03#") for link in links(found))


@pytest.mark.parametrize("broken", ["1999", "2018/2020", "zz@2018", "<script>", "2018/"])
def test_a_break_that_cannot_be_is_said_and_left_out(visit: Visiting, broken: str) -> None:
    one, page = visit("panel", region="r03", breaks=broken)
    found = shown(one, page)
    assert page.status == 200
    assert "breaks: '" in found.text
    assert "2012 to 2023" in found.text
    assert "script" not in [name for name, _ in found.elements]


def test_regions_beside_the_focal_one(visit: Visiting) -> None:
    one, page = visit("panel", region="r03", with_="r07,r01,nobody")
    found = shown(one, page)
    assert "Take r07 out" in str(page.body)
    assert "Take r01 out" in str(page.body)
    assert "/w/panel/over-time?region=r03&with=r01" in links(found)
    assert "/w/panel/over-time?region=r03&with=r07%2Cr01%2Cr00" in links(found)
    one, page = visit("panel", region="r03", with_="none")
    assert "Take " not in str(page.body)
    one, page = visit("panel", region="r03", with_="r00,r01,r02,r04,r05,r06")
    assert str(page.body).count("Take r0") == 4


def test_every_choice_stays_in_the_addresses(visit: Visiting) -> None:
    asked = {"region": "r03", "with_": "r07", "breaks": "2018/2019", "groups": "groups", "from_": "2015", "to": "2022",
             "lang": "en", "detect": "note"}  # fmt: skip
    one, page = visit("panel", **asked)
    own = [link for link in links(read(f"{page.actions}{page.body}")) if link.startswith("/w/panel/over-time?")]
    assert len(own) > 30
    for link in own:
        kept = sum(f"{name.rstrip('_')}=" in link for name in asked)
        assert kept >= len(asked) - 2, link
    found = shown(one, page)
    hidden = {held["name"]: held["value"] for name, held in found.elements if held.get("type") == "hidden"}
    assert hidden == {name.rstrip("_"): value for name, value in asked.items() if name != "breaks"}
    assert "Why the score changed, 2015 to 2022" in found.text


def test_the_end_can_be_taken_from_another_run(visit: Visiting) -> None:
    one, page = visit("twice", region="r03")
    assert "/w/twice/over-time?region=r03&other=2" in links(shown(one, page))
    one, page = visit("twice", region="r03", other="2")
    text = shown(one, page).text
    assert "The end is taken from another run" in text
    assert [row[0] for row in _cells(page, "Causes; they sum to the change")][1:-1] == [
        "Values", "Rulers", "Weights", "Method", "Indicators that went", "Indicators that came"]  # fmt: skip


def test_periods_that_are_not_there_are_not_taken(visit: Visiting) -> None:
    one, page = visit("panel", region="r03", from_="2023", to="1066", other="99")
    assert "Why the score changed, 2012 to 2023" in shown(one, page).text


def test_an_unknown_region_is_not_replaced_by_another(visit: Visiting) -> None:
    one, page = visit("panel", region="atlantis")
    assert page.status == 404
    assert "atlantis" in shown(one, page).text


def test_groups_part_the_inequality(visit: Visiting) -> None:
    one, page = visit("panel", region="r03")
    text = shown(one, page).text
    assert "lies between groups (column “groups”)" in text
    assert "T within" in text
    one, page = visit("alone")
    assert "How unequal" not in shown(one, page).text


def test_a_ruler_without_ends_keeps_what_still_means_something(visit: Visiting) -> None:
    one, page = visit("open", region="r03")
    text = shown(one, page).text
    assert "On the ruler 'zscore' a score has no zero" in text
    assert "Why the score changed" in text
    assert "Rank, period by period" in text
    assert "Growth, three ways" not in text


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visiting, pd.DataFrame]]:
    """31 provinces, 2010 to 2023, five indicators of equal weight, the four official belts in the sheet regions.

    China Statistical Yearbook and China Statistical Yearbook on Science and Technology, via huhuaping/techme (GitHub).
    """
    root = tmp_path_factory.mktemp("provinces")
    source = ROOT.parent / "shared/data/regional/china_provinces/china_provinces_2010_2023.csv"
    if not source.is_file():
        pytest.skip("no ../shared beside the checkout")
    table = pd.read_csv(source)
    belts = table.loc[table["province"] != NATION, ["province", "province_en", "zone"]].drop_duplicates()
    rows = [[name, name, english, zone] for name, english, zone in belts.to_numpy().tolist()]
    book = root / "belts.xlsx"
    book.write_bytes(pack_sheets({"regions": [["region_id", "name", "name_en", "groups"], *rows]}))
    framework = pd.DataFrame({"code": FIVE, "direction": 1, "weight": 1})
    framework.to_csv(root / "five.csv", index=False)
    space = Workspace.create(root / "provinces", "Provinces")
    for file in (source, book):
        space.accept(space.preview(file))
    space.run("evaluate", {"framework": str(root / "five.csv"), "exclude": NATION})
    shelf = Shelf(root)
    yield _opened(shelf), table[table["province"] != NATION]
    shelf.close()


def _scores(table: pd.DataFrame) -> pd.DataFrame:
    """Brute force: pooled min-max, equal weights, unknown values left out; provinces x years."""
    unit = (table[list(FIVE)] - table[list(FIVE)].min()) / (table[list(FIVE)].max() - table[list(FIVE)].min())
    return table.assign(score=unit.mean(axis=1)).pivot_table(index="province", columns="year", values="score")


def _cells(page: Page, caption: str) -> list[list[str]]:
    """The rows of the table whose group carries the caption."""
    body = str(page.body)
    start = body.index(f'aria-label="{caption}"><table')
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body[start : body.index("</table>", start)])
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in rows]


def test_the_chinese_provinces(provinces: tuple[Visiting, pd.DataFrame]) -> None:
    """Index by year, ranks with intervals, growth three ways, within and between: each against brute force."""
    visit, table = provinces
    scores = _scores(table)
    _, page = visit("provinces", region="北京", breaks="2018/2019")
    years = {row[0]: row for row in _cells(page, "Beijing, period by period")}
    own = scores.loc["北京"]
    assert {year: row[1] for year, row in years.items() if year.isdigit()} == {
        str(year): f"{value:.2f}" for year, value in own.items()
    }
    ranks = scores.rank(ascending=False, method="min")
    for year in (2012, 2018, 2023):
        assert years[str(year)][3] == f"{ranks.loc['北京', year]:.0f}"
        ends = [int(end) for end in years[str(year)][4].split(" to ")]
        assert ends[0] <= ranks.loc["北京", year] <= ends[-1]
    assert years["2019"][6] == "across a break of base, not comparable"
    growth = {row[1]: row for row in _cells(page, "Growth, three ways") if row[0] == "Beijing"}
    for start, end in ((2010, 2018), (2019, 2023)):
        held = own.loc[start:end]
        cagr = (held[end] / held[start]) ** (1 / (end - start)) - 1
        trend = np.expm1(np.polyfit(np.arange(len(held)), np.log(held), 1)[0])
        mean_rate = (held / held.shift() - 1).mean()
        row = growth[f"{start} to {end}"]
        assert [row[3], row[4], row[6]] == [f"{rate:.1%}".replace("%", " %") for rate in (cagr, trend, mean_rate)]
    last = _cells(page, "How unequal the regions are")[-1]
    zones = table.drop_duplicates("province").set_index("province")["zone"]
    values, mean = scores[2023], scores[2023].mean()
    total = float((values / mean * np.log(values / mean)).mean())
    means = values.groupby(zones).transform("mean")
    between = float((means / mean * np.log(means / mean)).mean())
    assert last[5:9] == [f"{total:.3f}", f"{total - between:.3f}", f"{between:.3f}", f"{between / total:.0%}".replace(
        "%", " %")]  # fmt: skip
    assert float(last[9]) + float(last[10]) + float(last[11]) == pytest.approx(float(last[4]), abs=0.0016)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_page_says_of_2018_and_2019(provinces: tuple[Visiting, pd.DataFrame], language: str) -> None:
    """The provincial accounts were revised in the census of 2018; the numbers show it in the implied GDP alone."""
    visit, _ = provinces
    one, page = visit("provinces", language, region="北京")
    text = shown(one, page).text
    seen = {"en": "Values that are not scored jump: gdp_implied_100m_yuan 2018/2019",
            "zh": "未参评的数据出现跳变：gdp_implied_100m_yuan 2018/2019"}[language]  # fmt: skip
    near = {"en": "rd_intensity_pct 2018/2019", "zh": "rd_intensity_pct 2018/2019"}[language]
    uncut = {"en": "Nothing was cut", "zh": "本页未作分段"}[language]
    offered = {"en": "Declare 2018/2019 for all indicators", "zh": "声明 2018/2019 为全部指标的断点"}[language]
    for words in (seen, near, uncut, offered):
        assert words in text
    assert text.index(seen) < text.index({"en": "Overall score, period", "zh": "逐期综合得分"}[language])
    one, page = visit("provinces", language, region="北京", breaks="2018/2019")
    told = {"en": "A break of base (2018/2019) lies between, so this is not called a change.",
            "zh": "其间有口径断点（2018/2019），不据此判断变化。"}[language]  # fmt: skip
    assert told in str(page.lead)
    assert {"en": "Across 2018/2019 nothing is compared", "zh": "跨越 2018/2019 不作比较"}[language] in shown(
        one, page
    ).text  # fmt: skip


def test_breaks_of_a_kept_run_are_offered_or_told(tmp_path: Path) -> None:
    _made(tmp_path, "kept", panel_frame())
    space = Workspace.open(tmp_path / "kept")
    run = space.run("follow", {"breaks": "2015/2016"})
    shelf = Shelf(tmp_path)
    visit = _opened(shelf)
    one, page = visit("kept")
    offered = [href for href in links(shown(one, page)) if "breaks=2015" in href]
    assert offered
    assert f"Run {run.number:04d} declared 2015/2016: use it" in str(page.body)
    _, used = visit("kept", breaks="2015/2016")
    assert "use it" not in str(used.body)
    space.run("evaluate", {"framework": "abc", "draws": 100, "aggregate": "geometric"})
    _, after = visit("kept")
    assert f"Run {run.number:04d} declared breaks for another evaluation" in str(after.body)
    assert "use it</a>" not in str(after.body)
    shelf.close()
