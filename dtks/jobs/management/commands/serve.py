"""`make run`: the whole of Padan on one machine, until Ctrl-C."""

import argparse
import contextlib
import errno
import hashlib
import http.client
import io
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from dtks import embedded
from dtks.embedded.supervisor import AlreadyRunning, Program, Supervisor, only_run

WEB, BEAT, WORKERS = 1, 2, 3
PORT_SECONDS = 3  # the children of a killed run let go of their port a moment after it
QUEUES = {"interactive": 1, "jobs": 2, "outside": 1}  # queue: processes
STEPS_BACK = {"jobs": ["nice", "-n", "10"]}  # long work gets the processor after pages and receipts
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


class Command(BaseCommand):
    """Prepare, start web, workers, beat and the embedded servers, and keep them running."""

    help = "Jalankan Padan: server data, web, worker ketiga antrean, dan penjadwal; Ctrl-C menghentikan semuanya."
    requires_system_checks = ()  # they load every page; `make_ready` does it, when it is known that this run may start

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The address; PORT and PADAN_BIND of the environment are the defaults."""
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--bind", default=os.environ.get("PADAN_BIND", "127.0.0.1"))

    def handle(self, *_: object, **options: Any) -> None:
        """Run until a signal; the exit code tells whether it ended as wished."""
        home: Path = settings.PADAN_HOME
        home.mkdir(parents=True, exist_ok=True)
        host, port = options["bind"], port_number(options["port"])
        url = f"http://{host}:{port}"
        os.environ.setdefault("PADAN_PUBLIC_ADDRESS", url)  # what the web server prints on receipts
        try:
            with only_run(home, url, self.say) as record:
                require_free(host, port)
                with stopped_on_failure(home):
                    self.make_ready(home)
                supervisor = Supervisor(
                    home=home,
                    programs=programs(home, host, port),
                    say=self.say,
                    owns_servers=embedded.addresses(home).database_url == settings.DATABASE_URL,
                    when_ready=lambda: self.announce(home, url),
                    is_ready=lambda: answers(host, port),
                    record=record,
                )
                code = supervisor.run()
        except AlreadyRunning as other:
            sys.exit(f"Padan sudah berjalan di {other}; hentikan dulu dengan Ctrl-C di terminalnya.")
        except KeyboardInterrupt:
            self.say("Dihentikan sebelum siap.")
            code = 0
        sys.exit(code)

    def say(self, sentence: str) -> None:
        """One line for the person at the terminal, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()

    def make_ready(self, home: Path) -> None:
        """What a new or older installation lacks: tables, reference data, static files, invented people."""
        self.say(embedded.describe(home))
        self.check()
        self.say("Menyiapkan tabel dan data acuan …")
        call_command("prepare", stdout=io.StringIO())
        if collect_static():
            self.say("Berkas tampilan dikumpulkan.")
        if settings.DEMO and "demo" in get_commands() and not apps.get_model("registry", "Citizen").objects.exists():
            self.say("Membuat orang rekaan dan akun contoh (sekali saja) …")
            call_command("demo", stdout=self.stdout)
        connections.close_all()
        self.say("Menjalankan web, worker dan penjadwal …")

    def announce(self, home: Path, url: str) -> None:
        """The address and the accounts, when the first page answers."""
        if settings.DEMO and "demo_users" in get_commands():
            self.say("\n" + accounts())
        self.say(f"\nPadan siap di {url}  (catatan di {home / 'log'}; Ctrl-C menghentikan)")


@contextlib.contextmanager
def stopped_on_failure(home: Path) -> Iterator[None]:
    """Leave no servers behind where the preparation is broken off; say it plainly where the database is the reason."""
    try:
        yield
    except OperationalError as error:
        embedded.stop(home)
        sys.exit(f"Basis data tidak menjawab seperti seharusnya: {str(error).splitlines()[0]}")
    except BaseException:
        embedded.stop(home)
        raise


