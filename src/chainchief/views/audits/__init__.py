"""An audit of a paper as people read it: lines for a terminal, a table, a document."""
