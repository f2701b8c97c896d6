"""manage.py fake_dukcapil: a Disdukcapil of our own for practice and tests, as a real HTTP server.

It answers from the extract in the database and can be slow, down, wrong or over its quota (`--mode`).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import connections
from rapidfuzz import fuzz

from verification.sources.models import CivilPerson

Find = Callable[[str], "dict[str, str] | None"]
_CODES = {
    "MENINGGAL": ("11", "Data telah meninggal"),
    "GANDA": ("12", "Data ganda"),
    "NONAKTIF": ("14", "Data tidak aktif"),
}
_TEXTS = ("NAMA_LGKP", "TMPT_LHR", "ALAMAT")
MODES = ("well", "slow", "down", "html", "broken", "empty", "unknown", "quota", "refused")


class FakeDukcapil(ThreadingHTTPServer):
    """Listens at once; `mode` may be changed while it runs. `asked` counts the questions."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, find: Find, *, port: int = 0, mode: str = "well", pause: float = 60.0) -> None:
        super().__init__(("127.0.0.1", port), _Desk)
        self.find = find
        self.mode = mode
        self.pause = pause  # seconds that a slow one takes
        self.asked = 0
        self.awake = threading.Event()

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self.server_address[1]}/dukcapil/get_json"

    def stop(self) -> None:
        """Let go of those who wait, then close."""
        self.awake.set()
        self.shutdown()
        self.server_close()


class _Desk(BaseHTTPRequestHandler):
    server: FakeDukcapil

    def do_POST(self) -> None:
        self.server.asked += 1
        question = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        mode = self.server.mode
        if mode == "slow":
            self.server.awake.wait(self.server.pause)
        status, kind, body = _disturbed(mode) or (200, "application/json", _answer(question, self.server.find))
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())
        except OSError:
            return  # the one who asked did not wait

    def log_message(self, format: str, *args: Any) -> None:
        """No line: a question holds a NIK."""


def _disturbed(mode: str) -> tuple[int, str, str] | None:
    return {
        "down": (503, "text/plain", "Service Unavailable"),
        "html": (200, "text/html", "<html><body>Sesi Anda habis</body></html>"),
        "broken": (200, "application/json", '{"content":[{"NIK":"Ses'),
        "empty": (200, "application/json", '{"content":[]}'),
        "unknown": (200, "application/json", '{"content":[{"NIK":"Sesuai","NAMA_LGKP":"Hampir sama"}]}'),
        "quota": (200, "application/json", _said("05", "Kuota Akses Hari ini telah Habis")),
        "refused": (403, "application/json", '{"message":"IP tidak terdaftar"}'),
    }.get(mode)


def _said(code: str, text: str) -> str:
    return json.dumps({"content": [{"RESPONSE_CODE": code, "RESPON": text}], "quotaLimiter": 0})


def _answer(question: dict[str, str], find: Find) -> str:
    nik = str(question.get("NIK", ""))
    if len(nik) != 16 or not nik.isdigit():
        return _said("15", "Format NIK salah")
    person = find(nik)
    if person is None:
        return _said("13", "Data tidak ditemukan")
    if code := _CODES.get(person.get("FLAG_STATUS", "")):
        return _said(*code)
    row = {"NIK": "Sesuai"}
    for name, asked in question.items():
        if name in person and name != "NIK":
            row[name] = _verdict(name, str(asked), person[name], int(question.get("TRESHOLD") or 100))
    return json.dumps({"content": [row], "quotaLimiter": 56616})


def _verdict(name: str, asked: str, kept: str, threshold: int) -> str:
    if name not in _TEXTS:
        return "Sesuai" if asked.upper() == kept.upper() else "Tidak Sesuai"
    alike = round(fuzz.ratio(asked.upper(), kept.upper()))
    return f"{'Sesuai' if alike >= threshold else 'Tidak Sesuai'} ({alike})"


def person_of_extract(nik: str) -> dict[str, str] | None:
    """A person of the extract in the service's own words."""
    person = CivilPerson.objects.select_related("kelurahan").filter(nik=nik).first()
    connections.close_all()
    if person is None:
        return None
    return {
        "NIK": person.nik,
        "NAMA_LGKP": person.name,
        "TMPT_LHR": person.birth_place,
        "TGL_LHR": f"{person.birth_date:%d-%m-%Y}" if person.birth_date else "",
        "JENIS_KLMIN": {"L": "Laki-Laki", "P": "Perempuan"}.get(person.sex, ""),
        "ALAMAT": person.address,
        "KEL_NAME": person.kelurahan.name if person.kelurahan else "",
        "FLAG_STATUS": person.flag,
    }


class Command(BaseCommand):
    help = "Disdukcapil tiruan untuk latihan: menjawab dari ekstrak; dapat lambat, mati, salah, atau habis kuota."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8090)
        parser.add_argument("--mode", choices=MODES, default="well", help="keadaan yang ditirukan")
        parser.add_argument("--pause", type=float, default=60.0, help="detik yang dihabiskan mode slow")

    def handle(self, *args: Any, **options: Any) -> None:
        server = FakeDukcapil(person_of_extract, port=options["port"], mode=options["mode"], pause=options["pause"])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.stdout.write(f"Disdukcapil tiruan di {server.url} ({options['mode']}); Ctrl-C menghentikan.")
        self.stdout.write(f"Jalankan Padan dengan PADAN_DUKCAPIL_URL={server.url}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            server.stop()
            self.stdout.write("Berhenti.")
