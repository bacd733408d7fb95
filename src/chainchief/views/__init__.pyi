from .books.annotation import annotate_workbook as annotate_workbook
from .books.template import template_workbook as template_workbook
from .data import as_data as as_data
from .data import evaluation_rows as evaluation_rows
from .data import findings_csv as findings_csv
from .data import harmless as harmless
from .data import to_csv as to_csv
from .drawing import Drawing as Drawing
from .figures.figure import Figure as Figure
from .figures.figure import Setting as Setting
from .figures.figure import setting_of as setting_of
from .figures.registry import FIGURES as FIGURES
from .reports.assembly import report as report
from .svg import to_svg as to_svg
from .tables import TableView as TableView
from .tables import to_html as to_html
from .tables import to_rows as to_rows
from .tokens import css_variables as css_variables
from .words import say as say
from .workbook import export_workbook as export_workbook
from .workbook import pack_sheets as pack_sheets

__all__ = [
    "FIGURES",
    "Drawing",
    "Figure",
    "Setting",
    "TableView",
    "annotate_workbook",
    "as_data",
    "css_variables",
    "evaluation_rows",
    "export_workbook",
    "findings_csv",
    "harmless",
    "pack_sheets",
    "report",
    "say",
    "setting_of",
    "template_workbook",
    "to_csv",
    "to_html",
    "to_rows",
    "to_svg",
]
