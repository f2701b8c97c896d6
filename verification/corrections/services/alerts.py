"""A broken order of deciders blocks its requests; the kabid, who keeps the rules, is told (failure 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import Mandate, Role
from dtks.assignments.models import Assignment, Kind
from dtks.assignments.services import Draft, assign, finish
from dtks.jobs.models import Message
from verification.corrections.models import Act, ChangeRequest
from verification.corrections.services.acts import tiers_of

if TYPE_CHECKING:
    from dtks.jobs.models import Event

State = ChangeRequest.State
_STEP = (
    "Urutan pemutus {act} berisi peran yang tidak memutus, atau kosong: {roles}. Usulan jenis ini terkunci dan tidak "
    "dapat diputus siapa pun. Betulkan di Aturan pemutus; usulan yang terkunci terbuka sesudahnya."
)


def alert_blocked(event: Event) -> None:
    """Handler of `change.blocked`: one assignment of the kabid a rule, and one e-mail to each kabid who has an address.

    Safe to repeat; once the rule is mended, or while the kabid is told already, nothing happens.
    """
    request = ChangeRequest.objects.select_related("act").get(pk=event.payload["request"])
    key = _key(request.act)
    if request.state != State.SUBMITTED or request.tiers or Assignment.objects.live().filter(key=key).exists():
        return
    title = f"Aturan pemutus rusak: {request.act.label}"
    step = _STEP.format(act=request.act.label, roles=", ".join(request.act.rule.tiers) or "tidak ada")
    assign(
        draft=Draft(
            kind=Kind.OTHER, role=Role.KABID.value, title=title, step=step, days=1, key=key, origin=request.number,
            origin_url=reverse("corrections:rule", args=[request.act_id]),
        )
    )  # fmt: skip
    text = f"{step}\n\nYang pertama terkunci: {settings.PUBLIC_ADDRESS}{request.get_absolute_url()}"
    Message.objects.bulk_create(
        Message(channel=Message.Channel.EMAIL, recipient=address, subject=title[:120], text=text, about=request.number)
        for address in _kabid_addresses()
    )


def _key(act: Act) -> str:
    return f"broken-rule|{act.code}"


def _kabid_addresses() -> list[str]:
    held = Mandate.objects.in_force(timezone.localdate()).filter(role=Role.KABID, user__is_active=True)
    return sorted(set(held.exclude(user__email="").values_list("user__email", flat=True)))


@transaction.atomic
def open_blocked() -> int:
    """Give blocked requests their order of deciders where the rule is mended by now. Returns how many were opened.

    Safe to repeat: asked when a rule is saved, and every hour for those that begin on a later day.
    """
    blocked = ChangeRequest.objects.select_for_update(of=("self",)).filter(state=State.SUBMITTED, tiers=[])
    opened = 0
    for request in blocked.select_related("act", "maker").order_by("id"):
        roles = [mandate.role for mandate in request.maker.mandates_today] if request.maker else []
        if tiers := tiers_of(request.act, roles):
            request.tiers, request.tier, request.waits_for = tiers, 0, tiers[0]
            request.save(update_fields=["tiers", "tier", "waits_for"])
            opened += 1
    for alert in Assignment.objects.live().filter(key__startswith="broken-rule|"):
        act = Act.objects.filter(code=alert.key.partition("|")[2]).first()
        if act is None or tiers_of(act):
            finish(assignment=alert, by=None, note="Urutan pemutus sudah betul.")
    return opened
