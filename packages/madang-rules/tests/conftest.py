"""Makes the generators of random FEEL and of small models importable."""

import sys
from pathlib import Path

for folder in ("feel", "dmn"):
    sys.path.insert(0, str(Path(__file__).parent / folder))
