"""The month of a trial: compare, propose, decide some, seal what was decided last month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random

from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit, handle_event, run_inline
from dtks.office.queries.calendar import default_days, is_working_day, next_window
from dtks.office.services import set_window
from dtks.overview.services.cases import add_conflict, add_succession
from dtks.overview.services.field import hold_meeting, send_out
from dtks.overview.services.lines import SEED, SHORT
from dtks.overview.services.tickets import add_some
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest, FieldChange, Origin
from verification.corrections.queries.pace import PACE_DAYS
from verification.corrections.services import CorrectionError, Proposal, decide_fields, propose_many
from verification.monthly.models import Batch, TemplateKind
from verification.monthly.services import close_months, set_finalization
from verification.reconciliation.models import Result, Run
from verification.reconciliation.services import release_run, start_run
from verification.sources.models import Comparison, ResultClass
from verification.sources.queries import text_of
from verification.sources.services.comparisons import compared_fields

PROPOSED = (
    ResultClass.VARIANT, ResultClass.FIELD_DIFFERS, ResultClass.NIK_DIFFERS, ResultClass.NIK_INVALID,
    ResultClass.NIK_OTHER_PERSON, ResultClass.NO_NIK,
)  # fmt: skip
OPEN = {"small": 60, "city": 7000}
DECIDED = {"small": 16, "city": 240}
TICKETS = {"small": 24, "city": 60}
OLDEST = 75  # days
AT_A_TIME = 500
Say = Callable[[str], None]


def run(*, size: str, folder: Path, say: Say) -> dict[str, int]:
    """Reconcile, propose, decide. Returns counts by word."""
    operator = User.objects.get(username="operator")
    week_passed(7)
    say("Membandingkan warga dengan ekstrak …")
    reconciled = _reconcile(operator)
    week_passed(5)
    say("Membuka usulan perbaikan …")
    proposed = open_proposals(run=reconciled, most=OPEN[size] + DECIDED[size], started_by=operator)
    say("Memutuskan sebagian, menyegel kiriman bulan lalu …")
    days = past_days()
    half = len(days) // 2
    decided = decide_some(most=DECIDED[size] // 2, checker=operator, days=days[:half])
    week_passed(3)
    seal_last_month(folder)
    decided += decide_some(most=DECIDED[size] - decided, checker=operator, days=days[half:])
    week_passed(1)
    say("Menambah perkara serupa, bentrok, dan kepala keluarga yang meninggal …")
    proposed += open_proposals(run=reconciled, most=AT_A_TIME, started_by=operator, shortened=True)
    proposed += add_conflict() + add_succession()
    say("Membandingkan lagi yang diperbaiki …")
    _reconcile(operator, scope=Run.Scope.CHANGED)
    say("Menerima warga di loket …")
    tickets = add_some(number=TICKETS[size], actor=User.objects.get(username="loket"))
    say("Mengadakan musyawarah, membagi kunjungan …")
    names, visits = hold_meeting(), send_out()
    say("Menutup bulan yang lewat …")
    open_next_window()
    carried = close_months(today=timezone.localdate())
    return {
        "compared": sum(reconciled.counts.values()),
        "requests": proposed,
        "decided": decided,
        "batches": Batch.objects.count(),
        "tickets": tickets,
        "names": names,
        "visits": visits,
        "carried": carried,
    }


def past_days() -> list[int]:
    """How many days ago the office worked within the span of its pace, the farthest first; today at the end."""
    today = timezone.localdate()
    ago = [days for days in range(PACE_DAYS, 0, -1) if is_working_day(today - timedelta(days=days))]
    return [*ago, 0]


def open_next_window() -> None:
    """The window that closes next is open from today on: the month of a trial can be sealed on every day."""
    today = timezone.localdate()
    window = next_window(today)
    if window.opens_on > today:
        days = default_days(window.month) | {"opens_on": today}
        set_window(month=window.month, values={**days, "basis": "data contoh: dibuka lebih awal"})


def week_passed(ago: int) -> None:
    """So many weeks ago the data were as they stand now: their faults are counted for that day."""
    on = timezone.localdate() - timedelta(weeks=ago)
    handle_event(event_id=emit(kind="trial.week", payload={"on": f"{on}"}).pk)


def seal_last_month(folder: Path) -> None:
    """What was decided so far goes out as last month's batch, with its files; from today on the sheets wait."""
    today = timezone.localdate()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    call_command("export_batch", month=f"{month:%Y-%m}", output=folder, inline=True, stdout=StringIO())
    set_finalization(required=TemplateKind.values, starts_on=today, actor=User.objects.get(username="kabid"))


