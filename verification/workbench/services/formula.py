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
        raise FormulaRefused("Rumus berlaku mulai hari ini atau sesudahnya; urutan yang sudah lewat tidak berubah.")
    if days != sorted(set(days)):
        raise FormulaRefused("Batas hari kerja harus naik dari yang pertama ke yang keempat.")
    if weights == weights_on(starts_on):
        raise FormulaRefused("Rumus ini sudah yang berlaku pada hari itu.")
    made = Formula.objects.create(weights=asdict(weights), starts_on=starts_on, reason=reason.strip()[:200], set_by=by)
    forget(f"formula:{today}")
    return made
