"""Print the table of hostile input: `python -m tests.bench.hostile`; `--write` renews docs/ukuran-bahaya.md."""

import os
import sys
from pathlib import Path

import pytest

TABLE = Path(__file__).resolve().parents[1] / "faults" / "hostile_table.py"

if __name__ == "__main__":
    if "--write" in sys.argv:
        os.environ["PADAN_WRITE_HOSTILE"] = "yes"
    sys.exit(pytest.main([str(TABLE), "-n0", "-q", "-s", "-p", "no:cacheprovider"]))
