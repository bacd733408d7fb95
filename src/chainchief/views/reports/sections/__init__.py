"""The sections of the report, one file for each thing that is told; `registry.py` puts them in order."""
