"""Which requests may go into a month's batch, and for the others why not and who can mend it (decisions.md 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from dtks.registry.models import LifeState
from dtks.registry.queries import value_text
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.queries.bases import basis_of
from verification.sources.models import Comparison

State = ChangeRequest.State
# code -> sentence, who can mend it
REASONS: dict[str, tuple[str, str]] = {
    "UNDECIDED": ("Belum diputus.", "operator"),
    "RETURNED": ("Dikembalikan kepada pengusul.", "pengusul"),
    "NOT_APPLIED": ("Sudah disetujui, belum diterapkan.", "operator"),
    "APPLY_FAILED": ("Gagal diterapkan.", "operator"),
    "CHANGED_SINCE": ("Nilai warga sudah berubah sesudah diterapkan.", "operator"),
    "DECEASED": ("Warga tercatat meninggal.", "kelurahan"),
    "MOVED": ("Warga tercatat pindah.", "kelurahan"),
    "NOT_COMPARED": ("Belum dibandingkan dengan Disdukcapil.", "operator"),
    "NOT_FOUND": ("Orangnya belum ditemukan di Disdukcapil.", "operator"),
    "VALUE_DIFFERS": ("Nilai yang dikirim berbeda dengan Disdukcapil.", "warga"),
    "NO_TEMPLATE": ("Jenis ini tidak dikirim lewat SIKS-NG.", "tidak ada"),
}
WAITING = {
    State.SUBMITTED: "UNDECIDED", State.RETURNED: "RETURNED", State.APPROVED: "NOT_APPLIED",
    State.APPLY_FAILED: "APPLY_FAILED",
}  # fmt: skip


@dataclass(frozen=True)
class Readiness:
    """A request held against the rule of readiness."""

    request: ChangeRequest
    code: str = ""  # empty: ready
    fields: tuple[str, ...] = ()  # the fields in the way

    @property
    def ready(self) -> bool:
        return not self.code

    @property
    def sentence(self) -> str:
        return REASONS[self.code][0] if self.code else ""

    @property
    def mender(self) -> str:
        return REASONS[self.code][1] if self.code else ""


def ready_for_month(month: date) -> list[Readiness]:
    """Requests applied by the end of a month and in no batch yet, each with what stands in its way, if anything.

    Args:
        month: first day of the month.
    """
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    until = timezone.make_aware(datetime.combine(following, time.min))
    return readiness_of(ChangeRequest.objects.filter(state=State.APPLIED, sealed_in="", applied_at__lt=until))


def not_applied_yet() -> list[Readiness]:
    """Open requests: they cannot go, for the reason of their state."""
    return readiness_of(ChangeRequest.objects.open())


def readiness_of(requests: QuerySet[ChangeRequest]) -> list[Readiness]:
    """Each request with its reason; a fixed number of queries."""
    rows = list(
        requests.select_related("act", "citizen__kelurahan__parent", "household").prefetch_related("fields").order_by("pk")
    )
    newest = _newest_comparisons({row.citizen_id for row in rows if row.state == State.APPLIED})
    return [_held_against(row, newest.get(row.citizen_id)) for row in rows]


def _newest_comparisons(citizens: Iterable[int]) -> dict[int, Comparison]:
    found = Comparison.objects.filter(citizen__in=list(citizens)).order_by("citizen", "-at", "-pk").distinct("citizen")
    return {comparison.citizen_id: comparison for comparison in found}


def _held_against(request: ChangeRequest, newest: Comparison | None) -> Readiness:
    if request.state in WAITING:
        return Readiness(request, WAITING[State(request.state)])
    if not request.act.template_kind or request.act.template_kind == "keyed":
        return Readiness(request, "NO_TEMPLATE")
    applied = [change for change in request.fields.all() if change.applied]
    changed = [each.field for each in applied if value_text(request.citizen, each.field) != each.new_value]
    if changed:
        return Readiness(request, "CHANGED_SINCE", tuple(changed))
    if request.act.group not in ("exit", "adjudication") and (code := _life_code(request)):
        return Readiness(request, code)
    return _agreement(request, applied, newest)


def _life_code(request: ChangeRequest) -> str:
    return {LifeState.DECEASED.value: "DECEASED", LifeState.MOVED.value: "MOVED"}.get(request.citizen.life_state, "")


def _agreement(request: ChangeRequest, applied: list[FieldChange], newest: Comparison | None) -> Readiness:
    """Each value sent agrees with the register, by the frozen basis or by a newer comparison. A variant that is here was
    accepted by a person; what the register leaves empty is unknown, never different."""
    if request.act.group == "exit":
        return Readiness(request)
    if newest is None:
        return Readiness(request, "NOT_COMPARED")
    differing, unknown = [], []
    for change in applied:
        verdict = _verdict_now(request, change, newest)
        if verdict == "differs":
            differing.append(change.field)
        elif verdict == "unknown" and (change.field == "nik" or newest.civil_person_id is None):
            unknown.append(change.field)
    if differing:
        return Readiness(request, "VALUE_DIFFERS", tuple(differing))
    return Readiness(request, "NOT_FOUND", tuple(unknown)) if unknown else Readiness(request)


def _verdict_now(request: ChangeRequest, change: FieldChange, newest: Comparison) -> str:
    if newest.pk == change.basis.get("comparison"):
        return str(change.basis.get("verdict") or "unknown")
    basis = basis_of(citizen=request.citizen, field=change.field, value=change.new_value, comparison=newest)
    return str(basis["verdict"])
