"""manage.py verify_audit: exit 1 and name the first row of history that is not as written."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError

from dtks.office.management.base import OfficeCommand
from dtks.registry.services import verify_audit


class Command(OfficeCommand):
    help = "Periksa riwayat dan putusan: sidik tiap baris, rantai di atasnya, dan nilai sekarang terhadap riwayatnya."

    def handle(self, *args: Any, **options: Any) -> None:
        proof = verify_audit()
        if options["json"]:
            self.say({"fault": proof.fault, "entries": proof.entries, "head": proof.head}, as_json=True)
        if proof.fault:
            raise CommandError(proof.fault)
        if not options["json"]:
            self.stdout.write(f"Semua seperti ditulis: {proof.entries} baris, rantai sampai {proof.head}.")
