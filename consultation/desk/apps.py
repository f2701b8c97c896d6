"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class DeskConfig(AppConfig):
    name = "consultation.desk"
    label = "desk"
    verbose_name = "Meja konsultasi"
    parts = {"papers_asked": "consultation.desk.queries.missing.papers_asked"}
    menu = [
        MenuEntry("front_desk", "Antrean loket", "desk:hall"),
        MenuEntry("front_desk", "Terima warga", "desk:intake"),
        MenuEntry(
            ("front_desk", "operator", "kasi"), "Tiket", "desk:list", count="consultation.desk.queries.own_count"
        ),
        MenuEntry(("kabid", "kelurahan"), "Tiket", "desk:list"),
        MenuEntry(("front_desk", "operator", "kasi", "kabid", "kelurahan"), "Surat", "desk:letters"),
        MenuEntry(("front_desk", "operator", "kasi", "kabid", "kelurahan"), "Pengetahuan", "desk:articles"),
        MenuEntry(("front_desk", "operator", "kasi", "kabid", "kelurahan"), "Panggilan RT", "desk:rounds"),
        MenuEntry("front_desk", "Lembar harian", "desk:sheet"),
        MenuEntry(("kasi", "kabid", "auditor"), "Mutu layanan", "desk:quality"),
        MenuEntry(("kabid", "administrator"), "Jawaban siap", "desk:canned"),
    ]
