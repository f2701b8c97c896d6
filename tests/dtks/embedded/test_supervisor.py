import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dtks.embedded.supervisor import AlreadyRunning, Program, Supervisor, only_run

STAYS = "import signal\nwhile True: signal.pause()"
LEAVES_WORD = (
    "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: (print(sys.argv[1], flush=True), sys.exit()))\n"
)
LEAVES_WORD += "print('siap', flush=True)\nwhile True: signal.pause()"


def program(home: Path, name: str, code: str, stage: int = 1) -> Program:
    return Program(name, [sys.executable, "-c", code, name], home / "catatan.log", stage)


def supervise(
    home: Path, programs: list[Program], *, until: Callable[[], bool], said: list[str] | None = None
) -> tuple[int, list[str]]:
    """Run until the condition holds, then as if Ctrl-C were pressed."""
    said = [] if said is None else said
    with only_run(home, "http://kantor", said.append) as record:
        supervisor = Supervisor(
            home=home,
            programs=programs,
            say=said.append,
            owns_servers=False,
            when_ready=lambda: os.kill(os.getpid(), signal.SIGINT),
            is_ready=until,
            record=record,
        )
        return supervisor.run(), said


@pytest.fixture(autouse=True)
def _short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtks.embedded.supervisor.LOOK_SECONDS", 0.05)


def test_ctrl_c_stops_every_program_and_ends_well(tmp_path: Path) -> None:
    web, worker = program(tmp_path, "web", STAYS), program(tmp_path, "worker", STAYS, stage=2)

    code, said = supervise(tmp_path, [web, worker], until=lambda: True)

    assert code == 0
    assert web.died() == worker.died() == -signal.SIGTERM
    assert said[-1] == "Padan berhenti. Datanya tetap ada untuk lain kali."


def test_programs_are_stopped_stage_by_stage(tmp_path: Path) -> None:
    programs = [program(tmp_path, name, LEAVES_WORD, stage) for name, stage in [("worker", 3), ("web", 1), ("beat", 2)]]
    log = tmp_path / "catatan.log"

    supervise(tmp_path, programs, until=lambda: log.read_text().count("siap") == 3)

    assert log.read_text().split() == ["siap", "siap", "siap", "web", "beat", "worker"]


def test_a_program_that_dies_is_started_again_with_a_sentence(tmp_path: Path) -> None:
    worker = program(tmp_path, "Worker antrean jobs", STAYS)
    first: list[int] = []

    def killed_once() -> bool:
        assert worker.process
        if not first:
            first.append(worker.process.pid)
            worker.process.kill()
        return worker.process.pid != first[0]

    code, said = supervise(tmp_path, [worker], until=killed_once)

    assert code == 0
    assert said[0].startswith("Worker antrean jobs berhenti sendiri (kode -9); dijalankan lagi.")


def test_a_program_that_dies_again_and_again_ends_the_run(tmp_path: Path) -> None:
    broken = program(tmp_path, "Server web", "raise SystemExit(3)")
    other = program(tmp_path, "Penjadwal", STAYS, stage=2)

    code, said = supervise(tmp_path, [broken, other], until=lambda: False)

    assert code == 1
    assert any(sentence.startswith("Server web berhenti 5 kali dalam semenit") for sentence in said)
    assert other.died() == -signal.SIGTERM


def test_a_second_run_of_the_same_home_is_told_the_address_of_the_first(tmp_path: Path) -> None:
    with (
        only_run(tmp_path, "http://127.0.0.1:8000", print),
        pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:8000"),
        only_run(tmp_path, "http://127.0.0.1:8001", print),
    ):
        pass


def test_programs_of_a_killed_run_are_ended_and_strangers_left_alone(tmp_path: Path) -> None:
    left, stranger = program(tmp_path, "web", STAYS), program(tmp_path, "lain", "")
    stranger.command = ["sleep", "60"]
    left.start()
    stranger.start()
    assert left.process and stranger.process
    numbers = [left.process.pid, stranger.process.pid, 2**22 + 1]
    (tmp_path / "run.json").write_text(json.dumps({"url": "http://kantor", "programs": numbers}))
    said: list[str] = []

    with only_run(tmp_path, "http://kantor", said.append):
        assert left.process.wait() == -signal.SIGKILL
        assert stranger.died() is None

    assert said == ["Sisa jalan sebelumnya yang terputus (1 proses) dihentikan."]
    stranger.send(signal.SIGKILL)
    stranger.process.wait()
