"""`manage.py demo_users`: the accounts of the trial."""

from __future__ import annotations

from typing import Any

from dtks.office.management.base import OfficeCommand
from dtks.overview.services import demo_accounts


class Command(OfficeCommand):
    help = "Sebut akun contoh: peran, nama pengguna, wilayah, kata sandi."

    def handle(self, *_: Any, **options: Any) -> None:
        accounts = demo_accounts()
        if options["json"]:
            self.say({"users": accounts}, as_json=True)
            return
        for account in accounts:
            self.stdout.write("  ".join(str(account[key]) for key in ("role", "username", "password", "area")))
        if not accounts:
            self.stdout.write("Belum ada akun contoh. Jalankan: manage.py demo")
