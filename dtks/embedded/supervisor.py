"""Runs the programs of one installation together: starts, watches, starts again, and stops them in order."""

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from dtks import embedded
from dtks.embedded.programs import program_of

LOOK_SECONDS = 1.0
STOP_SECONDS = 25  # longer than a chunk of work takes; what is killed later is claimed again
MANY_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60


class AlreadyRunning(Exception):
    """Another run holds this home; the text is its address."""


@dataclass
class Program:
    """One program to keep alive.

    Args:
        name: as a person calls it, `server web`.
        stage: programs of a lower stage are stopped first, those of one stage together.
    """

    name: str
    command: list[str]
    log: Path
    stage: int
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C at the terminal reaches the supervisor alone."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def died(self) -> int | None:
        """The exit code of a program that was started and is gone."""
        return self.process.poll() if self.process else None

    def dies_too_often(self, now: float) -> bool:
        """Note one more death; true where it has become hopeless."""
        self.deaths = [*(at for at in self.deaths if now - at < DEATHS_WITHIN_SECONDS), now]
        return len(self.deaths) >= MANY_DEATHS

    def send(self, number: signal.Signals) -> None:
        """Signal the program; a kill reaches its children too."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(self.process.pid, number)
                else:
                    self.process.send_signal(number)


@dataclass
class Supervisor:
    """Keeps programs, and the embedded servers of the home where it owns them, running until told to stop."""

    home: Path
    programs: list[Program]
    say: Callable[[str], None]
    owns_servers: bool
    when_ready: Callable[[], None]
    is_ready: Callable[[], bool]
    record: IO[str]

    def run(self) -> int:
        """Start all, wait for a signal, stop all. Returns the exit code."""
        with _signals() as arrived:
            try:
                code = self._watch(arrived)
            finally:
                self._stop(arrived)
        return code

    def _watch(self, arrived: Callable[[float], bool]) -> int:
        announced = False
        for program in self.programs:
            program.start()
        self._write_down()
        while not arrived(LOOK_SECONDS):
            if not (self._servers_answer() and self._programs_live()):
                return 1
            if not announced and self.is_ready():
                self.when_ready()
                announced = True
        return 0

    def _servers_answer(self) -> bool:
        """Start a server again that was killed; false where it cannot be."""
        if not self.owns_servers:
            return True
        answers = dict(zip(("PostgreSQL", "Redis"), embedded.answering(self.home), strict=True))
        for name in (name for name, answer in answers.items() if not answer):
            self.say(f"{name} berhenti tanpa diminta; dijalankan lagi.")
        try:
            if not all(answers.values()):
                embedded.start(self.home)
                self.say("Server data berjalan kembali; tidak ada yang hilang dari yang sudah tersimpan.")
        except embedded.EmbeddedError as error:
            self.say(str(error))
            return False
        return True

    def _programs_live(self) -> bool:
        """Start a program again that died; false where it dies again and again."""
        for program in self.programs:
            code = program.died()
            if code is None:
                continue
            if program.dies_too_often(time.monotonic()):
                self.say(f"{program.name} berhenti {MANY_DEATHS} kali dalam semenit; sebabnya di {program.log}.")
                return False
            program.start()
            self._write_down()  # before a word is said: who kills us now leaves nothing unknown behind
            self.say(f"{program.name} berhenti sendiri (kode {code}); dijalankan lagi. Catatan: {program.log}")
        return True

    def _stop(self, arrived: Callable[[float], bool]) -> None:
        """Web first, so that nobody asks any more; the servers last, so that all can finish."""
        self.say("Menghentikan Padan …")
        for stage in sorted({program.stage for program in self.programs}):
            together = [program for program in self.programs if program.stage == stage]
            for program in together:
                program.send(signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while any(program.died() is None for program in together if program.process):
                if arrived(0.1) or time.monotonic() > deadline:
                    break
            for program in together:
                program.send(signal.SIGKILL)
        if self.owns_servers:
            with contextlib.suppress(embedded.EmbeddedError):
                embedded.stop(self.home)
        self.say("Padan berhenti. Datanya tetap ada untuk lain kali.")

    def _write_down(self) -> None:
        """Keep the numbers of what runs, for a run that has to clear up after us."""
        write_record(self.record, [program.process.pid for program in self.programs if program.process])


@contextlib.contextmanager
def only_run(home: Path, url: str, say: Callable[[str], None]) -> Iterator[IO[str]]:
    """Hold this home for one run, and end what a killed run has left behind.

    Raises:
        AlreadyRunning: another one is on.
    """
    with (home / "run.json").open("a+") as record:
        record.seek(0)
        text = record.read()
        known: dict[str, Any] = json.loads(text) if text else {}
        if not _hold(record):
            raise AlreadyRunning(known.get("url", ""))
        _end_left_over(known.get("programs", []), say)
        record.truncate(0)
        record.write(json.dumps({"url": url}))
        record.flush()
        yield record
        record.truncate(0)


def write_record(record: IO[str], programs: list[int]) -> None:
    """Write the numbers of the running programs beside the address."""
    record.seek(0)
    known = json.load(record)
    record.truncate(0)
    record.write(json.dumps({**known, "programs": programs}))
    record.flush()


def _hold(record: IO[str]) -> bool:
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_left_over(programs: list[int], say: Callable[[str], None]) -> None:
    """End programs of a run that was killed; a number that by now is another program's is left alone."""
    ours = [pid for pid in programs if program_of(pid).startswith(f"{sys.executable}\0")]
    for pid in ours:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    deadline = time.monotonic() + STOP_SECONDS
    while any(program_of(pid) for pid in ours) and time.monotonic() < deadline:
        time.sleep(0.05)
    if ours:
        say(f"Sisa jalan sebelumnya yang terputus ({len(ours)} proses) dihentikan.")


@contextlib.contextmanager
def _signals() -> Iterator[Callable[[float], bool]]:
    """Gives a wait: true as soon as a person or the system asks to stop, false after so many seconds."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: None) for number in wanted}
    waking = signal.set_wakeup_fd(writer)

    def arrived(seconds: float) -> bool:
        if not select.select([reader], [], [], seconds)[0]:
            return False
        return any(number in wanted for number in os.read(reader, 1024))

    try:
        yield arrived
    finally:
        signal.set_wakeup_fd(waking)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
