"""Print queries and weight of every page: `python -m tests.bench.pages`; `--write` renews docs/ukuran-halaman.md."""

import os
import sys
from pathlib import Path

import pytest

WEIGHTS = Path(__file__).resolve().parents[1] / "matrix" / "weights.py"

if __name__ == "__main__":
    if "--write" in sys.argv:
        os.environ["PADAN_WRITE_PAGES"] = "yes"
    sys.exit(pytest.main([str(WEIGHTS), "-n0", "-q", "-s", "-p", "no:cacheprovider"]))
