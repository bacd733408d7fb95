"""Workbooks people fill in and send back: the blank one, and the annotated copy of a faulty one."""
