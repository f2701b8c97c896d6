"""`manage.py demo_users`: the accounts of the trial."""

from __future__ import annotations

import json as jsons
from typing import Any

from django.core.management import BaseCommand, CommandParser

from dtks.overview.services import demo_accounts


class Command(BaseCommand):
    help = "Sebut akun contoh: peran, nama pengguna, wilayah, kata sandi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="baris terakhir satu objek JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        accounts = demo_accounts()
        if options["json"]:
            self.stdout.write(jsons.dumps({"users": accounts}, ensure_ascii=False))
            return
        for account in accounts:
            self.stdout.write("  ".join(str(account[key]) for key in ("role", "username", "password", "area")))
        if not accounts:
            self.stdout.write("Belum ada akun contoh. Jalankan: manage.py demo")
