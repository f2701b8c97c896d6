"""manage.py import_removals FILE: removals that the office decided before this system."""

from __future__ import annotations

from typing import Any

from dtks.files.management.base import TableCommand
from dtks.files.models import StagedFile


class Command(TableCommand):
    help = "Baca penghapusan lama dan simpan sebagai nisan, supaya nama yang kembali dikenali."
    purpose = StagedFile.Purpose.REMOVALS

    def handle(self, *args: Any, **options: Any) -> None:
        self.say_counts(self.bring_in(options, parameters={}, merge=True), options)
