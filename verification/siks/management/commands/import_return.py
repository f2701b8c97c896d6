"""manage.py import_return FILE: an answer of the centre, written into the ledger row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.files.services import RefusedFile, store_table_from
from dtks.jobs.management.base import JobCommand
from verification.siks.models import ReturnFile
from verification.siks.services import take_in_return

COUNTS = ("read", "matched", "unknown", "repeated")


class Command(JobCommand):
    help = "Baca jawaban pusat dan catat di buku usulan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        actor = self.actor(options)
        try:
            stored = store_table_from(path=options["file"], actor=actor)
        except RefusedFile as refusal:
            raise CommandError(str(refusal)) from refusal
        found = take_in_return(stored=stored, actor=actor, inline=options["inline"])
        assert found.job is not None
        self.see_through(found.job, inline=options["inline"])
        found = ReturnFile.objects.get(pk=found.pk)
        if found.state != ReturnFile.State.DONE:
            raise CommandError(found.problem or f"Berkas {found.get_state_display()}.")
        self.say({name: getattr(found, name) for name in COUNTS}, as_json=options["json"])
