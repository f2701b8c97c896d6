"""The kabid sets the points of the triage."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.web.memory import forget
from dtks.web.refusals import Refusal
from verification.workbench.models import Formula
from verification.workbench.queries.formula import Weights, weights_on

TOO_EARLY = "Rumus berlaku mulai hari ini atau sesudahnya; urutan yang sudah lewat tidak berubah."


class FormulaRefused(Refusal):
    """The formula cannot be set like this."""


@transaction.atomic
def set_formula(*, weights: Weights, starts_on: date, reason: str, by: User) -> Formula:
    """Write a formula that holds from a day on; what held before stays readable.

    Raises:
        FormulaRefused: not the kabid, no reason, a day that is over, no ascending days, or nothing changes.
    """
    today, days = timezone.localdate(), [days for days, _ in weights.steps()]
    if not by.may("corrections.rules"):
        raise FormulaRefused("Hanya kabid yang mengubah rumus poin.")
    if not reason.strip():
        raise FormulaRefused("Tulis mengapa rumusnya diubah; alasan dicatat dengan tanggalnya.")
    if starts_on < today:
        raise FormulaRefused(TOO_EARLY)
    if days != sorted(set(days)):
        raise FormulaRefused("Batas hari kerja harus naik dari yang pertama ke yang keempat.")
    if weights == weights_on(starts_on):
        raise FormulaRefused("Rumus ini sudah yang berlaku pada hari itu.")
    if starts_on > today and Formula.objects.filter(starts_on=starts_on, withdrawn_at=None).exists():
        raise FormulaRefused(f"Sudah ada rumus yang mulai {starts_on:%d-%m-%Y}. Tarik yang itu dahulu.")
    made = Formula.objects.create(weights=asdict(weights), starts_on=starts_on, reason=reason.strip()[:200], set_by=by)
    forget(f"formula:{today}")
    return made


@transaction.atomic
def withdraw_formula(*, formula: Formula, by: User, reason: str) -> Formula:
    """Take back a formula that has not begun yet; it stays readable, with the reason.

    Raises:
        FormulaRefused: not the kabid, no reason, it holds already, or it was withdrawn.
    """
    if not by.may("corrections.rules"):
        raise FormulaRefused("Hanya kabid yang mengubah rumus poin.")
    if not reason.strip():
        raise FormulaRefused("Tulis mengapa rumusnya ditarik.")
    held = Formula.objects.select_for_update().get(pk=formula.pk)
    if held.withdrawn_at is not None:
        raise FormulaRefused("Rumus ini sudah ditarik.")
    if not held.is_coming(timezone.localdate()):
        raise FormulaRefused("Rumus ini sudah mulai berlaku. Simpan rumus lain mulai hari ini.")
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_reason = by, timezone.now(), reason.strip()[:200]
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return held
