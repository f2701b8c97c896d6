"""`manage.py keep_beginning`: what "Ulang dari awal" brings back. Part of `make practice`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError

from dtks.office.management.base import OfficeCommand
from dtks.training.services import keep_beginning


class Command(OfficeCommand):
    help = "Simpan keadaan awal ruang latihan, yang dikembalikan oleh Ulang dari awal. Aman diulang."

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.PRACTICE:
            raise CommandError("Ini bukan ruang latihan. Jalankan dengan make practice.")
        self.say({"tables": keep_beginning()}, as_json=options["json"])
