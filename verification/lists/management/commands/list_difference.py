"""manage.py list_difference OLD_PERIOD NEW_PERIOD -o OUT.csv: what changed between two lists of the centre."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.office.management.base import OfficeCommand
from dtks.registry.models import Scheme
from verification.lists import services
from verification.lists.management.base import merged_list


class Command(OfficeCommand):
    help = "Beda dua daftar pusat: masuk, keluar, berubah, kembali, sama."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", metavar="OLD_PERIOD", help="bulan daftar lama, mis. 2026-09")
        parser.add_argument("new", metavar="NEW_PERIOD", help="bulan daftar baru, mis. 2026-10")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--scheme", choices=Scheme.values, default=Scheme.DTKS)
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        old, new = (merged_list(options[name], options["scheme"]) for name in ("old", "new"))
        if old == new:
            raise CommandError("Kedua bulan sama. Pilih dua daftar yang berbeda.")
        services.open_returned_cases(new)
        difference = services.compare_lists(old=old, new=new)
        with options["output"].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["dtks_id", "class", "fields"])
            writer.writerows(services.lines_of(difference))
        names = ("entered", "left", "changed", "returned", "unchanged")
        counts = {name: difference.counts.get(name, 0) for name in names}
        self.say(counts, as_json=options["json"])
