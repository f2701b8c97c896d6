"""A trial office: the month walks its whole way with invented people, through the same acts as a real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.utils import timezone

from dtks.jobs.services import emit, handle_event
from dtks.office.models import Signatory
from dtks.office.queries import HEAD_OF_OFFICE, KABID, KASI
from dtks.office.services import name_signatory
from dtks.overview.services import bulk, course
from dtks.overview.services.lines import invent
from dtks.overview.services.sheets import write_extract, write_list
from dtks.registry.models import Citizen

SIZES = {"small": (600, 1500), "city": (120_000, 150_000)}  # people of the list, of the register
Say = Callable[[str], None]


@dataclass
class Trial:
    """What was made."""

    counts: dict[str, int] = field(default_factory=dict)


def make_trial(*, size: str, say: Say) -> Trial:
    """People, an extract, a reconciliation, proposals, decisions, a sealed batch. Does nothing where people are.

    Args:
        size: "small" goes through files and imports as an office does; "city" writes the tables in bulk.
    """
    trial = Trial()
    if Citizen.objects.exists():
        say("Sudah ada warga; data contoh tidak diubah.")
        return trial
    listed, registered = SIZES[size]
    say(f"Mengarang {listed} orang dan keluarganya …")
    lines, register = invent(listed=listed, registered=registered)
    period, taken_on = _this_month(), timezone.localdate() - timedelta(days=3)
    if size == "small" and {"import_list", "import_extract"} <= set(get_commands()):
        _by_files(lines, register, period, taken_on, say)
    else:
        say("Menulis warga, keluarga dan bantuan …")
        bulk.write_people(lines=lines, period=period, reference=f"Daftar contoh {period:%m-%Y}")
        say("Menulis ekstrak Disdukcapil …")
        bulk.write_register(register=register, taken_on=taken_on)
    _name_officials()
    trial.counts["citizens"] = Citizen.objects.count()
    trial.counts |= course.run(size=size, folder=folder() / "kiriman", say=say)
    say("Menghitung mutu data …")
    handle_event(event_id=emit(kind="trial.made", payload={}).pk)
    return trial


def _name_officials() -> None:
    """Invented officials, so that papers can be issued: an empty seat signs nothing."""
    long_since, acting = _this_month() - timedelta(days=300), timezone.localdate() - timedelta(days=45)
    letter = {"acting": Signatory.Acting.PLT, "mandate_number": f"800/214/{acting.year}"}
    for seat, name, rank, more in (
        (HEAD_OF_OFFICE, "Dra. Wa Ode Marlina, M.Si.", "Pembina Utama Muda, IV/c", {}),
        (KABID, "La Ode Safiudin, S.Sos.", "Pembina, IV/a", {}),
        (KASI, "Arman Silondae, S.ST.", "Penata, III/c", letter),
    ):
        name_signatory(
            values={"seat": seat, "name": name, "rank": rank, **more}, starts_on=acting if more else long_since,
            ends_on=acting + timedelta(days=180) if more else None,
        )  # fmt: skip


def folder() -> Path:
    """Where the trial's files lie, to be looked at and uploaded again by hand."""
    return Path(settings.PADAN_HOME) / "demo"


def _this_month() -> date:
    return timezone.localdate().replace(day=1)


def _by_files(lines: Any, register: Any, period: date, taken_on: date, say: Say) -> None:
    say("Mengimpor daftar pusat …")
    path = write_list(folder() / f"daftar_dtks_{period:%Y-%m}.xlsx", lines, period)
    call_command("import_list", str(path), period=f"{period:%Y-%m}", merge=True, inline=True, stdout=StringIO())
    say("Mengimpor ekstrak Disdukcapil …")
    path = write_extract(folder() / f"ekstrak_disdukcapil_{taken_on}.csv", register, taken_on)
    call_command("import_extract", str(path), taken_on=f"{taken_on}", merge=True, inline=True, stdout=StringIO())
