"""Which workspaces stand in a folder."""

from __future__ import annotations

from pathlib import Path

from chainchief.intake.storage import is_workspace
from chainchief.workspace.folder import Workspace


def list_workspaces(root: str | Path) -> list[Workspace]:
    """The workspace in a folder, else those one level below it, by name."""
    root = Path(root)
    if is_workspace(root):
        return [Workspace(root)]
    if not root.is_dir():
        return []
    return [Workspace(path) for path in sorted(root.iterdir()) if path.is_dir() and is_workspace(path)]
