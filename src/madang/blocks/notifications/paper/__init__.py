"""The template of letters (``documents.papers``)."""
