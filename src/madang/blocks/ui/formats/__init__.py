"""How days and moments are written, one style a language (``FORMAT_MODULE_PATH``).

A page writes ``{{ moment|date:"DATETIME_FORMAT" }}`` and ``{{ day|date:"DATE_FORMAT" }}``, never a style of its own;
the short styles are the same.
"""
