"""manage.py restore FILE: a backup into an empty office, proved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from dtks.overview.services.backup import BackupError, restore_backup


class Command(BaseCommand):
    help = "Pulihkan cadangan ke kantor kosong, lalu buktikan jumlah baris, riwayat, dan kiriman."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(file=options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        counts = manifest["counts"]
        self.stdout.write(
            f"Dipulihkan: {counts['registry_citizen']} warga, {counts['corrections_changerequest']} usulan, "
            f"{counts['desk_ticket']} tiket, {counts['monthly_batch']} kiriman; riwayat dan kiriman terbukti."
        )
