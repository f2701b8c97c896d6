"""The first page of each role: that role's own work, out of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from consultation.desk.models import State as TicketState
from consultation.desk.models import Ticket
from consultation.desk.queries.quality import on_time
from dtks.accounts.models import Mandate, ReadLog, Role, User
from dtks.files.models import StagedFile
from dtks.jobs.models import Job
from dtks.office.queries import next_window, working_days_between
from dtks.overview.queries import backlog
from dtks.overview.queries.health import checks
from dtks.overview.queries.requests import lists_with_fields, with_shown_fields
from dtks.registry.models import Citizen, LifeState
from dtks.web.memory import found_again, kept
from dtks.web.navigation import offered_part
from verification.corrections.models import ChangeRequest, Decision
from verification.corrections.queries.second_looks import disagreement
from verification.monthly.models import Batch, LedgerLine, Packet
from verification.monthly.queries.calendar import Known
from verification.monthly.queries.packets import home_packets
from verification.sources.queries import latest_extract

State = ChangeRequest.State
SHORT_LIST = 8
MANY = 2_000
NOT_RECORDED = ("", "1", "2")  # ktp_states: nothing known, not due, not recorded


def home_of(user: User) -> tuple[str, dict[str, Any]]:
    """Name of the template and what it shows, for the role that the person leads with today."""
    make = HOMES.get(user.role, _without_mandate)
    return (user.role if user.role in HOMES else "without_mandate"), make(user)


def _without_mandate(user: User) -> dict[str, Any]:
    return {}


def _front_desk(user: User) -> dict[str, Any]:
    found = Ticket.objects.visible_to(user)
    today = timezone.localdate()
    counts = found.aggregate(
        open=Count("pk", filter=Q(closed_at=None)),
        late=Count("pk", filter=Q(closed_at=None, due_on__lt=today)),
        due=Count("pk", filter=Q(closed_at=None, due_on=today)),
        citizen=Count("pk", filter=Q(closed_at=None, state__in=[TicketState.INCOMPLETE, TicketState.WAIT_CITIZEN])),
        opened=Count("pk", filter=Q(opened_at__date=today)),
        closed=Count("pk", filter=Q(closed_at__date=today)),
    )
    waiting = found.filter(closed_at=None).select_related("citizen", "kelurahan").order_by("due_on", "id")
    returned = backlog.open_requests(user).filter(maker=user, state=State.RETURNED)
    decided = ChangeRequest.objects.visible_to(user).filter(
        maker=user, decided_at__gte=timezone.now() - timedelta(days=14)
    )
    sent_back, answered = lists_with_fields(returned[:5], decided.order_by("-decided_at")[:6])
    return {
        "today": today,
        "counts": counts,
        "tickets": list(waiting[:12]),
        "returned": sent_back,
        "answered": answered,
    }


def _board(user: User) -> backlog.Board:
    """The backlog by class, age and place; thousands are counted once a minute, and anew after each own decision."""
    name = f"board:{user.pk}"
    return found_again(name, lambda: backlog.board(user), worth=lambda board: board.totals["undecided"] > MANY)


def _operator(user: User) -> dict[str, Any]:
    board = _board(user)
    counts = board.totals
    triage = offered_part("triage", user)
    complete = counts["undecided"] - triage.lacking
    window = [(counts["ready"], ""), (counts["failed"], "f-be"), (triage.lacking, "f-va"), (complete, "f-redup")]
    return {
        "counts": counts,
        "known": Known.of(counts, undecided=triage.waiting),
        "window": window,
        "complete": complete,
        "others": max(0, counts["undecided"] - triage.waiting),
        "decided_by_me": counts["by_me"],
        "disagreement": kept("disagreement", disagreement),
        "triage": triage,
        "beside": triage.beside,
        "lists": offered_part("lists", user),
        "forecast": board.forecast(),
        "files": _waiting_files().count(),
        "extract": kept("latest-extract", latest_extract),
        "tasks": offered_part("assignments", user, ChangeRequest.objects.open().values("citizen")),
    }


def _waiting_files() -> QuerySet[StagedFile]:
    return StagedFile.objects.filter(state__in=[StagedFile.State.STAGED, StagedFile.State.MAPPING]).select_related(
        "file"
    )


def _kelurahan(user: User) -> dict[str, Any]:
    people = Citizen.objects.visible_to(user).filter(life_state=LifeState.ALIVE)
    found = Ticket.objects.visible_to(user)
    today = timezone.localdate()
    soon = (_years_ago(today, 17), _years_ago(today + timedelta(days=90), 17))
    numbers = people.aggregate(
        people=Count("pk"),
        without_nik=Count("pk", filter=~Q(nik_problem="")),
        unlisted=Count("pk", filter=Q(register_state="unlisted")),
    )
    seventeen = people.filter(birth_date__range=soon, ktp_state__in=NOT_RECORDED).order_by("birth_date")
    requests, counts = ChangeRequest.objects.visible_to(user), backlog.board(user).totals
    counts["open"] -= counts["returned"]
    fills = {"applied": "f-ok", "open": "", "returned": "f-va", "refused": "f-be"}
    waiting = found.filter(closed_at=None, state=TicketState.WAIT_KELURAHAN).select_related("citizen")
    asked = list(waiting.order_by("due_on")[:6])
    still_open, news = lists_with_fields(
        requests.open().order_by("created_at", "id")[:SHORT_LIST],
        requests.filter(decided_at__isnull=False).order_by("-decided_at")[:6],
    )
    coming = [(each, _seventeen_on(each.birth_date)) for each in seventeen[:6] if each.birth_date]
    return {
        "today": today,
        "numbers": numbers,
        "seventeen": coming,
        "open_requests": still_open,
        "news": news,
        "counts": counts,
        "known": Known.of(counts),
        "bar": [(counts[name], fill) for name, fill in fills.items()],
        "tickets": asked,
    }


def _years_ago(day: date, years: int) -> date:
    """Who was born on this date is so many years old on that day; 29 February counts from 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _seventeen_on(born: date) -> date:
    try:
        return born.replace(year=born.year + 17)
    except ValueError:
        return date(born.year + 17, 3, 1)


