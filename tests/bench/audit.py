"""Known weaknesses of the pinned packages: `python -m tests.bench.audit requirements.txt`.

pip-audit asks PyPI, then OSV. A weakness ends with 1. Where neither answers, or they know none of the packages, that is
said in one sentence and the exit is 0: what cannot be asked here is asked where the net is open.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SERVICES = ("pypi", "osv")
PATIENCE = 90  # seconds
SILENT = (
    "Basis data kelemahan tidak dapat ditanyai dari sini ({why}); paket TIDAK diperiksa. "
    "Ulangi make audit di tempat yang terhubung."
)


def asked(service: str, pins: Path) -> tuple[list[dict[str, Any]], str]:
    """What a service says of each package, and why it says nothing."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(pins), "--no-deps", "--disable-pip", "--format", "json"]
    command += ["--vulnerability-service", service, "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return list(json.loads(done.stdout)["dependencies"]), ""
    except subprocess.TimeoutExpired:
        return [], f"{service}: tidak menjawab dalam {PATIENCE} detik"
    except (ValueError, KeyError):
        lines = done.stderr.strip().splitlines()
        return [], f"{service}: {lines[-1][:120] if lines else 'tanpa jawaban'}"


def verdict(told: dict[str, tuple[list[dict[str, Any]], str]]) -> tuple[int, list[str]]:
    """Exit code and sentences, from what each service said."""
    found: dict[str, set[str]] = {}
    known: set[str] = set()
    for packages, _ in told.values():
        for each in packages:
            known |= {each["name"]} if "vulns" in each else set()
            for weakness in each.get("vulns", []):
                found.setdefault(f"{each['name']} {each['version']}", set()).add(str(weakness["id"]))
    if found:
        return 1, [f"{package}: {', '.join(sorted(names))}" for package, names in sorted(found.items())]
    if not known:
        why = "; ".join(reason or f"{name}: tidak mengenal satu paket pun" for name, (_, reason) in told.items())
        return 0, [SILENT.format(why=why)]
    every = {each["name"] for packages, _ in told.values() for each in packages}
    rest = f" Tidak dikenal di sana: {', '.join(sorted(every - known))}." if every - known else ""
    return 0, [f"Tidak ada kelemahan yang diketahui dalam {len(known)} paket.{rest}"]


def main(pins: Path) -> int:
    """Ask until one service knows the packages."""
    told: dict[str, tuple[list[dict[str, Any]], str]] = {}
    for service in SERVICES:
        told[service] = asked(service, pins)
        if any("vulns" in each for each in told[service][0]):
            break
    code, sentences = verdict(told)
    for sentence in sentences:
        print(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
