"""`manage.py reconcile`: hold all citizens against the newest extract, and write OUT.csv where it is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.jobs.management.base import JobCommand
from dtks.jobs.models import Job
from verification.reconciliation import queries
from verification.reconciliation.models import Run
from verification.reconciliation.services import AlreadyRunning, CannotStart, start_run


class Command(JobCommand):
    help = "Bandingkan semua warga dengan ekstrak Disdukcapil terbaru."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("-o", "--output", type=Path, help="hasil sebagai CSV: dtks_id,status,matched_nik,…")
        parser.add_argument("--changed", action="store_true", help="hanya yang tersentuh perubahan sejak yang terakhir")
        parser.add_argument("--rows", type=int, default=0, help="warga per potongan (0: menurut besar daftar)")

    def handle(self, *_: Any, **options: Any) -> None:
        run = self._started(options)
        if run.job is not None:
            self.see_through(run.job, inline=options["inline"])
            for job in Job.objects.filter(kind="assign_results", parameters__run=run.pk):
                self.see_through(job, inline=options["inline"])
        run.refresh_from_db()
        if options["output"]:
            self._write(run, options["output"])
        self.say(queries.summary(run), as_json=options["json"])
        if run.state == run.State.FAILED:
            raise CommandError(run.message)

    def _started(self, options: dict[str, Any]) -> Run:
        """Start a run; one that is under way (an extract starts one by itself) is seen through first."""
        inline = options["inline"]
        scope = Run.Scope.CHANGED if options["changed"] else Run.Scope.ALL
        while True:
            try:
                return start_run(actor=self.actor(options), rows_per_chunk=options["rows"], inline=inline, scope=scope)
            except AlreadyRunning as error:
                if error.run is None or error.run.job is None or error.run.job.state == Job.State.PAUSED:
                    raise CommandError(str(error)) from error
                self.see_through(error.run.job, inline=inline)
            except CannotStart as error:
                raise CommandError(str(error)) from error

    def _write(self, run: Run, path: Path) -> None:
        """The file holds NIKs: only its owner may read it."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            queries.write_csv(run=run, file=file)