def _kasi(user: User) -> dict[str, Any]:
    found, board = backlog.open_requests(user), _board(user)
    counts, mine = board.totals, offered_part("waiting", user)
    waiting, failed = lists_with_fields(
        backlog.waiting_for(found, user)[:SHORT_LIST], found.filter(state=State.APPLY_FAILED)[:5]
    )
    return {
        "requests": waiting,
        "waiting": mine,
        "second_look": counts["second_look"],
        "failed": failed,
        "failed_count": counts["apply_failed"],
        "urgent": offered_part("urgent", user),
        "known": Known.of(counts, undecided=mine),
        "files": list(_waiting_files()[:6]),
        "classes": board.by_class(),
        "forecast": board.forecast(),
        "lists": offered_part("lists", user),
    }


def _kabid(user: User) -> dict[str, Any]:
    found, board = backlog.open_requests(user), _board(user)
    ledger, counts, places = kept("home:ledger", _ledger), board.totals, board.by_kecamatan()
    unanswered = ledger["sent"] - ledger["accepted"] - ledger["refused"]
    today, since = timezone.localdate(), counts["open"] - counts["month_began"]
    window, mine = next_window(today), offered_part("waiting", user)
    return {
        "urgent": offered_part("urgent", user),
        "urgent_month": offered_part("urgent_month", user),
        "forecast": board.forecast(),
        "since_month": since,
        "since_month_size": abs(since),
        "month": today.replace(day=1),
        "on_time": kept("home:on_time", on_time),
        "disagreement": kept("disagreement", disagreement),
        "window": window,
        "window_left": working_days_between(today, window.closes_on),
        "counts": counts,
        "too_old": sum(number for _, number, old in board.by_age() if old),
        "unanswered": unanswered,
        "ledger_bar": [(ledger["accepted"], "f-ok"), (ledger["refused"], "f-be"), (unanswered, "f-redup")],
        "classes": board.by_class(),
        "ages": board.by_age(),
        "places": places,
        "most": max((place.number for place in places), default=0),
        "city": backlog.whole_city(board),
        "quality": kept(f"home:quality:{user.pk}", lambda: _quality(user)),
        "extract": latest_extract(),
        "ledger": ledger,
        "decisions": with_shown_fields(backlog.waiting_for(found, user)[:5]),
        "waiting": mine,
        "known": Known.of(counts, undecided=mine),
        "failed": counts["apply_failed"],
        "batch": Batch.objects.order_by("-month", "-sequence").first(),
        "packets": home_packets(user),
        "lists": offered_part("lists", user),
    }


