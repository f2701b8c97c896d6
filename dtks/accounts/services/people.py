"""Acts on people who sign in: accounts, passwords, mandates, the log of readings, keys of forms."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import Mandate, ReadLog, Role, SubmittedForm, User
from dtks.office.models import Region
from dtks.web.refusals import Refusal

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud without mistakes
KEYS_LAST = timedelta(days=7)


class LastAdministrator(Refusal):
    """The office would be left without an administrator."""


class OwnAccount(Refusal):
    """A person may not do this to the own account."""


@dataclass
class FormKey:
    """A claimed key: the first one does the work and keeps where it led."""

    row: SubmittedForm
    is_first: bool

    @property
    def answer(self) -> str:
        return self.row.answer

    def keep(self, answer: str) -> None:
        self.row.answer = answer[:400]
        self.row.save(update_fields=["answer"])


def claim_form_key(*, user: User, key: UUID) -> FormKey:
    """The key of a form for this person. A second click waits here for the first one's transaction."""
    row, is_first = SubmittedForm.objects.get_or_create(user=user, key=key)
    return FormKey(row, is_first)


def forget_form_keys() -> int:
    """Throw away keys that no open page can still send."""
    return SubmittedForm.objects.filter(at__lt=timezone.now() - KEYS_LAST).delete()[0]


def one_time_password() -> str:
    """A password to hand over on paper: four groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def create_user(*, username: str, full_name: str, counter: str = "", email: str = "") -> tuple[User, str]:
    """A new account without mandate, and its one-time password, which stands nowhere else."""
    password = one_time_password()
    user = User(username=username, full_name=full_name, counter=counter, email=email, password_is_temporary=True)
    user.set_password(password)
    user.save()
    return user, password


@transaction.atomic
def reset_password(*, user: User) -> str:
    """A new one-time password; all open sessions of the account end."""
    password = one_time_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    return password


@transaction.atomic
def deactivate(*, user: User, actor: User) -> User:
    """The account may no longer sign in; open sessions end with the next click. Nothing is deleted."""
    if user == actor:
        raise OwnAccount("Anda tidak dapat menonaktifkan akun sendiri. Minta administrator lain.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reactivate(*, user: User) -> User:
    """The account may sign in again, with the mandates that are in force."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def give_mandate(
    *, user: User, role: str, region: Region | None, starts_on: date, ends_on: date | None = None, basis: str = "",
    acting: str = "", given_by: User | None = None,
) -> Mandate:  # fmt: skip
    """A dated mandate. Without a letter's number it is kept but not in force."""
    return Mandate.objects.create(
        user=user, role=role, region=region, starts_on=starts_on, ends_on=ends_on, basis=basis, acting=acting,
        given_by=given_by,
    )  # fmt: skip


@transaction.atomic
def end_mandate(*, mandate: Mandate, ends_on: date) -> Mandate:
    """The mandate ends with that day (its last).

    Raises:
        LastAdministrator: nobody else would be administrator after that day.
    """
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    mandate.ends_on = max(ends_on, mandate.starts_on)
    mandate.save(update_fields=["ends_on"])
    after = Mandate.objects.in_force(mandate.ends_on + timedelta(days=1))
    if mandate.role == Role.ADMINISTRATOR and not after.filter(role=mandate.role, user__is_active=True).exists():
        raise LastAdministrator("Sesudah hari itu tidak ada administrator lagi. Beri mandat kepada orang lain dahulu.")
    return mandate


class ManyReveals(Refusal):
    """So many numbers in an hour are no work at a counter."""


def require_few_reveals(*, user: User) -> None:
    """Raises:
    ManyReveals: the person opened as many whole numbers in the last hour as anybody needs.
    """
    hour = ReadLog.objects.filter(user=user, act=ReadLog.Act.REVEAL, at__gte=timezone.now() - timedelta(hours=1))
    if hour.count() >= settings.REVEALS_AN_HOUR:
        raise ManyReveals(f"Anda sudah membuka {settings.REVEALS_AN_HOUR} nomor dalam satu jam. Coba lagi nanti.")


def log_read(
    *, user: User, act: str, subject: str, subject_id: int | None = None, reason: str = "", **detail: Any
) -> ReadLog:
    """Write down that somebody read personal data. `detail` never holds a NIK."""
    return ReadLog.objects.create(
        user=user, act=act, subject=subject, subject_id=subject_id, reason=reason[:200], detail=detail
    )


def log_search(*, user: User, found: int, where: str = "") -> None:
    """Write down that somebody searched for people: how many were found and on which page, never the term."""
    said: dict[str, Any] = {"found": found, "where": where} if where else {"found": found}
    log_read(user=user, act=ReadLog.Act.SEARCH, subject="citizen", **said)


def idle_minutes() -> int:
    """After how many minutes without a click a session ends."""
    return int(settings.IDLE_MINUTES)
