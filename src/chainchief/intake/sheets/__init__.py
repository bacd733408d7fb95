"""Raw sheets to typed tables: header, cells, columns."""
