"""What a bare server copies from docs/pemasangan is what the containers run."""

import json
import re
from pathlib import Path

from tests.servers import ROOT

PLACE = ROOT / "docs" / "pemasangan"
OF_CONTAINERS = {
    "interactive": "worker-interactive", "jobs": "worker-jobs", "outside": "worker-outside", "beat": "beat",
}  # fmt: skip


def command_of(unit: str) -> str:
    written = (PLACE / unit).read_text()
    found = re.search(r"^ExecStart=/srv/padan/\.venv/bin/(.+)$", written, re.MULTILINE)
    assert found, unit
    back = re.search(r"^Nice=(\d+)$", written, re.MULTILINE)
    return (f"nice -n {back[1]} " if back else "") + found[1].replace("%%", "%")


def command_of_container(name: str) -> str:
    services = (ROOT / "docker-compose.yml").read_text()
    found = re.search(rf"^  {name}:\n(?: {{4}}.*\n)*? {{4}}command: (.+)$", services, re.MULTILINE)
    assert found, name
    return found[1]


def test_units_and_containers_start_the_same_programs():
    for unit, name in OF_CONTAINERS.items():
        assert command_of(f"padan-{unit}.service") == command_of_container(name)
    image = re.search(r"^CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert image
    web = " ".join(json.loads(image[1]))
    assert command_of("padan-web.service") == web.replace("0.0.0.0", "127.0.0.1")
    assert command_of("padan-backup.service").partition("manage.py ")[2] in command_of_container("backup")


def test_the_guide_copies_files_that_are_there():
    named = set(re.findall(r"docs/pemasangan/([\w.-]+\.conf)", (ROOT / "docs" / "operasi.md").read_text()))
    assert named == {path.name for path in PLACE.glob("*.conf")}
    started = re.findall(r"systemctl enable --now (.+)", (ROOT / "docs" / "operasi.md").read_text())[0].split()
    made = {Path(path).stem for path in PLACE.glob("*.service")} - {"padan-backup"} | {"padan-backup.timer"}
    assert set(started) == made
