"""What every command that works through a job shares: its arguments, its progress, its last line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.accounts.models import User
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import run_inline
from dtks.office.management.base import OfficeCommand


class JobCommand(OfficeCommand):
    """A command whose work is a job: by the workers, or with --inline in this process by the same code."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="actor", metavar="USERNAME", default="", help="siapa yang bertindak")
        super().add_arguments(parser)

    def actor(self, options: dict[str, Any]) -> User | None:
        """The person who acts, or None for "Sistem"."""
        if not options["actor"]:
            return None
        found = User.objects.filter(username=options["actor"], is_active=True).first()
        if found is None:
            raise CommandError(f"Tidak ada pengguna aktif bernama {options['actor']}.")
        return found

    def see_through(self, job: Job, *, inline: bool) -> Job:
        """Work the job here, or wait for the workers; shows progress on a terminal.

        Raises:
            CommandError: the job failed, was stopped, or a part of it is stuck.
        """
        shown = Progress(self.stderr.write if sys.stderr.isatty() else None)
        while job.is_live:
            if inline:
                run_inline(job=job, after_chunk=shown.show)
            if job.is_live:  # the workers have it, or somebody has paused it
                time.sleep(0.5)
            job.refresh_from_db()
            shown.show(job)
        job.refresh_from_db()
        if job.state in (Job.State.FAILED, Job.State.CANCELLED):
            raise CommandError(f"{job.title}: {job.get_state_display()}. {_last_line(job.error)}".strip())
        if stuck := job.chunks.filter(state=Chunk.State.STUCK).first():
            raise CommandError(f"{job.title}: bagian {stuck.no} macet. {_last_line(stuck.error)}")
        return job


class Progress:
    """A line that is written over, on a terminal only."""

    def __init__(self, write: Callable[..., Any] | None) -> None:
        self.write = write

    def show(self, job: Job) -> None:
        """Rows done of the total."""
        if self.write is not None:
            self.write(f"\r{job.title}: {job.done} dari {job.total or '?'}", ending="")
            if not job.is_live:
                self.write("")


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
