"""The chain map: contents, layout, cards, rails, tables, and the picture they make."""
