"""manage.py import_extract FILE --taken-on 2026-10-05 [--merge]: an extract of Disdukcapil."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management import CommandError, CommandParser
from django.utils import timezone

from dtks.files.management.base import TableCommand
from dtks.files.models import StagedFile


class Command(TableCommand):
    help = "Baca ekstrak Disdukcapil dan, dengan --merge, gabungkan. Warga tidak pernah berubah karenanya."
    purpose = StagedFile.Purpose.EXTRACT

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--taken-on", required=True, help="tanggal ekstrak diambil, mis. 2026-10-05")
        parser.add_argument("--merge", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken_on = date.fromisoformat(options["taken_on"])
        except ValueError as error:
            raise CommandError(f"Tanggal {options['taken_on']} tidak terbaca. Tulis seperti 2026-10-05.") from error
        if taken_on > timezone.localdate():
            raise CommandError("Tanggal ekstrak ada di masa depan. Tulis tanggal ketika berkas diambil.")
        staged = self.bring_in(options, parameters={"taken_on": taken_on.isoformat()}, merge=options["merge"])
        self.say_counts(staged, options)
