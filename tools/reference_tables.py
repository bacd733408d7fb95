"""The pages about what stands in files: columns and frameworks."""

from __future__ import annotations

from reference_markdown import code, grid, page

from chainchief.chain import Column, Table, declared_choices, declared_tables
from chainchief.chain.columns import COMMON
from chainchief.evaluation import framework_names, load_framework

ABOUT_COLUMNS = """\
What a workbook may hold. A header is the machine name or any alias, in any order; case, blanks and full-width forms do
not matter. A money header may name its unit, as in `output (亿元)`. Columns that are not listed are kept as they are.
Every table of a `Chain` has all its declared columns; what the source lacks is unknown.

Level says how much a sheet asks of an office: 0 is enough for a score, each further level answers more."""

ABOUT_CHOICES = """\
The values that a column of the kind `enum:…` may hold. The Chinese word and the aliases are read as well."""

ABOUT_FRAMEWORKS = """\
What is measured, in which direction, on which ruler, with which weight. `chainchief evaluate --framework NAME` uses
one; [write a framework](../how-to/write-a-framework.md) says how to make your own.

`zhang-2024` has no goalposts, so it compares several regions with each other and refuses a single one.
`zhang-2024-anchored` has goalposts of our own and scores a single region. `zhang-2024-dimensions` holds the three
dimensions of Table 3-1, `zhang-2024-pressures` the indicators of chapter 3.
[What the tables of Zhang 2024 can show](../explanation/zhang-2024.md)."""

COLUMN_HEAD = ("column", "中文", "also read as", "holds", "unit", "must", "empty means", "rule", "example")
FRAMEWORK_COLUMNS = {
    "name": "name", "name_zh": "中文", "parent": "under", "direction": "direction", "weight": "weight", "unit": "unit",
    "low": "low", "high": "high", "target": "target", "definition": "definition", "source": "source",
}  # fmt: skip


def columns() -> str:
    """Every sheet with its columns, then the choices."""
    tables = declared_tables()
    overview = [
        [
            f"[{table.name}](#{table.name})",
            table.name_zh,
            str(table.level),
            ", ".join(table.keys),
            ", ".join(table.required),
        ]
        for table in tables.values()
    ]
    shared = next(iter(tables.values())).columns
    return page(
        "Columns",
        ABOUT_COLUMNS,
        grid(["sheet", "中文", "level", "key", "required"], overview),
        "## Columns that every sheet may have",
        _columns([shared[name] for name in COMMON]),
        *(_table(table) for table in tables.values()),
        "## Choices",
        ABOUT_CHOICES,
        *(_choices(name) for name in declared_choices()),
    )


def _table(table: Table) -> str:
    own = [column for column in table.columns.values() if column.name not in COMMON]
    return f"## {table.name}\n\n{table.name_zh}\n\n{_columns(own)}"


def _columns(shown: list[Column]) -> str:
    rows = []
    for column in shown:
        names = ", ".join(alias for alias in column.aliases if alias != column.label_zh)
        must = ", ".join(word for word, holds in (("key", column.key), ("required", column.required)) if holds)
        about = [column.unit, must, column.default, column.rule, column.example]
        rows.append([code(column.name), column.label_zh, names, code(column.kind), *about])
    return grid(COLUMN_HEAD, rows)


def _choices(name: str) -> str:
    rows = [[code(choice.value), choice.label_zh, ", ".join(choice.aliases)] for choice in declared_choices()[name]]
    return f"### {name}\n\n{grid(['value', '中文', 'also read as'], rows)}"


def frameworks() -> str:
    """Every bundled framework."""
    return page("Frameworks", ABOUT_FRAMEWORKS, *(_framework(name) for name in framework_names()))


def _framework(name: str) -> str:
    framework = load_framework(name)
    shown = [
        "name",
        "name_zh",
        "parent",
        "direction",
        "weight",
        "unit",
        "low",
        "high",
        "target",
        "definition",
        "source",
    ]
    rows = [[code(item), *row] for item, row in zip(framework.codes, framework.table[shown].to_numpy(), strict=True)]
    notes = "\n".join(f"- {note.message}" for note in framework.notes)
    return f"## {name}\n\n{grid(['code', *FRAMEWORK_COLUMNS.values()], rows)}\n\n{notes}".rstrip()
