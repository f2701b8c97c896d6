"""Visits come in from assignments or by hand, are given to facilitators, and are taken to the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultation.visits.models import IN_FIELD, LIVE, Source, State, Visit
from consultation.visits.models.visits import AREA, FILL
from dtks.accounts.models import Mandate, Role, User
from dtks.assignments.models import Assignment, Kind
from dtks.office.models import Region
from dtks.office.queries import working_days_after
from dtks.office.services import numbered_code, numbered_codes
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal

USUAL_DAYS = 10  # working days from the task to the visit, domain.md 7.1
NUMBER_KIND = "visit"
SAME_MATTER = 90  # days in which a further visit is the second, the third
# What an assignment's origin says of the reason; the first that fits.
ORIGINS = (
    ("keberatan", Source.OBJECTION), ("sanggah", Source.OBJECTION), ("berita acara", Source.MINUTES),
    ("butir", Source.MINUTES), ("muncul", Source.RETURNED), ("kembali", Source.RETURNED), ("pusat", Source.CENTRE),
)  # fmt: skip


class NotNow(Refusal):
    """The visit does not wait for this act now."""


class NotThere(Refusal):
    """The facilitator holds no mandate for that kelurahan."""


def route_of(citizen: Citizen) -> str:
    """RT 002 / RW 001: what one walk reaches."""
    return " / ".join(f"{word} {value}" for word, value in (("RT", citizen.rt), ("RW", citizen.rw)) if value)[:40]


@transaction.atomic
def open_visit(
    *,
    citizen: Citizen,
    source: str,
    why: str = "",
    origin: str = "",
    origin_url: str = "",
    due_on: date | None = None,
    by: User | None = None,
) -> Visit:
    """Write down that a home is to be visited; while one is open for the citizen, that one is given back.

    Raises:
        NotThere: no kelurahan is known of the citizen.
    """
    citizen = Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk)
    if citizen.kelurahan_id is None:
        raise NotThere("Kelurahan warga ini belum diketahui. Perbaiki alamatnya dahulu.")
    if found := Visit.objects.filter(citizen=citizen, repeats=None, state__in=LIVE).first():
        return found
    return Visit.objects.create(
        number=numbered_code(prefix="K", kind=NUMBER_KIND, on=timezone.localdate()), citizen=citizen,
        kelurahan_id=citizen.kelurahan_id, route=route_of(citizen), source=source, why=why.strip()[:200],
        origin=origin[:120], origin_url=origin_url[:200], due_on=due_on or usual_due(), attempt=_attempt(citizen),
        made_by=by, changed_by=by,
    )  # fmt: skip


def usual_due() -> date:
    """The day until which a visit is usually made."""
    return working_days_after(timezone.localdate(), USUAL_DAYS)


def _attempt(citizen: Citizen) -> int:
    """Which visit it is: those of the last months count."""
    since = timezone.now() - timedelta(days=SAME_MATTER)
    made = Visit.objects.filter(citizen=citizen, repeats=None, state=State.CHECKED, checked_at__gte=since)
    return made.count() + 1


def source_of(assignment: Assignment) -> str:
    """Why an assignment sends somebody to a home."""
    words = f"{assignment.origin} {assignment.title}".lower()
    return next((source for word, source in ORIGINS if word in words), Source.HAND)


def waiting_assignments() -> Iterable[Assignment]:
    """Live assignments of a visit that no visit was made of yet."""
    made = Visit.objects.exclude(assignment=None).values("assignment")
    found = Assignment.objects.live().filter(kind__in=[Kind.VISIT, Kind.CONFIRM], citizen__kelurahan__isnull=False)
    of_field = Q(role__in=[Role.FACILITATOR, Role.SUPERVISOR])
    return found.filter(of_field).exclude(pk__in=made).select_related("citizen").order_by("due_on", "pk")


@transaction.atomic
def collect(*, by: User | None = None) -> int:
    """Make visits of the assignments that ask for one, once each. Returns how many are new."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('visits.collect'))")  # two who collect at once take turns
    waiting = list(waiting_assignments()[:2000])  # type: ignore[index]
    busy = set(
        Visit.objects.filter(repeats=None, state__in=LIVE, citizen__in=[each.citizen_id for each in waiting])
        .values_list("citizen_id", flat=True)
    )  # fmt: skip
    first: dict[int, Assignment] = {}
    for each in waiting:
        if each.citizen_id and each.citizen_id not in busy:
            first.setdefault(each.citizen_id, each)
    wanted = list(first.values())
    numbers = numbered_codes(prefix="K", kind=NUMBER_KIND, on=timezone.localdate(), count=len(wanted))
    for number, each in zip(numbers, wanted, strict=True):
        citizen = each.citizen
        assert citizen is not None and citizen.kelurahan_id is not None
        Visit.objects.create(
            number=number, citizen=citizen, kelurahan_id=citizen.kelurahan_id, route=route_of(citizen),
            source=source_of(each), why=(each.step or each.title)[:200], origin=each.origin,
            origin_url=each.origin_url, assignment=each, due_on=each.due_on, attempt=_attempt(citizen), made_by=by,
            changed_by=by,
        )  # fmt: skip
    return len(wanted)


