"""The Chain as a workspace keeps it: one Parquet file a table, the notes and the letters beside them."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.errors import WorkspaceError

IMPORT = "read"
RECORD = "step.json"
ABOUT = "chain.toml"


def is_workspace(path: Path) -> bool:
    """Whether a folder is a workspace."""
    return (path / ABOUT).is_file()


def generation_in_force(workspace: Path) -> int:
    """The number of the import in force: that of the newest finished run "read"; 0 when nothing was imported.

    The run's folder appears by one rename after everything else of the import is in place, so it is the commit.
    """
    imports = sorted((workspace / "runs").glob(f"[0-9][0-9][0-9][0-9]-{IMPORT}"))
    if not imports:
        return 0
    try:
        return int(json.loads((imports[-1] / RECORD).read_text(encoding="utf-8"))["generation"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            f"{imports[-1] / RECORD}: damaged; take the folder out of runs/ or restore it from a copy",
            f"{imports[-1] / RECORD}：已损坏；请移出 runs/ 或用备份恢复",
        ) from error


def load_workspace_chain(workspace: Path) -> Chain:
    """The chain a workspace holds now; an empty Chain when nothing was imported."""
    generation = generation_in_force(workspace)
    return load_chain(workspace / "tables" / f"{generation:04d}") if generation else Chain.from_tables({})


def load_chain(folder: Path) -> Chain:
    """The chain in a folder written from `stored_files`."""
    try:
        kept = json.loads((folder / "notes.json").read_text(encoding="utf-8"))
        tables = {file.stem: pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
        extra = {table: tuple(names) for table, names in kept.get("key_extra", {}).items()}
        return Chain.from_tables(tables, tuple(Finding(**note) for note in kept["notes"]), kept["letters"], extra)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            f"{folder}: the stored tables are incomplete or damaged; import the workbook again",
            f"{folder}：保存的数据表不完整或已损坏；请重新导入工作簿",
        ) from error


def stored_files(chain: Chain) -> dict[str, bytes]:
    """File name -> bytes of everything `load_chain` needs; tables without rows are left out."""
    stored: dict[str, bytes] = {}
    for name, frame in chain.tables.items():
        if not frame.empty:
            buffer = BytesIO()
            frame.to_parquet(buffer, index=False)
            stored[f"{name}.parquet"] = buffer.getvalue()
    kept = {
        "letters": {place: dict(letters) for place, letters in chain.letters.items()},
        "notes": [asdict(note) for note in chain.notes],
        "key_extra": {table: list(names) for table, names in chain.key_extra.items()},
    }
    stored["notes.json"] = json.dumps(kept, ensure_ascii=False, indent=1).encode()
    return stored
