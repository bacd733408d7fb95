"""Files to raw sheets: formats, encodings, size, and what a workbook says beside its cells."""