def _reconcile(actor: User, scope: str = Run.Scope.ALL) -> Run:
    found = start_run(actor=actor, rows_per_chunk=0, inline=True, scope=scope)
    if found.job is not None:
        run_inline(job=found.job)
    found.refresh_from_db()
    if found.state == Run.State.HELD:
        release_run(run=found, actor=actor, reason="Data contoh: banyak yang berbeda memang disengaja.")
        if found.job is not None:
            run_inline(job=found.job)
        found.refresh_from_db()
    return found


def open_proposals(*, run: Run, most: int, started_by: User, shortened: bool = False) -> int:
    """Proposals out of a run's results, older and newer ones, so that the queue looks like a queue.

    Args:
        shortened: those whose name the list shortens, kept for a bundle, instead of the others.
    """
    found = Result.objects.filter(run=run, result_class__in=PROPOSED, civil_person__isnull=False)
    alike = Q(citizen__name__startswith=SHORT, result_class=ResultClass.VARIANT)
    results = (
        found.filter(alike if shortened else ~alike)
        .select_related("citizen__kelurahan", "civil_person__kelurahan", "run__extract")
        .order_by("citizen_id")[:most]
    )
    made = 0
    for start in range(0, most, AT_A_TIME):
        part = list(results[start : start + AT_A_TIME])
        if not part:
            break
        proposals = [each for each in map(_proposal, part) if each is not None]
        Comparison.objects.bulk_create([each.comparison for each in proposals if each.comparison])
        made += len(
            propose_many(
                proposals=proposals,
                origin=Origin.EXTRACT,
                origin_reference="Rekonsiliasi Disdukcapil",  # no run: these are spread over weeks before it
                started_by=started_by,
            ).made
        )
    _spread_over_weeks()
    return made


def _proposal(result: Result) -> Proposal | None:
    person = result.civil_person
    if person is None:
        return None
    fields = compared_fields(result.citizen, person, tuple(result.differs))
    values = {name: text_of(person, name) for name, each in fields.items() if each["verdict"] in ("differs", "variant")}
    if not result.citizen.nik and person.nik:
        values["nik"] = person.nik
    values = {name: text for name, text in values.items() if text and name in Citizen.FIELDS}
    if not values:
        return None
    comparison = Comparison(
        citizen=result.citizen, civil_person=person, taken_on=result.run.extract.taken_on, fields=fields,
        result_class=result.result_class, confidence=result.confidence, band=result.band, codes=result.codes,
        contributions=result.contributions, method_version=result.run.method_version,
    )  # fmt: skip
    return Proposal(citizen_id=result.citizen_id, values=values, comparison=comparison)


@transaction.atomic
def _spread_over_weeks() -> None:
    """A queue has old and new cases; those of a trial were all made a moment ago."""
    random, now = Random(SEED), timezone.now()
    requests = list(ChangeRequest.objects.filter(state=ChangeRequest.State.SUBMITTED).only("pk", "created_at"))
    for request in requests:
        request.created_at = now - timedelta(days=int(OLDEST * random.random() ** 1.6), minutes=random.randint(0, 400))
        request.submitted_at = request.created_at
    ChangeRequest.objects.bulk_update(requests, ["created_at", "submitted_at"], batch_size=1000)


def decide_some(*, most: int, checker: User, days: Sequence[int]) -> int:
    """Decide the oldest plain cases, some on each of some days ago. What the rules refuse stays open."""
    accepted = FieldChange.Verdict.ACCEPTED
    waiting = ChangeRequest.objects.filter(state=ChangeRequest.State.SUBMITTED, waits_for__contains=["operator"])
    plain = waiting.filter(result_class__in=["VARIANT", "FIELD_DIFFERS", "NIK_DIFFERS"]).order_by("created_at", "id")
    decided = 0
    for place, request in enumerate(plain.prefetch_related("fields")[:most]):
        at = timezone.now() - timedelta(days=days[place * len(days) // most])
        try:
            with transaction.atomic():
                decide_fields(
                    request=request, verdicts={each.field: accepted for each in request.fields.all()}, checker=checker,
                    at=max(at, request.created_at + timedelta(hours=1)) if at.date() < timezone.now().date() else None,
                )  # fmt: skip
        except CorrectionError:
            continue
        decided += 1
    return decided