def _ledger() -> dict[str, int]:
    """Proposals that were sent, and how they were answered; counted once a minute."""
    return LedgerLine.objects.aggregate(
        sent=Count("pk"),
        accepted=Count("pk", filter=Q(state__contains="accepted")),
        refused=Count("pk", filter=Q(state__contains="refused")),
    )


def _quality(user: User) -> dict[str, int]:
    """Faults of the numbers and dates of all who live; counted once a minute."""
    return (
        Citizen.objects.visible_to(user)
        .filter(life_state=LifeState.ALIVE)
        .aggregate(
            people=Count("pk"),
            without_nik=Count("pk", filter=Q(nik="")),
            bad_nik=Count("pk", filter=~Q(nik="") & ~Q(nik_problem="")),
            unknown_birth=Count("pk", filter=Q(birth_date=None)),
        )
    )


def _mayor_office(user: User) -> dict[str, Any]:
    signed = Packet.objects.filter(state=Packet.State.SIGNED).order_by("-signed_on", "-pk")
    return {
        "packets": home_packets(user),
        "signed": list(signed[:6]),
        "batches": list(Batch.objects.exclude(state=Batch.State.VOID).order_by("-month", "-sequence")[:6]),
    }


def _auditor(user: User) -> dict[str, Any]:
    now = timezone.now()
    week = ReadLog.objects.filter(at__gte=now - timedelta(days=7))
    return {
        "acts": [
            (dict(ReadLog.Act.choices).get(act, act), number)
            for act, number in week.order_by().values_list("act").annotate(number=Count("pk")).order_by("-number")
        ],
        "readers": list(
            week.order_by().values(name=F("user__full_name")).annotate(number=Count("pk")).order_by("-number")[:6]
        ),
        "reveals": list(ReadLog.objects.filter(act=ReadLog.Act.REVEAL).select_related("user")[:8]),
        "decisions": list(Decision.objects.select_related("checker", "request").order_by("-id")[:12]),
        "overrides": Decision.objects.filter(override__isnull=False).count(),
    }


def _administrator(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    in_force = Mandate.objects.in_force(today)
    found = checks()
    now = Q(pk__in=in_force.order_by().values("pk"))
    roles = (
        Mandate.objects.order_by("role")
        .values_list("role")
        .annotate(people=Count("user", distinct=True, filter=now), bare=Count("pk", filter=Q(basis="")))
    )
    return {
        "checks": found,
        "unwell": [check for check in found if not check.well],
        "users": User.objects.aggregate(
            active=Count("pk", filter=Q(is_active=True)), shut=Count("pk", filter=Q(is_active=False))
        ),
        "ending": list(
            in_force.filter(ends_on__lte=today + timedelta(days=30))
            .select_related("user", "region")
            .order_by("ends_on")[:6]
        ),
        "roles": [(dict(Role.choices)[role], number) for role, number, _ in roles if number],
        "jobs": list(Job.objects.select_related("actor")[:8]),
        "without_basis": sum(number for _, _, number in roles),
    }


HOMES: dict[str, Callable[[User], dict[str, Any]]] = {
    Role.FRONT_DESK: _front_desk,
    Role.OPERATOR: _operator,
    Role.KELURAHAN: _kelurahan,
    Role.FACILITATOR: _kelurahan,
    Role.SUPERVISOR: _kelurahan,
    Role.KASI: _kasi,
    Role.KABID: _kabid,
    Role.MAYOR_OFFICE: _mayor_office,
    Role.AUDITOR: _auditor,
    Role.ADMINISTRATOR: _administrator,
}
