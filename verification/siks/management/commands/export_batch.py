"""manage.py export_batch --month 2026-10 -o FOLDER: seal what is ready and write the files."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.files.services import path_of
from dtks.jobs.management.base import JobCommand
from verification.monthly.models import Batch
from verification.monthly.services import MonthIsBusy
from verification.siks.services import NothingReady, start_export


class Command(JobCommand):
    help = "Segel perubahan yang siap untuk satu bulan dan tulis berkas SIKS-NG ke sebuah folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, help="bulan, mis. 2026-10")
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FOLDER")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        month = _month(options["month"])
        options["output"].mkdir(parents=True, exist_ok=True)
        try:
            batch, job = start_export(month=month, actor=self.actor(options), inline=options["inline"])
        except NothingReady:
            empty = {"ready": 0, "sealed": 0, "carried_over": 0, "files": 0}
            self.say(empty, as_json=options["json"])
            return
        except MonthIsBusy as error:
            raise CommandError("Kiriman bulan ini sedang diisi. Tunggu sampai selesai, atau hentikan.") from error
        job = self.see_through(job, inline=options["inline"])
        names = _copy_files(batch, options["output"])
        self.say({**job.result, "files": len(names), "names": names, "batch": batch.number}, as_json=options["json"])


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError as error:
        raise CommandError(f"Bulan {text} tidak terbaca. Tulis seperti 2026-10.") from error


def _copy_files(batch: Batch, folder: Path) -> list[str]:
    names = []
    for each in batch.files.select_related("stored"):
        shutil.copyfile(path_of(each.stored), folder / each.stored.name)
        names.append(each.stored.name)
    return names
