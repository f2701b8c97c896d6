"""What the commands that bring in a table share: store, stage, merge if asked, and say the five counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from dtks.files.models import StagedFile
from dtks.files.services import NotReady, RefusedFile, counts_of, merge_file, stage_file, store_table_from
from dtks.jobs.management.base import JobCommand


class TableCommand(JobCommand):
    """A command with one file; without --merge it only stages."""

    purpose: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        super().add_arguments(parser)

    def bring_in(self, options: dict[str, Any], *, parameters: dict[str, Any], merge: bool) -> StagedFile:
        """Stage the file, and merge it.

        Raises:
            CommandError: the file is refused, or its columns are not known; the sentence says what to do.
        """
        actor, inline = self.actor(options), options["inline"]
        try:
            stored = store_table_from(path=options["file"], actor=actor)
            staged = stage_file(stored=stored, purpose=self.purpose, parameters=parameters, actor=actor, inline=inline)
            staged = self._through(staged, inline=inline)
            if staged.state != StagedFile.State.STAGED:
                raise CommandError(staged.problem or f"Berkas {staged.get_state_display()}.")
            if merge:
                staged = self._through(merge_file(staged=staged, actor=actor, inline=inline), inline=inline)
        except (RefusedFile, NotReady) as refusal:
            raise CommandError(str(refusal)) from refusal
        return staged

    def _through(self, staged: StagedFile, *, inline: bool) -> StagedFile:
        assert staged.job is not None
        self.see_through(staged.job, inline=inline)
        return StagedFile.objects.get(pk=staged.pk)

    def say_counts(self, staged: StagedFile, options: dict[str, Any], **more: Any) -> None:
        """The last line: read, created, updated, unchanged, refused."""
        self.say({**counts_of(staged), **more}, as_json=options["json"])