def facilitators_for(codes: Sequence[str] | None) -> list[User]:
    """Facilitators whose mandate lies in one of the areas, or above it; None is the whole city."""
    mandates = Mandate.objects.in_force(timezone.localdate()).filter(role=Role.FACILITATOR).select_related("region")
    if codes is not None:
        inside = Q(pk__in=[])
        for code in codes:
            inside |= Q(region__code__startswith=code)
        mandates = mandates.filter(inside)
    found = User.objects.filter(is_active=True, mandates__in=mandates).distinct().order_by("full_name")
    return list(found.prefetch_related("mandates__region"))


def reaches(facilitator: User, place: Region) -> bool:
    """Whether the facilitator's mandate holds a kelurahan."""
    codes = facilitator.area_codes(FILL)
    return codes is None or any(place.code.startswith(code) for code in codes)


@transaction.atomic
def give(*, visits: Iterable[Visit], facilitator: User, by: User, due_on: date | None = None) -> list[Visit]:
    """Give visits to a facilitator, all or none; what another one holds goes over to him.

    Raises:
        NotThere: the facilitator does not work in one of the kelurahan, or made the visit that is repeated.
        NotNow: one of them was made already.
    """
    ids = sorted(each.pk for each in visits)
    held = Visit.objects.select_for_update(of=("self",)).select_related("kelurahan", "repeats", "citizen")
    found = list(held.filter(pk__in=ids).order_by("pk"))
    for each in found:
        if each.state not in (State.OPEN, *IN_FIELD):
            raise NotNow(f"{each.number} sudah {each.get_state_display()}; tidak dibagi lagi.")
        if not reaches(facilitator, each.kelurahan):
            raise NotThere(f"{facilitator} tidak bertugas di {each.kelurahan}.")
        if each.repeats and each.repeats.facilitator_id == facilitator.pk:
            raise NotThere(f"{each.number} mengulang kunjungan {facilitator} sendiri. Beri kepada orang lain.")
        if each.facilitator_id != facilitator.pk:
            each.revision += 1
            each.state = State.ASSIGNED
        elif each.state == State.OPEN:
            each.state = State.ASSIGNED
        each.facilitator, each.due_on = facilitator, due_on or each.due_on
        touch(each, by)
        each.save()
    return found


def touch(visit: Visit, by: User | None) -> None:
    """Remember who changed it last."""
    visit.changed_by, visit.changed_at = by, timezone.now()


@transaction.atomic
def take_along(*, facilitator: User, limit: int) -> list[Visit]:
    """What a facilitator takes to the phone: his open visits, the nearest day first; they count as taken from now."""
    own = Visit.objects.filter(facilitator=facilitator).in_field()
    found = list(
        own.joined().select_for_update(of=("self",)).order_by("due_on", "kelurahan__name", "route", "pk")[:limit]
    )
    new = [each.pk for each in found if each.state == State.ASSIGNED]
    if new:
        Visit.objects.filter(pk__in=new).update(
            state=State.DOWNLOADED, changed_by=facilitator, changed_at=timezone.now()
        )
    return found


@transaction.atomic
def cancel(*, visit: Visit, by: User, reason: str) -> Visit:
    """A visit that is not needed any more; the reason stays.

    Raises:
        NotNow: it was made already, or no reason was given.
    """
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if held.state not in (State.OPEN, *IN_FIELD):
        raise NotNow(f"{held.number} sudah {held.get_state_display()}.")
    if not reason.strip():
        raise NotNow("Tulis mengapa kunjungan ini tidak perlu.")
    held.state, held.return_reason = State.CANCELLED, reason.strip()[:200]
    held.revision += 1
    touch(held, by)
    held.save()
    return held


def in_area(user: User, visits: Iterable[Visit]) -> bool:
    """Whether a person leads all of these kelurahan."""
    codes = user.area_codes(AREA)
    return codes is None or all(any(each.kelurahan.code.startswith(code) for code in codes) for each in visits)
