"""manage.py backup -o FOLDER: the database and all stored files in one sealed file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from dtks.overview.services.backup import BackupError, write_backup


class Command(BaseCommand):
    help = "Cadangkan basis data dan semua berkas menjadi satu berkas bersandi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", type=Path, default=None, metavar="FOLDER", help="PADAN_HOME/backup")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="hapus yang lebih lama dari N terakhir")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["output"] or Path(settings.PADAN_HOME) / "backup"
        try:
            made = write_backup(folder=folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["keep"]:
            for old in sorted(folder.glob("padan_*.cadangan"))[: -options["keep"]]:
                old.unlink()
        self.stdout.write(f"{made} ({made.stat().st_size / 2**20:.1f} MB)")
