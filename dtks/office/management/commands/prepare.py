"""manage.py prepare: migrate and load the reference tables. Safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Siapkan basis data: migrasi dan tabel rujukan. Aman diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        for path in settings.REFERENCE_LOADERS:
            count = import_string(path)()
            self.stdout.write(f"{path.rsplit('.', 1)[1].removeprefix('load_')}: {count}")
