"""manage.py verify_batches: exit 1 and name the first row that is not as sealed."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from verification.siks.services import prove_batches


class Command(BaseCommand):
    help = "Periksa semua kiriman yang tersegel: sidik tiap baris, sidik kiriman, isi tiap sel berkas."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = 0
        for proof in prove_batches():
            if proof.fault:
                raise CommandError(f"{proof.batch.number}: {proof.fault}")
            self.stdout.write(f"{proof.batch.number}: {proof.batch.row_count} baris seperti disegel")
            rows += proof.batch.row_count
        self.stdout.write(f"Semua kiriman seperti disegel, {rows} baris.")
