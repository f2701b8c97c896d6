"""One account per role for a trial, with mandates and passwords of this installation only."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import Mandate, Role, User
from dtks.office.models import Region

WORDS = (
    "bakau bangka batu bintang bunga cengkih dermaga embun enggang gula jagung jambu jembatan kabut karang kelapa "
    "kenari kopi layar lembah madu mangga melati merpati muara nelayan ombak padi palem pandan pasir pelangi perahu "
    "rotan sagu sungai tebing teluk tenun ubi"
).split()


@dataclass(frozen=True)
class Account:
    """An account of the trial; `area` is a region code, '' the whole city."""

    username: str
    full_name: str
    role: str
    area: str = ""
    counter: str = ""


ACCOUNTS = [
    Account("loket", "Fitriani Lasolo", Role.FRONT_DESK, counter="Loket 2"),
    Account("operator", "Rahmawati Saranani", Role.OPERATOR),
    Account("operator2", "Muh. Ilham Porosi", Role.OPERATOR),
    Account("kasi", "Arman Silondae", Role.KASI),
    Account("kabid", "Marlina Tamburaka", Role.KABID),
    Account("walikota", "Yusran Konggoasa", Role.MAYOR_OFFICE),
    Account("lahundape", "Irfan Lasolo", Role.KELURAHAN, "7471051009"),
    Account("kadia", "Nurhayati Moita", Role.KELURAHAN, "7471081001"),
    Account("fasilitator", "Salim Tebawo", Role.FACILITATOR, "7471051009"),
    Account("supervisor", "Hasnia Tombili", Role.SUPERVISOR, "747105"),
    Account("auditor", "La Ode Amirudin", Role.AUDITOR),
    Account("admin", "Wa Ode Salma", Role.ADMINISTRATOR),
]


def accounts_file() -> Path:
    """Where names and passwords of the trial stand, for the sign-in page and `make run`; readable by the owner only."""
    return Path(settings.PADAN_HOME) / "demo_accounts.json"


def demo_accounts() -> list[dict[str, Any]]:
    """Role, username, area and password of every account of the trial; empty before `manage.py demo`."""
    place = accounts_file()
    found: list[dict[str, Any]] = json.loads(place.read_text()) if place.exists() else []
    return found


def random_password() -> str:
    """Three words and two digits: easy to type from a terminal, made anew for each installation."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), f"{secrets.randbelow(90) + 10}"])


@transaction.atomic
def make_accounts(*, password: str = "") -> int:
    """Make the accounts of the trial that are not there yet. Returns how many were made.

    Args:
        password: one for all, also for those that are there; without it each new account gets its own.
    """
    known = {row["username"]: row for row in demo_accounts()}
    named = User.objects.filter(username__in=[each.username for each in ACCOUNTS])
    there = set(named.values_list("username", flat=True))
    missing = [each for each in ACCOUNTS if each.username not in there]
    regions = {region.code: region for region in Region.objects.filter(code__in=[each.area for each in ACCOUNTS])}
    for account in missing:
        known[account.username] = _made(account, regions.get(account.area), password or random_password())
    changed = [row for row in known.values() if password and row["password"] != password and row["username"] in there]
    for row in changed:
        User.objects.filter(username=row["username"]).update(password=make_password(password))
        row["password"] = password
    if missing or changed:
        _write([known[each.username] for each in ACCOUNTS if each.username in known])
    return len(missing)


def _made(account: Account, region: Region | None, secret: str) -> dict[str, Any]:
    """One account with its mandate; the row that tells of it."""
    user = User.objects.create(
        username=account.username, full_name=account.full_name, counter=account.counter, password=make_password(secret)
    )
    Mandate.objects.create(
        user=user, role=account.role, region=region, basis="SK 800/DINSOS/2026 (contoh)",
        starts_on=date(timezone.localdate().year, 1, 2),
    )  # fmt: skip
    area = str(region) if region else "Kota Kendari"
    return {"role": str(account.role), "username": account.username, "password": secret, "area": area}


def _write(rows: list[dict[str, Any]]) -> None:
    place = accounts_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
    draft.replace(place)
