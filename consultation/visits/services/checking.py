"""The supervisor looks at what came back: accepted as evidence, or sent back with a reason."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from consultation.visits.models import PhotoKind, Report, State, Visit
from consultation.visits.queries.outcomes import AGAIN, VISITS_BEFORE_REMOVAL, house_of, proposals_of
from consultation.visits.queries.papers import report_data
from consultation.visits.services.giving import NUMBER_KIND, NotNow, touch, usual_due
from dtks.accounts.models import User
from dtks.assignments.services import finish
from dtks.office.services import numbered_code
from dtks.papers.models import Document
from dtks.papers.services import add_document
from dtks.registry.models import Citizen
from dtks.registry.services import keep_house
from dtks.web.locking import locked
from dtks.web.pdf import typeset
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import cite, propose

Standing = Report.Standing
PAPER = "VISIT"


class OwnVisit(Refusal):
    """Nobody accepts what he brought himself."""


@dataclass(frozen=True)
class Checked:
    """What became of an accepted visit."""

    visit: Visit
    requests: list[ChangeRequest]
    again: Visit | None


def _held(visit: Visit, by: User) -> Visit:
    held = Visit.objects.select_for_update(of=("self",)).select_related(
        "citizen", "kelurahan", "assignment", "facilitator", "repeats"
    ).get(pk=visit.pk)  # fmt: skip
    if held.state != State.DONE:
        raise NotNow(f"{held.number} {held.get_state_display()}; tidak sedang menunggu pemeriksaan.")
    if held.facilitator_id == by.pk:
        raise OwnVisit("Anda sendiri yang berkunjung. Orang lain yang memeriksa.")
    return held


def accept(*, visit: Visit, by: User) -> Checked:
    """Accept what came back. It becomes evidence, and proposes what follows; the proposal's maker is who went there.

    A repetition of the random audit proposes nothing. Where nobody was met, a second visit is made for another day.

    Raises:
        NotNow: nothing waits, or a report that came against this one waits to be looked at.
        OwnVisit: the checker went there himself.
    """
    with locked():
        held = _held(visit, by)
        report = held.reports.get(standing=Standing.STANDS)
        report.visit = held
        if held.reports.filter(standing=Standing.CONFLICT).exists():
            raise NotNow(f"{held.number} punya dua laporan. Pilih dahulu mana yang berlaku.")
        held.document = _evidence(held, report, by)
        _keep_house(held, report)
        held.state, held.checked_by, held.checked_at = State.CHECKED, by, timezone.now()
        held.outcome = report.outcome
        touch(held, by)
        held.save()
        if held.assignment and held.assignment.is_live:
            finish(assignment=held.assignment, by=by, outcome=report.outcome, note=f"Kunjungan {held.number}")
        requests = _propose(held, report, held.document) if held.repeats_id is None else []
        again = _again(held, by) if report.outcome in AGAIN and held.attempt < VISITS_BEFORE_REMOVAL else None
    return Checked(held, requests, again)


def _evidence(visit: Visit, report: Report, by: User) -> Document:
    """The report as a paper of the archive, so that a proposal can cite it."""
    content = io.BytesIO(typeset("visits/report.typ", report_data(report), on=report.arrived_at))
    content.name = f"{visit.number}.pdf"
    return add_document(
        citizen=visit.citizen, kind=PAPER, form="original", seen_by=by, upload=content,
        issued_on=timezone.localdate(report.visited_at), note=f"Kunjungan {visit.number}",
    )  # fmt: skip


def _keep_house(visit: Visit, report: Report) -> None:
    """What was seen of the home goes into the register: a new proposal is sent with it."""
    values, members = house_of(report)
    if not values:
        return
    front = report.photos.filter(kind=PhotoKind.FRONT).select_related("document").first()
    place = None if report.latitude is None or report.longitude is None else (report.latitude, report.longitude)
    keep_house(
        citizen=visit.citizen, seen_on=timezone.localdate(report.visited_at), reference=f"Kunjungan {visit.number}",
        values=values, members=members, place=place, photo=f"{front.document.number}.jpg" if front else "",
    )  # fmt: skip


def _propose(visit: Visit, report: Report, document: Document) -> list[ChangeRequest]:
    photos = [photo.document for photo in report.photos.select_related("document")]
    made = []
    wanted = proposals_of(report, attempts=visit.attempt)
    people = Citizen.objects.in_bulk([each.citizen for each in wanted])
    for each in wanted:
        request = propose(
            citizen=people[each.citizen], act=each.act, values=each.values, origin=Origin.VISIT, maker=report.by,
            origin_reference=f"Kunjungan {visit.number}"[:60], reason=f"{report.outcome} {report.outcome_words}",
            documents=photos, outcome=each.outcome,
        )  # fmt: skip
        cite(request=request, document=document, locator=f"Form A4 {visit.number}")
        made.append(request)
    return made


def _again(visit: Visit, by: User) -> Visit:
    return Visit.objects.create(
        number=numbered_code(prefix="K", kind=NUMBER_KIND, on=timezone.localdate()), citizen=visit.citizen,
        kelurahan=visit.kelurahan, route=visit.route, source=visit.source, origin=visit.origin,
        origin_url=visit.origin_url, why=f"Kunjungan kedua pada hari lain: {visit.outcome_words.lower()}"[:200],
        due_on=usual_due(), attempt=visit.attempt + 1, made_by=by, changed_by=by,
    )  # fmt: skip


@transaction.atomic
def send_back(*, visit: Visit, reason: str, by: User) -> Visit:
    """The facilitator goes again, or completes what is missing; the report that came stays on record.

    Raises:
        NotNow: nothing waits, or no reason was given.
    """
    held = _held(visit, by)
    if not reason.strip():
        raise NotNow("Pilih atau tulis sebab dikembalikan.")
    held.state, held.return_reason = State.RETURNED, reason.strip()[:200]
    held.revision += 1
    report = held.reports.filter(standing=Standing.STANDS).first()
    held.draft = {"answers": report.answers} if report else {}
    touch(held, by)
    held.save()
    return held


@transaction.atomic
def take_back(*, visit: Visit, by: User) -> Visit:
    """Undo a sending back, as long as nothing new came: the report waits for the supervisor again.

    Raises:
        NotNow: it does not lie with the facilitator any more.
    """
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    report = held.reports.filter(standing=Standing.STANDS).first()
    if held.state != State.RETURNED or report is None:
        raise NotNow(f"{held.number} sudah {held.get_state_display()}; pengembaliannya tidak bisa diurungkan.")
    held.state, held.outcome, held.return_reason, held.draft = State.DONE, report.outcome, "", {}
    touch(held, by)
    held.save()
    return held


@transaction.atomic
def choose(*, report: Report, by: User, stands: bool) -> Report:
    """A person settles two reports of one visit: this one stands, or it is laid aside. Neither is lost.

    Raises:
        NotNow: the report came against no other, or the visit was accepted already.
    """
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=report.visit_id)
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.standing != Standing.CONFLICT:
        raise NotNow("Laporan ini tidak lagi bentrok.")
    if not stands:
        held.standing = Standing.REPLACED
        held.save(update_fields=["standing"])
        return held
    if visit.state in (State.CHECKED, State.CANCELLED):
        raise NotNow(f"{visit.number} sudah {visit.get_state_display()}. Laporan ini hanya dapat disisihkan.")
    visit.reports.filter(standing=Standing.STANDS).update(standing=Standing.REPLACED)
    held.standing = Standing.STANDS
    held.save(update_fields=["standing"])
    visit.state, visit.outcome, visit.return_reason = State.DONE, held.outcome, ""
    visit.facilitator = held.by
    touch(visit, by)
    visit.save()
    return held


@dataclass(frozen=True)
class Row:
    """What became of one visit of several."""

    visit: Visit
    done: bool
    words: str


def accept_many(*, visits: list[Visit], by: User) -> list[Row]:
    """Accept several, each on its own: one that fails stops no other."""
    found = []
    for each in visits:
        try:
            checked = accept(visit=each, by=by)
        except Refusal as refusal:
            found.append(Row(each, False, str(refusal)))
        else:
            found.append(Row(each, True, f"diterima, {len(checked.requests)} usulan"))
    return found
