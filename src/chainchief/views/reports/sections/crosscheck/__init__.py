"""The section that holds an evaluation against other methods."""
