"""Which framework a name means: one of the workspace, the sheet indicator_meta, a bundled one, or a CSV file."""

from __future__ import annotations

from pathlib import Path

from chainchief.chain.value import Chain
from chainchief.evaluation.framework import Framework, framework_from_table, load_framework
from chainchief.workspace.steps import AUTO

STATED = "indicator_meta"
DEFAULT = "zhang-2024-anchored"


def find_framework(name: str, chain: Chain, own: Path | None = None, usual: str = AUTO) -> Framework:
    """The framework `name`; "auto" is `usual`, else the sheet indicator_meta when there is one, else the anchored one.

    own : folder of the workspace's own frameworks
    usual : what the workspace says of itself
    Raises InputError for an unknown name, listing the known ones.
    """
    if name == AUTO:
        name = usual if usual != AUTO else STATED if chain.has(STATED) else DEFAULT
    if name == STATED:
        return framework_from_table(chain.indicator_meta)
    file = own / f"{name}.csv" if own else None
    return load_framework(file if file and file.is_file() else name)
