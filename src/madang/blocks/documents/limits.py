"""How much is taken: of one file, of one person, of one case. The figures are the site's own, no law's."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_PAGES = 300
PERSON_FILES, PERSON_BYTES = 500, 500 * MEGABYTE
"""Of what one citizen brought and nobody has deleted yet. Officials scan for others and are bound by the case."""
OWNER_FILES, OWNER_BYTES = 200, 300 * MEGABYTE
"""Of what belongs to one case (or another owner)."""
CHECKED = "30/m"
"""How often one caller may look a code of verification up."""
COMPARED = "10/m"
"""How often one caller may compare what a paper says."""
