"""The work lists of the desk: what is mine, what nobody holds, what is late, whom we wait for (row 23)."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from consultation.desk.models import HOLDERS, IN_OUR_HANDS, Kind, State, Ticket
from dtks.accounts.models import User
from dtks.web.memory import counted, fingerprint, found_again

WORDS = {
    "mine": "Milik saya",
    "urgent": "Mendesak",
    "first": "Didahulukan",
    "late": "Lewat waktu",
    "today": "Habis hari ini",
    "free": "Belum dipegang",
    "counter": "Meja loket",
    "operators": "Meja operator",
    "citizen": "Menunggu warga",
    "others": "Di instansi lain",
    "open": "Terbuka",
    "closed": "Ditutup",
}
MANY = 2_000  # from here on the counts take longer than the page
WITH_CITIZEN = tuple(state for state, holder in HOLDERS.items() if holder == "citizen")
AT_THE_COUNTER = (State.RECEIVED, State.RETURNED)
_WITH_OTHERS = tuple(state for state in HOLDERS if state not in (*IN_OUR_HANDS, *WITH_CITIZEN, State.SENT))


def queue(name: str, user: User) -> Q:
    """The tickets of a work list; nothing for a word that is none."""
    now = timezone.now()
    tonight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    open_now = Q(closed_at=None)
    rules = {
        "mine": open_now & Q(assigned_to=user),
        "urgent": open_now & Q(kind=Kind.URGENT),
        "first": open_now & Q(is_first=True),
        "late": Q(clock_due_at__lte=now),
        "today": Q(clock_due_at__gt=now, clock_due_at__lte=tonight),
        "free": open_now & Q(assigned_to=None, state__in=IN_OUR_HANDS),
        "counter": open_now & Q(state__in=AT_THE_COUNTER),
        "operators": open_now & Q(state=State.CHECKING),
        "citizen": open_now & Q(state__in=WITH_CITIZEN),
        "others": open_now & Q(state__in=_WITH_OTHERS),
        "open": open_now,
        "closed": Q(closed_at__isnull=False),
    }
    return rules.get(name, Q(pk=None))


def counts(rows: QuerySet[Ticket], user: User) -> dict[str, int]:
    """How many tickets stand in each list, and in all. Only the open ones, a few thousand, are looked at.

    Of many tickets the counts hold until one of them changes, a minute at the most.
    """
    name = f"queues:{user.pk}:{last_change()}:{fingerprint(rows)}"
    return found_again(name, lambda: _counts(rows, user), worth=lambda found: found["all"] > MANY)


def last_change() -> int:
    """The newest row of the history of tickets: as long as it stays, so do the counts."""
    return int(apps.get_model("desk", "TicketEvent").objects.aggregate(last=Max("pk"))["last"] or 0)


def _counts(rows: QuerySet[Ticket], user: User) -> dict[str, int]:
    of_open = [name for name in WORDS if name not in {"open", "closed"}]
    found = (
        rows.order_by()
        .filter(closed_at=None)
        .aggregate(open=Count("pk"), **{name: Count("pk", filter=queue(name, user)) for name in of_open})
    )
    every = counted(rows)
    return {**found, "all": every, "closed": max(0, every - found["open"])}
