"""manage.py grant_role NAME: the role that the application works with may add to history and nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from dtks.office.management.base import OfficeCommand
from dtks.registry.services import grant_role


class Command(OfficeCommand):
    help = "Buat atau perbarui peran basis data untuk web dan pekerja; sandinya dari PADAN_APP_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", metavar="NAMA")

    def handle(self, *args: Any, **options: Any) -> None:
        history = grant_role(name=options["name"], password=settings.APP_PASSWORD)
        self.stdout.write(
            f"{options['name']} bekerja di semua tabel; {len(history)} tabel riwayat hanya dapat ditambah."
        )
