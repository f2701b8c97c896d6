"""Programs out of wheels, and what the machine says of a running one."""

import contextlib
import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from dtks.embedded.places import EmbeddedError

PLAIN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


def wheel(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"Paket {package} belum terpasang; jalankan make setup, atau isi DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]).resolve()


def program_of(pid: int) -> str:
    """What a living process runs; empty for one that is gone or only waits to be buried."""
    process = Path(f"/proc/{pid}")
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            state = process.joinpath("stat").read_text().rpartition(")")[2].split()[0]
            return "" if state in "ZX" else process.joinpath("cmdline").read_bytes().decode(errors="replace")
        return ""
    return output(["ps", "-o", "command=", "-p", str(pid)])


def output(command: list[str]) -> str:
    """What a short command prints."""
    return subprocess.run(command, capture_output=True, text=True, env=PLAIN_ENVIRONMENT, check=False).stdout


def last_line(text: str) -> str:
    """The last line of a log that names a reason."""
    lines = [line.strip(" .") for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if re.search(r"FATAL|ERROR|PANIC|error:|could not", line)]
    return (reasons or lines or ["tanpa keterangan"])[-1]
