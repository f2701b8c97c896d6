"""What every command people type shares: `--json` for its last line, `--inline` where a person may always say it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

NO_TABLE = "42P01"


class OfficeCommand(BaseCommand):
    """A command that works in this process; --inline says so and changes nothing."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inline", action="store_true", help="kerjakan di proses ini, tanpa pekerja")
        parser.add_argument("--json", action="store_true", help="baris terakhir satu objek JSON")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; what a person can mend himself is said in a sentence."""
        try:
            return super().execute(*args, **options)
        except ProgrammingError as error:
            if getattr(error.__cause__, "pgcode", "") != NO_TABLE:
                raise
            raise CommandError("Basis data belum disiapkan. Jalankan dahulu: manage.py prepare") from error
        except OSError as error:
            if not error.filename:
                raise
            raise CommandError(f"{error.filename} tidak dapat dibaca atau ditulis: {error.strerror}.") from error

    def say(self, result: dict[str, Any], *, as_json: bool) -> None:
        """The last line: the result as JSON, or as words."""
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(", ".join(f"{key} {value}" for key, value in result.items()))