def port_number(text: str) -> int:
    """The port as a number, or a sentence."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} bukan nomor porta (1 sampai 65535).")
    return int(text)


def require_free(host: str, port: int) -> None:
    """Look whether the port can be had, before anything is started."""
    deadline = time.monotonic() + PORT_SECONDS
    while (refusal := port_refusal(host, port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.1)
    reasons = {
        errno.EADDRINUSE: f"Porta {port} sedang dipakai program lain",
        errno.EACCES: f"Porta {port} hanya boleh dipakai root",
    }
    if refusal:
        reason = reasons.get(refusal, f"Alamat {host}:{port} tidak dapat dipakai ({os.strerror(refusal)})")
        sys.exit(f"{reason}; pilih yang lain, misalnya make run PORT={port % 60000 + 1001}.")


def port_refusal(host: str, port: int) -> int:
    """Why the port cannot be had, as an errno; 0 where it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0


def answers(host: str, port: int) -> bool:
    """Whether the web server answers anything at all."""
    line = http.client.HTTPConnection(host, port, timeout=5)
    try:
        line.request("HEAD", "/masuk")
        line.getresponse()
    except OSError:
        return False
    finally:
        line.close()
    return True


def programs(home: Path, host: str, port: int) -> list[Program]:
    """What runs beside the servers; stopped in the order web, beat, workers."""
    log = home / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    python, celery = [sys.executable, "-m"], [sys.executable, "-m", "celery", "-A", "dtks"]
    web = shlex.split(
        "gunicorn dtks.wsgi --worker-class gthread --workers 2 --threads 4 --timeout 60 --no-control-socket"
    )
    return [
        Program("Server web", [*python, *web, "--bind", f"{host}:{port}"], log / "web.log", WEB),
        Program("Penjadwal", [*celery, "beat", "--pidfile", "", "--loglevel", "INFO"], log / "beat.log", BEAT),
        *(_worker(queue, processes, celery, log) for queue, processes in QUEUES.items()),
    ]


def _worker(queue: str, processes: int, celery: list[str], log: Path) -> Program:
    """The workers of one queue."""
    options = f"worker -Q {queue} -n {queue}@%h --concurrency {processes} --prefetch-multiplier 1 -O fair"
    quiet = "--without-gossip --without-mingle --loglevel INFO"
    line = [*STEPS_BACK.get(queue, []), *celery, *shlex.split(f"{options} {quiet}")]
    return Program(f"Worker antrean {queue}", line, log / f"worker-{queue}.log", WORKERS, ONE_THREAD)


def collect_static() -> bool:
    """Collect the static files where they changed since the last time; true where it was done."""
    root = Path(settings.STATIC_ROOT)
    state = static_state()
    stamp = root / "collected"
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)
    return True


def static_state() -> str:
    """Changes when a file of ours or a pinned package does."""
    sources = [settings.BASE_DIR / "requirements.txt", *sorted((settings.BASE_DIR / "static").rglob("*"))]
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for path in filter(Path.is_file, sources):
        digest.update(f"{path.relative_to(settings.BASE_DIR)}".encode() + path.read_bytes())
    return digest.hexdigest()


def accounts() -> str:
    """The demo accounts as a table for the terminal."""
    out = io.StringIO()
    call_command("demo_users", json=True, stdout=out)
    known = json.loads(out.getvalue().strip().splitlines()[-1])
    rows: list[dict[str, Any]] = known if isinstance(known, list) else known["users"]
    columns = [column for column in ("role", "username", "password", "area") if any(row.get(column) for row in rows)]
    widths = [max(len(str(row.get(column) or "")) for row in rows) for column in columns]
    lines = ("  ".join(str(row.get(c) or "").ljust(w) for c, w in zip(columns, widths, strict=True)) for row in rows)
    return "Akun contoh:\n" + "\n".join(f"  {line.rstrip()}" for line in lines)
