from .audits.document import audit_file as audit_file
from .audits.points import audit_lines as audit_lines
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
from .reports.assembly import report_file as report_file
from .reports.file import REPORT_FORMATS as REPORT_FORMATS
from .results.run_difference import difference_answer as difference_answer
from .results.run_difference import difference_tables as difference_tables
from .results.run_difference import step_table as step_table
from .svg import to_svg as to_svg
from .tables import TableView as TableView
from .tables import to_html as to_html
from .tables import to_rows as to_rows
from .tables import to_texts as to_texts
from .tokens import css_variables as css_variables
from .words import say as say
from .workbook import export_workbook as export_workbook
from .workbook import pack_sheets as pack_sheets

__all__ = [
    "FIGURES",
    "REPORT_FORMATS",
    "Drawing",
    "Figure",
    "Setting",
    "TableView",
    "annotate_workbook",
    "as_data",
    "audit_file",
    "audit_lines",
    "css_variables",
    "difference_answer",
    "difference_tables",
    "evaluation_rows",
    "export_workbook",
    "findings_csv",
    "harmless",
    "pack_sheets",
    "report",
    "report_file",
    "say",
    "setting_of",
    "step_table",
    "template_workbook",
    "to_csv",
    "to_html",
    "to_rows",
    "to_svg",
    "to_texts",
]
