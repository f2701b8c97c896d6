"""manage.py import_list FILE --period 2026-10 [--scheme dtks] [--merge]: a list of the centre."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.files.management.base import TableCommand
from dtks.files.models import StagedFile
from dtks.registry.models import Scheme


class Command(TableCommand):
    help = "Baca daftar pusat dan, dengan --merge, gabungkan ke register."
    purpose = StagedFile.Purpose.LIST

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--period", required=True, help="bulan daftar, mis. 2026-10")
        parser.add_argument("--scheme", choices=Scheme.values, default=Scheme.DTKS)
        parser.add_argument("--merge", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            period = datetime.strptime(options["period"], "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
        except ValueError as error:
            raise CommandError(f"Bulan {options['period']} tidak terbaca. Tulis seperti 2026-10.") from error
        parameters = {"scheme": str(options["scheme"]), "period": period.isoformat()}
        staged = self.bring_in(options, parameters=parameters, merge=options["merge"])
        self.say_counts(staged, options)
