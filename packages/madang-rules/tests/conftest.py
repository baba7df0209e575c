"""Makes the generators of random FEEL importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "feel"))
