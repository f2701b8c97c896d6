import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from dtks import embedded
from dtks.embedded.places import place_of
from dtks.embedded.programs import program_of
from tests.servers import ROOT, with_tables

PATIENCE = 240  # seconds without a word after which the run counts as hung


class Run:
    """A `make run` in a home of its own, read line by line."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def until(self, words: str) -> str:
        """Read until a line holds the words."""
        assert self.process.stdout
        heard = ""
        while select.select([self.process.stdout], [], [], PATIENCE)[0]:
            piece = os.read(self.process.stdout.fileno(), 65536).decode()
            heard += piece
            if words in heard:
                return heard
            if not piece:
                break
        raise AssertionError(f"{words!r} was never said, but:\n{heard}")

    def page(self) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/masuk", timeout=PATIENCE) as answer:
            return bytes(answer.read())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.until("Padan berhenti.")
        return self.process.wait(PATIENCE)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return kept | {"PADAN_HOME": str(home), "PADAN_STATIC_STORAGE": plain, "PADAN_DEMO": "false"}


def refusal_of(port: int | str) -> str:
    """What `serve` says where it refuses before anything is started."""
    with pytest.raises(SystemExit) as said:
        call_command("serve", port=str(port))
    return str(said.value)


def serve_once(home: Path, port: int | str, **names: str) -> str:
    """A run that is expected to refuse; what it says."""
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    refused = subprocess.run(
        command, cwd=ROOT, env=environment(home) | names, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert refused.returncode == 1
    return refused.stderr


@pytest.fixture
def port() -> int:
    """A port that nobody else gets by chance: below those that the system hands out to whoever asks for any."""
    for number in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", number)):
                return number
    raise AssertionError("no free port")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Each process of the test run counts its folders from 0, so the process stands in the name.
    folder = ROOT / ".local" / "test" / f"{tmp_path_factory.mktemp('serve').name}-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    embedded.stop(folder)
    subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.fixture
def here(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of this very process."""
    monkeypatch.setenv("PADAN_PUBLIC_ADDRESS", "http://kantor")
    settings.PADAN_HOME = home
    return home


def programs_of(home: Path) -> list[int]:
    """The numbers of the programs of a run."""
    return list(json.loads((home / "run.json").read_text())["programs"])


def worker_of(home: Path) -> int:
    """The process of the worker of the queue `jobs`."""
    return next(pid for pid in programs_of(home) if "-Q\0jobs" in program_of(pid))


def test_one_command_serves_survives_kills_and_goes_on_with_the_same_data(here: Path, port: int) -> None:
    home = here
    with_tables(home)
    run = Run(home, port)
    run.until(f"Padan siap di http://127.0.0.1:{port}")
    page = run.page()
    assert b"<form" in page
    assert "sudah berjalan di" in refusal_of(port + 1)

    os.kill(int((place_of(home).cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    run.until("Server data berjalan kembali")
    os.kill(worker_of(home), signal.SIGKILL)
    run.until("Worker antrean jobs berhenti sendiri")
    assert b"<form" in run.page()
    run.process.kill()
    run.process.wait()

    again = Run(home, port)
    again.until("Padan siap di")
    programs = programs_of(home)
    assert b"<form" in again.page()
    assert again.stop() == 0
    assert embedded.answering(home) == (False, False)
    assert not any(program_of(pid) for pid in programs)


@pytest.mark.usefixtures("here")
def test_a_port_in_use_is_said_in_one_sentence(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        said = refusal_of(port)

    assert f"Porta {port} sedang dipakai program lain" in said


@pytest.mark.usefixtures("here")
def test_a_port_that_is_no_number_is_said_in_one_sentence() -> None:
    assert "PORT=delapan bukan nomor porta" in refusal_of("delapan")


def test_a_database_that_does_not_answer_is_said_in_one_sentence(home: Path, port: int) -> None:
    nobody_there = f"postgres://padan@/{home}/padan"

    said = serve_once(home, port, DATABASE_URL=nobody_there, REDIS_URL="redis://127.0.0.1:1/0")

    assert "Basis data tidak menjawab" in said
    assert "Traceback" not in said
