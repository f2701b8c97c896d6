"""Choices that open requests: taken back, those that nobody has decided are withdrawn."""

from __future__ import annotations

from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.models import ChoiceRow
from dtks.jobs.services import ChoiceKind
from verification.corrections.models import ChangeRequest
from verification.corrections.services.refusals import WrongState
from verification.corrections.services.returns import withdraw


class RequestKind(ChoiceKind):
    """Base of what opens a request a row."""

    button = "Buka usulan dari"
    take_back = (
        "Seluruhnya dapat ditarik kembali: usulan yang belum diputuskan ditarik, yang sudah diputuskan atau sedang "
        "dibuka orang tetap dan disebut."
    )

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        """Withdraw it, where nobody has begun to decide."""
        request = ChangeRequest.objects.select_related("claimed_by").get(pk=row.made["request"])
        if not request.is_open:
            raise WrongState(f"{request.number} sudah {request.get_state_display()}.")
        if request.tier or request.fields.exclude(verdict="").exists():
            raise WrongState(f"{request.number} sudah diputuskan sebagian.")
        held = request.claimed_by if request.claimed_until and request.claimed_until > timezone.now() else None
        if held is not None and held.pk != user.pk:
            raise WrongState(f"{request.number} sedang dibuka {held}.")
        withdraw(request=request, actor=user, reason=reason)
        return f"usulan {request.number} ditarik"
