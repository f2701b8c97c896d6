"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry

OVERSEES = ("operator", "kasi", "kabid", "front_desk", "kelurahan", "facilitator", "supervisor")


class WorkbenchConfig(AppConfig):
    name = "verification.workbench"
    label = "workbench"
    verbose_name = "Meja operator"
    menu = [
        MenuEntry(
            "operator", "Antrean", "workbench:queue", count="verification.workbench.queries.menu_count",
            pages=("/perkara/",),
        ),
        MenuEntry("operator", "Paket serupa", "workbench:bundles", count="verification.workbench.queries.offers_count"),
        MenuEntry(("kasi", "kabid"), "Paket serupa", "workbench:bundles"),
        MenuEntry(
            ("kasi", "kabid"), "Antrean kedua", "workbench:queue", count="verification.workbench.queries.menu_count",
            pages=("/perkara/",),
        ),
        MenuEntry("kabid", "Rumus poin", "workbench:formula", group="Kantor"),
        MenuEntry(("kabid", "kasi"), "Pengeluaran", "workbench:removals", group="Kantor"),
        MenuEntry(OVERSEES, "Terancam", "workbench:losses", group="Data"),
        MenuEntry(OVERSEES, "Usia 17", "workbench:seventeen", group="Data"),
        MenuEntry(OVERSEES, "Mutu data", "workbench:health", group="Data"),
    ]  # fmt: skip
    parts = {
        "triage": "verification.workbench.queries.home_cases",
        "waiting": "verification.workbench.queries.menu_count",
        "urgent_month": "verification.workbench.queries.urgent.urgent_month",
        "urgent": "verification.workbench.queries.lane_of",
        "points": "verification.workbench.queries.points_of",
        "last_decision": "verification.workbench.views.last.last_of",
    }
