from .audits import audit_paper as audit_paper
from .compared import compare_runs as compare_runs
from .compared import evaluation_of as evaluation_of
from .examples import Example as Example
from .examples import bundled_examples as bundled_examples
from .excerpt import Excerpt as Excerpt
from .excerpt import SheetView as SheetView
from .excerpt import Window as Window
from .excerpt import cell_text as cell_text
from .excerpt import sheet_view as sheet_view
from .folder import Workspace as Workspace
from .imports import Preview as Preview
from .listing import list_workspaces as list_workspaces
from .lone import open_source as open_source
from .lone import preview_lone as preview_lone
from .lone import run_once as run_once
from .lone import save_annotated as save_annotated
from .lone import save_report as save_report
from .lone import save_template as save_template
from .lone import save_text as save_text
from .lone import save_workbook as save_workbook
from .run import Redo as Redo
from .run import Run as Run
from .sheets import ReadOptions as ReadOptions
from .sheets import answers as answers
from .sheets import declared_tables as declared_tables
from .sheets import forensics as forensics
from .sheets import unlocks as unlocks
from .steps import STEPS as STEPS
from .steps import Step as Step

__all__ = [
    "STEPS",
    "Example",
    "Excerpt",
    "Preview",
    "ReadOptions",
    "Redo",
    "Run",
    "SheetView",
    "Step",
    "Window",
    "Workspace",
    "answers",
    "audit_paper",
    "bundled_examples",
    "cell_text",
    "compare_runs",
    "declared_tables",
    "evaluation_of",
    "forensics",
    "list_workspaces",
    "open_source",
    "preview_lone",
    "run_once",
    "save_annotated",
    "save_report",
    "save_template",
    "save_text",
    "save_workbook",
    "sheet_view",
    "unlocks",
]
