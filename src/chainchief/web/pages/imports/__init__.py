"""The way of a file into the workspace: columns, findings, what changes."""
