"""Bounds that keep one bad file from taking the machine's memory. Sizes in bytes unless said otherwise."""

HEAD = 64 * 1024
"""How much of a file is looked at to tell its form."""

FIELD = 1024 * 1024
"""Longest field. The longest of 1,660 real records is 5 kB; a service text of 1 MiB is no text."""

ROW = 4 * 1024 * 1024
"""Longest record with all its fields."""

DEPTH = 32
"""Deepest nesting of JSON. Real records nest two levels."""

COLUMNS = 256
"""Most columns of a table."""

WORDS = 1_000
"""Most values in one field: topics, audiences, districts. Real records name up to some 250 districts."""

RAW_EXCERPT = 2_000
"""How much of a rejected row is kept for quarantine, in bytes or characters."""

XLSX_PART = 64 * 1024 * 1024
"""Largest part of a workbook when unpacked."""

XLSX_TOTAL = 128 * 1024 * 1024
"""Largest workbook when unpacked."""

XLSX_RATIO = 200
"""Highest ratio of unpacked to packed size of a part over 1 MiB; real sheets of text reach some 10 to 30."""

FOLDER_FILES = 10_000
"""Most files looked at in one folder."""
