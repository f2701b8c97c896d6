"""A newborn that was written down by mistake: its record is no valid one, and is nobody's any more."""

from __future__ import annotations

import pghistory
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import LifeState, Source
from dtks.registry.services import set_values
from verification.corrections.models import Birth, ChangeRequest
from verification.corrections.services.refusals import WrongState


def void_newborn(request: ChangeRequest, actor: User) -> None:
    """With the request of a birth goes the child that the report made; of any other request nothing.

    Raises:
        WrongState: the child has a NIK, or another open request by now.
    """
    birth = Birth.objects.standing().filter(request=request).select_related("child").first()
    if birth is None:
        return
    other = birth.child.change_requests.open().exclude(pk=request.pk).first()
    if birth.child.nik or other is not None:
        why = f"{other.number} masih terbuka" if other else "anaknya sudah punya NIK"
        raise WrongState(f"Kelahiran ini tidak dapat ditarik lagi: {why}. Usulkan perbaikan pada halaman anaknya.")
    with pghistory.context(user=actor.pk, reason=request.number):
        set_values(
            citizen=birth.child, values={"life_state": LifeState.INVALID.value}, source=Source.CORRECTION,
            reference=f"Usulan {request.number} ditarik", on=timezone.localdate(),
        )  # fmt: skip
