"""`manage.py demo`: a trial office with invented people. Once only: a second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser

from dtks.office.management.base import OfficeCommand
from dtks.overview.services import make_accounts, make_trial
from dtks.overview.services.tickets import top_up_tickets


class Command(OfficeCommand):
    help = "Isi data contoh: orang rekaan dan satu akun tiap peran. Aman diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "city"], default="small", help="±600 orang, atau seukuran kota")
        parser.add_argument("--tickets", type=int, default=0, metavar="N", help="tambah tiket contoh sampai N")
        parser.add_argument("--password", default="", metavar="KATA", help="satu kata sandi untuk semua akun")
        super().add_arguments(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Data contoh tidak dibuat di kantor sungguhan (PADAN_PRODUCTION).")
        result = {"accounts": make_accounts(password=options["password"])}
        result |= make_trial(size=options["size"], say=self.tell).counts
        if options["tickets"]:
            result["tickets"] = result.get("tickets", 0) + top_up_tickets(number=options["tickets"], say=self.tell)
        self.say(result, as_json=options["json"])

    def tell(self, sentence: str) -> None:
        """A line a step, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()
