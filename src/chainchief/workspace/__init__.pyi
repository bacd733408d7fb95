from .examples import Example as Example
from .examples import bundled_examples as bundled_examples
from .excerpt import Excerpt as Excerpt
from .folder import Preview as Preview
from .folder import Workspace as Workspace
from .folder import list_workspaces as list_workspaces
from .lone import open_source as open_source
from .lone import run_once as run_once
from .lone import save_template as save_template
from .lone import save_text as save_text
from .lone import save_workbook as save_workbook
from .run import Redo as Redo
from .run import Run as Run
from .sheets import declared_tables as declared_tables
from .steps import STEPS as STEPS
from .steps import Step as Step

__all__ = [
    "STEPS",
    "Example",
    "Excerpt",
    "Preview",
    "Redo",
    "Run",
    "Step",
    "Workspace",
    "bundled_examples",
    "declared_tables",
    "list_workspaces",
    "open_source",
    "run_once",
    "save_template",
    "save_text",
    "save_workbook",
]
