"""Zhang 2024: its printed tables as the sheets of a chain. A fixture of structure, not evidence."""

from __future__ import annotations

from pathlib import Path

from case_sheets import Row, Sheets, read_table, words

WARNING = "printed in Zhang 2024; a fixture of structure, not evidence"
_PERIOD = "2023"
_DIMENSIONS = {"structural": "B1", "functional": "B2", "evolutionary": "B3"}
_RISK_TYPES = {
    "Supply risk": "supply",
    "Technical risk": "technical",
    "Market risk": "market",
    "Policy risk": "policy",
    "Environmental risk": "environmental",
}
_PARTIES = {
    "Regional Command": "chief",
    "Industry Alliance": "association",
    "Key enterprises": "owner",
    "Related companies": "firm",
}


def zhang(folder: Path) -> tuple[Sheets, Sheets]:
    tables = {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}
    regions = tables["table_3-1_regional_results"]
    sheets = {
        "chain": [
            _row(
                "3-1",
                chain_id="zhang-2024",
                name="Industrial chains of six regions (Zhang 2024)",
                base_year=_PERIOD,
                version="Zhang 2024, ARISE 4(4), 100-125",
            )
        ],
        "regions": [_row("3-1", region_id=_code(row["region"]), name=row["region"]) for row in regions],
        "indicators": _indicators(regions),
        "indicator_meta": _meta(tables["table_2-1_indicators"], tables["table_4-1_structure_targets"]),
        "risks": _risks(tables["table_4-6_risk_matrix"]),
        "targets": _targets(tables["table_4-1_structure_targets"]),
        "measures": _measures(tables["table_4-2_strategy_matrix"]),
        "actors": _actors(tables["table_4-8_emergency_response"]),
    }
    return sheets, {**tables, "text_figures": _figures(tables["text_figures"])}


def _figures(rows: list[Row]) -> list[Row]:
    """Figures of the running text: their line is all the place they have, so it stays."""
    return [{("text_line" if name == "line" else name): cell for name, cell in row.items()} for row in rows]


def _row(table: str, note: str = "", **cells: str) -> Row:
    return {**cells, "source": f"Zhang 2024, Table {table}", "quality": "C", "note": words(WARNING, note)}


def _code(name: str) -> str:
    return "-".join(name.lower().replace("-", " ").split())


def _indicators(regions: list[Row]) -> list[Row]:
    note = "printed for 2018-2023"
    return [
        _row(
            "3-1",
            note,
            region_id=_code(row["region"]),
            period=_PERIOD,
            indicator=code,
            value=row[column],
            unit="score 0..1",
        )
        for row in regions
        for column, code in _DIMENSIONS.items()
    ]


def _meta(indicators: list[Row], targets: list[Row]) -> list[Row]:
    root = {"code": "A", "name": "Resilience", "level": "4", "direction": "+1", "type": "Aggregate"}
    rows = [_row("2-1", "the root has no name in the table", **root)]
    for row in indicators:
        for level, parent, depth in (("level1", "A", "3"), ("level2", row["level1_code"], "2")):
            if row[f"{level}_code"] not in {known["code"] for known in rows}:
                rows.append(_aggregate(indicators, row, level, parent, depth))
        rows.append(_leaf(row))
    for place, row in enumerate(targets, 1):
        cells = {"code": f"T41-{place}", "name": row["indicator"], "unit": row["unit"], "type": "Other"}
        rows.append(_row("4-1", "outside the tree", direction="+1", **cells))
    return rows


def _aggregate(indicators: list[Row], row: Row, level: str, parent: str, depth: str) -> Row:
    code = row[f"{level}_code"]
    weight = sum(round(1000 * float(leaf["weight"])) for leaf in indicators if leaf[f"{level}_code"] == code) / 1000
    cells = {"code": code, "name": row[f"{level}_name"], "parent": parent, "level": depth, "weight": f"{weight:.3f}"}
    return _row("2-1", "weight = sum of its indicators", direction="+1", type="Aggregate", **cells)


def _leaf(row: Row) -> Row:
    cells = {
        "code": row["level3_code"],
        "name": row["level3_name"],
        "parent": row["level2_code"],
        "direction": f"{row['direction_inferred']}1",
        "weight": row["weight"],
        "definition": row["calculation_method"],
    }
    return _row("2-1", "direction inferred, the document gives none", level="1", type="Indicator", **cells)


def _risks(rows: list[Row]) -> list[Row]:
    return [
        _row(
            "4-6",
            "level as printed: it follows impact alone",
            risk_id=f"K{place}",
            name=row["risk_factor"],
            type=_RISK_TYPES[row["risk_type"]],
            probability=row["probability"],
            impact=row["impact"],
            level=row["risk_level_printed"].split()[0].lower(),
            measure=row["measure"],
        )
        for place, row in enumerate(rows, 1)
    ]


def _targets(rows: list[Row]) -> list[Row]:
    return [
        _row(
            "4-1",
            words(f"current 2023: {row['current_2023']}", row["improvement_path"]),
            indicator=f"T41-{place}",
            op=">=",
            target=row["target_2025"],
            due="2025",
        )
        for place, row in enumerate(rows, 1)
    ]


def _measures(rows: list[Row]) -> list[Row]:
    return [
        _row(
            "4-2",
            words(
                row["strategic_level"],
                f"expected: {row['expected_result_text']}",
                f"{row['cycle_years_min']} to {row['cycle_years_max']} years",
                f"investment: {row['investment_intensity']}",
            ),
            name=row["measure"],
        )
        for row in rows
    ]


def _actors(rows: list[Row]) -> list[Row]:
    note = "the role is our reading of the party"
    return [
        _row(
            "4-8",
            note,
            role=_PARTIES[row["responsible_party"]],
            organisation=row["responsible_party"],
            duty=f"{row['level_name_printed']}: {row['trigger']}: {row['measure']} within {row['time_limit_hours']} h",
            escalation_order=str(5 - int(row["level"])),
        )
        for row in rows
    ]
