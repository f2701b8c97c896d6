"""`manage.py reconcile`: hold all citizens against the newest extract, and write OUT.csv where it is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.jobs.management.base import JobCommand
from dtks.jobs.models import Job
from verification.reconciliation import queries
from verification.reconciliation.services import CannotStart, start_run


class Command(JobCommand):
    help = "Bandingkan semua warga dengan ekstrak Disdukcapil terbaru."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("-o", "--output", type=Path, help="hasil sebagai CSV: dtks_id,status,matched_nik,…")
        parser.add_argument("--rows", type=int, default=0, help="warga per potongan (0: menurut besar daftar)")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            run = start_run(
                actor=self.actor(options),
                rows_per_chunk=options["rows"],
                inline=options["inline"],
            )
        except CannotStart as error:
            raise CommandError(str(error)) from error
        if run.job is not None:
            self.see_through(run.job, inline=options["inline"])
            for job in Job.objects.filter(kind="assign_results", parameters__run=run.pk):
                self.see_through(job, inline=options["inline"])
        run.refresh_from_db()
        if options["output"]:
            self._write(run.pk, options["output"])
        self.say(queries.summary(run), as_json=options["json"])
        if run.state == run.State.FAILED:
            raise CommandError(run.message)

    def _write(self, run_id: int, path: Path) -> None:
        """The file holds NIKs: only its owner may read it."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            queries.write_csv(run_id=run_id, file=file)
