"""Gong, Hassink & Wang 2021: a case as sheets; facts of the document only, empty = the document does not say."""

from __future__ import annotations

from pathlib import Path

from case_sheets import Row, Sheets, read_table, words

PAPER = "Gong, Hassink & Wang 2021"
_WRITTEN = Path(__file__).resolve().parent / "cases"
_AS_OF = "2021-01"
_KEPT = ("facts", "relations", "events")
_PRESENCE = {"": "unknown", "outside (domestic)": "external", "weak/missing": "weak"}
_POSITION = {"input": "related", "new chain": "new"}
_PILLARS = {
    "value_enhancement_capture": "value",
    "value_chain_adaptation": "adaptation",
    "market_formation": "market",
}
_ROLES = {
    "general chain chief": "general_chief",
    "chain chief": "chief",
    "deputy chain chief": "deputy_chief",
    "government departments": "department",
    "chain owners": "owner",
    "chain mentor": "mentor",
    "association": "association",
    "executing body": "executing_body",
    "expert advisory committee": "committee",
}
_ACTING = {
    "government": "department",
    "firms": "firm",
    "listed firms": "firm",
    "EDZ": "executing_body",
    "association": "association",
}
_NOT_AN_ISSUE = "supply_security"


def gong(folder: Path) -> tuple[Sheets, Sheets]:
    """The sheets of one case, and the tables kept as extracted.

    What the extracted tables hold is mapped here; regions, groups of firms, ties and notes are written by hand in
    `tools/cases/<case>/`, from the same statements.
    """
    tables = {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}
    home = folder.name.partition("-")[0]
    segments, flows = _segments(tables["segments"])
    sheets: Sheets = {
        "chain": [],
        "regions": [],
        "segments": segments,
        "segment_flows": flows,
        "firms": _firms(tables["firms"], home),
        "ties": [],
        "series": _series(tables["facts"], read_table(_WRITTEN / folder.name / "_items.csv")),
        "actors": _actors(tables["actors"]),
        "goals": [],
        "actions": _actions(tables["actions"]),
        "issues": _issues(tables["diagnosis"]),
    }
    for path in sorted((_WRITTEN / folder.name).glob("[!_]*.csv")):
        sheets[path.stem] = sheets.get(path.stem, []) + [_row(**row) for row in read_table(path)]
    kept = {name: rows for name, rows in tables.items() if name in (*_KEPT, "derived")}
    return sheets, kept


def _row(section: str, note: str = "", quality: str = "", **cells: str) -> Row:
    return {
        **cells,
        "source": f"{PAPER}, section {section}",
        "as_of": _AS_OF,
        "quality": quality or "B",
        "note": note,
    }


def _segments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Segments and flows: a parent whose code does not begin the child's comes before it and does not contain it."""
    segments, flows = [], []
    for row in rows:
        code, parent = row["segment_id"], row["parent_id"]
        inside = bool(parent) and code.startswith(parent)
        if parent and not inside:
            note = "stage order of the document; share and class not stated"
            flows.append(_row(row["section"], note, from_segment=parent, to_segment=code))
        presence, position = row["local_presence"], row["position"]
        note = words(
            row["doc_statement"],
            f"items: {row['items_named'].replace(';', ',')}" if row["items_named"] else "",
            f"presence as extracted: {presence}" if presence and presence in _PRESENCE else "",
            f"position as extracted: {position}" if position in _POSITION else "",
        )
        cells = {
            "segment_id": code,
            "name": row["segment_name"],
            "position": _POSITION.get(position, position),
            "parent_id": parent if inside else "",
            "presence": _PRESENCE.get(presence, presence),
            "value_level": row["value_level_stated"],
            "n_firms": row["n_firms"],
        }
        segments.append(_row(row["section"], note, **cells))
    return segments, flows


def _firms(rows: list[Row], home: str) -> list[Row]:
    """Firms as named; a firm that stands in the list of interviews alone is left out."""
    places = {"foreign": "abroad", "domestic": "china"}
    firms = []
    for row in rows:
        if row["section"].startswith("App"):
            continue
        roles, segments = row["roles_stated"], row["segments_stated"]
        note = words(
            roles,
            row["attributes_stated"],
            "" if segments else "segment not stated",
            "shares not stated" if ";" in segments else "",
        )
        cells = {
            "firm_id": row["firm_id"],
            "name": row["firm_name_as_printed"],
            "segment_id": segments,
            "role": "owner" if "chain owner" in roles else "customer" if "external downstream" in roles else "",
            "region_id": places.get(row["location"], home),
        }
        firms.append(_row(row["section"], note, **cells))
    return firms


def _actors(rows: list[Row]) -> list[Row]:
    return [
        _row(
            row["section"],
            role=_ROLES[row["role"]],
            organisation=row["office_held_no_names"].replace("firms.csv", "sheet firms"),
            duty=row["tasks_stated"],
        )
        for row in rows
    ]


def _actions(rows: list[Row]) -> list[Row]:
    actions = []
    for row in rows:
        scales = row["scale"].split("/")
        note = words(
            f"scales stated: {row['scale']}" if len(scales) > 1 else "",
            f"horizon: {row['horizon']}" if row["horizon"] else "",
            f"key figure: {row['kpi']}" if row["kpi"] else "",
        )
        cells = {
            "action_id": row["action_id"],
            "text": row["action"],
            "pillar": _PILLARS[row["pillar"]],
            "actor_role": ";".join(dict.fromkeys(_ACTING[part.strip()] for part in row["actor_role"].split(";"))),
            "verb": row["chain_verb"],
            "scale": scales[0],
            "status": row["status_in_document"],
        }
        actions.append(_row(row["section"], note, **cells))
    return actions


def _issues(rows: list[Row]) -> list[Row]:
    issues = []
    for row in rows:
        kind, segments = row["kind"], [part for part in row["segment_ref"].split(";") if part]
        if kind == _NOT_AN_ISSUE:
            continue
        several = f"segments: {', '.join(segments)}" if len(segments) > 1 else ""
        cells = {
            "issue_id": row["issue_id"],
            "type": "卡点" if kind == "chokepoint" else "other",
            "concern": kind if kind == "value_capture" else "",
            "text": row["statement"],
            "segment_id": segments[0] if segments else "",
        }
        issues.append(_row(row["section"], words(f"kind as extracted: {kind}", several), **cells))
    return issues


def _series(facts: list[Row], items: list[Row]) -> list[Row]:
    """The facts with a year; a span of years stands at its end."""
    codes = {row["fact_id"]: row["item"] for row in items}
    rows = []
    for row in facts:
        if row["fact_id"] not in codes:
            continue
        about = "" if row["qualifier"] == "exact" else f"{row['qualifier']} {row['value']}"
        span = f"for {row['year']}" if "-" in row["year"] else ""
        cells = {
            "item": codes[row["fact_id"]],
            "time": row["year"][-4:],
            "value": ("约" if about else "") + row["value"],
            "unit": row["unit"],
        }
        note = words(row["subject"], row["attribute"], about, span, row["scope_note"])
        rows.append(_row(row["section"], note, **cells))
    return rows
