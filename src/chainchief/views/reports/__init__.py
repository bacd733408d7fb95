"""The meeting pack: results in order of importance, as one HTML text, a Word document or an Excel workbook."""
