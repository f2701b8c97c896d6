"""manage.py returned_names --period 2026-11 -o OUT.csv: removed names that stand on a list again."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import CommandParser

from dtks.office.management.base import OfficeCommand
from dtks.registry.models import Scheme
from verification.lists import services
from verification.lists.management.base import merged_list


class Command(OfficeCommand):
    help = "Nama yang sudah dikeluarkan tetapi ada lagi di daftar pusat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", required=True, help="bulan daftar, mis. 2026-11")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--scheme", choices=Scheme.values, default=Scheme.DTKS)
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        central = merged_list(options["period"], options["scheme"])
        services.open_returned_cases(central)
        cases = central.returned.select_related("row", "tombstone").order_by("row__member_id", "pk")
        with options["output"].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["dtks_id", "tombstone_dtks_id", "kind", "band", "confidence"])
            for case in cases:
                ids = [case.row.member_id, case.tombstone.dtks_id]
                writer.writerow([*ids, case.kind, case.band, f"{case.confidence:.4f}"])
        counts = Counter(case.kind for case in cases)
        result = {"returned": sum(counts.values()), **dict(sorted(counts.items()))}
        self.say(result, as_json=options["json"])
