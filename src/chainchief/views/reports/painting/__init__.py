"""A Drawing becomes a picture of dots, for documents that take no SVG."""
