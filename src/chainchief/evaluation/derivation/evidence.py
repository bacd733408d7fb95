"""What a period and a region hold: the rows that count for one region in one period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.membership import region_above, region_within
from chainchief.chain.value import Chain

SUPPORTING = frozenset({"support", "supplier"})
FIRM_COLUMNS = (
    "firm_id", "name", "segment_id", "role", "region_id", "output", "revenue", "value_added", "assets", "rd",
    "employees", "patents", "listed_here", "capacity", "capacity_use", "actual_output", "new_product_days", "period",
    "note", "origin",
)  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """Cells of one column that went into a value in one role.

    role : "numerator", "denominator", "weight"; where things are counted "counted" (stands above and below the
        fraction) and "not counted" (below only); "value" for a mean or a median
    """

    table: str
    rows: pd.Index[Any]
    column: str
    role: str


@dataclass(frozen=True)
class Derived:
    """One derived value.

    value : NaN when it cannot be worked out; `basis` then says why
    coverage : 0..1, share of what should be behind the value that is
    formula : the arithmetic with its numbers
    """

    value: float
    coverage: float
    formula: str
    basis: tuple[str, str]
    cells: tuple[Cells, ...] = ()


@dataclass(frozen=True, eq=False)
class PeriodTables:
    """The rows of a chain that count for one period ("" = the undated rows).

    A firm's row of the period wins over its undated row; candidates are not there yet and stay out. When the firms
    are dated and none is of the period, there are no firms.
    """

    chain: Chain
    period: str

    @cached_property
    def unit(self) -> str:
        return self.chain.unit

    @cached_property
    def firms(self) -> pd.DataFrame:
        return self._firms(self.period)

    @cached_property
    def before(self) -> pd.DataFrame:
        """The firms of the year before, one row each, by firm_id; without rows when there is no such year."""
        year, _, rest = self.period.partition("-")
        last = f"{int(year) - 1}{'-' if rest else ''}{rest}" if year.isdigit() else ""
        rows = self.chain.firms[self.chain.firms["period"].eq(last)] if last else self.chain.firms.iloc[:0]
        rows = rows.drop_duplicates("firm_id")
        return rows.assign(row=rows.index).set_index("firm_id")

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The supply ties of the period or without one; a tie of a firm with itself is none.

        Beside the columns of the table: supporting (whether the supplier's role is one), place (its region), listed
        (label of its row in `firms`, NaN when it is on no list), absent (whether it is on no list)
        """
        now = self.supply["period"].isna() | self.supply["period"].eq(self.period)
        if self.period:
            now |= self.supply["period"].str.startswith(f"{self.period}-").fillna(False).astype(bool)
        ties = self.supply[now]
        rows = pd.concat([self.firms, self.chain.firms]).drop_duplicates("firm_id")
        stranger = rows["listed_here"].eq(False).fillna(False).astype(bool) & rows["region_id"].isna()
        doubtful = set(rows.loc[~stranger, "name"])
        rows = rows.assign(row=rows.index)[~stranger].set_index("firm_id")
        role = ties["supplier"].map(rows["role"]).fillna("support")
        listed = ties["supplier"].map(rows["row"])
        return ties.assign(
            supporting=role.isin(SUPPORTING), place=ties["supplier"].map(rows["region_id"]), listed=listed,
            absent=listed.isna() & ~ties["supplier"].isin(doubtful),
        )  # fmt: skip

    @cached_property
    def supply(self) -> pd.DataFrame:
        """The supply ties of all periods."""
        ties = self.chain.ties
        kept = ties["kind"].fillna("supply").eq("supply") & ties["supplier"].ne(ties["buyer"])
        kept &= ties["supplier"].notna() & ties["buyer"].notna()
        return ties.loc[kept, ["supplier", "buyer", "period", "switch_days"]]

    @cached_property
    def firms_in(self) -> dict[str, pd.Index[Any]]:
        """The rows of `firms` by region."""
        return dict(self.firms.groupby("region_id").groups)

    @cached_property
    def ties_into(self) -> dict[str, pd.Index[Any]]:
        """The rows of `ties` by the region of the buyer."""
        places = self.firms.drop_duplicates("firm_id").set_index("firm_id")["region_id"]
        return dict(self.ties.groupby(self.ties["buyer"].map(places)).groups)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """The regions by region_id; row : label in the table."""
        regions = self.chain.regions.drop_duplicates("region_id")
        return regions.assign(row=regions.index).set_index("region_id")

    @cached_property
    def within(self) -> dict[str, frozenset[str]]:
        return region_within(self.chain.regions)

    @cached_property
    def above(self) -> dict[str, tuple[str, ...]]:
        return region_above(self.chain.regions)

    def _firms(self, period: str) -> pd.DataFrame:
        firms = self.chain.firms
        columns = [name for name in (*FIRM_COLUMNS, "capacity_unit") if name in firms]
        firms = firms.loc[firms["role"].ne("candidate") | firms["role"].isna(), columns]
        dated = firms["period"].eq(period)
        if period and firms["period"].notna().any() and not dated.any():
            return firms.iloc[:0]
        undated = firms["period"].isna() & ~firms["firm_id"].isin(firms.loc[dated, "firm_id"])
        return firms[dated | undated]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What counts for one region (with the regions inside it) in one period."""

    tables: PeriodTables
    region: str

    @property
    def chain(self) -> Chain:
        return self.tables.chain

    @cached_property
    def places(self) -> frozenset[str]:
        return self.tables.within.get(self.region, frozenset({self.region}))

    @cached_property
    def firms(self) -> pd.DataFrame:
        return self._rows(self.tables.firms, self.tables.firms_in)

    @cached_property
    def purchases(self) -> pd.DataFrame:
        """The supply ties of the period whose buyer is a firm of the region."""
        return self._rows(self.tables.ties, self.tables.ties_into)

    def _rows(self, frame: pd.DataFrame, by_region: dict[str, pd.Index[Any]]) -> pd.DataFrame:
        found = [by_region[place] for place in self.places if place in by_region]
        return frame.loc[np.sort(np.concatenate(found))] if found else frame.iloc[:0]

    @cached_property
    def by_output(self) -> bool:
        """Whether every firm states its output, so that firms can be weighed by it."""
        output = self.firms["output"]
        return bool(output.notna().all() and output.sum() > 0)

    def coverage(self, behind: pd.Series[bool]) -> float:
        """Share of the region's output that the flagged firms make; of its firms where an output is unknown."""
        output = self.firms["output"]
        weights = output if self.by_output else pd.Series(1.0, index=output.index)
        return float(weights[behind].sum() / weights.sum()) if len(weights) else 0.0

    def stated(self, column: str) -> tuple[float, Cells | None]:
        """A number of the sheet `regions`, of the region itself or the nearest one around it that states it."""
        regions = self.tables.regions
        around = (self.region, *self.tables.above.get(self.region, ()))
        for region in around if column.startswith("national") else around[:1]:
            value = regions[column].get(region, np.nan)
            if not np.isnan(value):
                return float(value), Cells("regions", pd.Index([regions.at[region, "row"]]), column, "denominator")
        return np.nan, None
