"""manage.py add_administrator USERNAME --name NAME --letter NUMBER: the first account of a new office."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from django.utils import timezone

from dtks.accounts.models import Role
from dtks.accounts.services import create_user, give_mandate


class Command(BaseCommand):
    help = "Buat akun administrator pertama; sandi sekali pakai dicetak di sini dan tidak disimpan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="nama lengkap")
        parser.add_argument("--letter", required=True, help="nomor surat penugasan")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                user, password = create_user(username=options["username"], full_name=options["name"])
                give_mandate(
                    user=user, role=Role.ADMINISTRATOR, region=None, starts_on=timezone.localdate(),
                    basis=options["letter"],
                )  # fmt: skip
        except IntegrityError as error:
            raise CommandError(f"Nama pengguna {options['username']} sudah ada.") from error
        self.stdout.write(f"Akun {user.username} dibuat. Sandi sekali pakai: {password}")
