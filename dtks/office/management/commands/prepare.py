"""manage.py prepare: migrate and load the reference tables. Safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from dtks.office.management.base import OfficeCommand


class Command(OfficeCommand):
    help = "Siapkan basis data: migrasi dan tabel rujukan. Aman diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        loaded: dict[str, int] = {}
        for path in settings.REFERENCE_LOADERS:
            name = path.rsplit(".", 1)[1].removeprefix("load_")
            loaded[name] = import_string(path)()
            if not options["json"]:
                self.stdout.write(f"{name}: {loaded[name]}")
        if options["json"]:
            self.say(loaded, as_json=True)
