"""manage.py list_difference OLD_PERIOD NEW_PERIOD -o OUT.csv: what changed between two lists of the centre."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from dtks.registry.models import Scheme
from verification.lists import services
from verification.lists.management.base import merged_list


class Command(BaseCommand):
    help = "Beda dua daftar pusat: masuk, keluar, berubah, kembali, sama."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", metavar="OLD_PERIOD", help="bulan daftar lama, mis. 2026-09")
        parser.add_argument("new", metavar="NEW_PERIOD", help="bulan daftar baru, mis. 2026-10")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--scheme", choices=Scheme.values, default=Scheme.DTKS)
        parser.add_argument("--json", action="store_true", help="baris terakhir satu objek JSON")

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
        words = ", ".join(f"{name} {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else words)
