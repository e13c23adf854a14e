"""What differs in production, nothing else."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403

TRIBUNE_PRODUCTION = True  # no draft, no scheduled text
