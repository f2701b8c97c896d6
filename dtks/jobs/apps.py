"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class JobsConfig(AppConfig):
    name = "dtks.jobs"
    label = "jobs"
    verbose_name = "Pekerjaan"
    menu = [
        MenuEntry("administrator", "Pekerjaan", "jobs:list", count="dtks.jobs.queries.stuck_jobs"),
        MenuEntry(("operator", "kasi", "kabid"), "Pekerjaan", "jobs:list"),
        MenuEntry(("front_desk", "operator", "kasi"), "Kirim lewat HP", "jobs:hand_over"),
        MenuEntry(("operator", "kasi", "kabid", "administrator"), "Pesan keluar", "jobs:messages"),
    ]
