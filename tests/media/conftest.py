"""Lets the tests of this folder import its helpers by name, wherever pytest starts."""

import sys
from pathlib import Path

for folder in (".", "../workshops"):
    sys.path.insert(0, str((Path(__file__).parent / folder).resolve()))
