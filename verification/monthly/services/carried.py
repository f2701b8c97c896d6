"""After a cut-off: what missed it is written down with its reason. Before it: who can still act is told."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import Mandate, User
from dtks.jobs.models import Message
from dtks.office.queries import WindowDays, months_from, next_window, windows_of, working_days_between
from dtks.web.templatetags.formats import long_day
from dtks.web.templatetags.formats import month as month_words
from verification.corrections.models import ChangeRequest
from verification.monthly import queries
from verification.monthly.models import CarriedOver, CutoffWarning, MonthClose
from verification.monthly.queries import Held
from verification.monthly.queries.calendar import warnings_for

State = ChangeRequest.State
WARN_AT = (5, 1)  # working days before the cut-off
LOOK_BACK = 3  # months: a scheduler that was away closes what it missed
UNDECIDED = Held("UNDECIDED", "Belum diputus sampai batas kiriman.", "Operator")
SENT_BACK = Held("SENT_BACK", "Dikembalikan dan belum diperbaiki sampai batas kiriman.", "Pengusul")
NOT_SEALED = Held("NOT_SEALED", "Siap, tetapi kiriman bulan itu ditutup tanpa perkara ini.", "Operator")
NO_LIST = frozenset({"NOTHING_TO_SEND"})  # nothing of it would ever go


def close_months(*, today: date) -> int:
    """Close every month whose cut-off is past and was not closed yet. Returns how many requests were carried over."""
    months = list(months_from(today - timedelta(days=31 * LOOK_BACK), LOOK_BACK + 2))
    done = set(MonthClose.objects.filter(month__in=months).values_list("month", flat=True))
    past = [window for window in windows_of(months) if window.closes_on < today and window.month not in done]
    return sum(close_month(window=window) for window in past if not window.is_shut)


@transaction.atomic
def close_month(*, window: WindowDays) -> int:
    """Write the carry-over list of one month: what was here on its cut-off day and is in no batch. Safe to repeat."""
    close, is_new = MonthClose.objects.get_or_create(month=window.month, defaults={"closed_on": window.closes_on})
    if not is_new:
        return 0
    here = ChangeRequest.objects.filter(sealed_in="", created_at__date__lte=window.closes_on)
    rows = [_carried(close, request, UNDECIDED) for request in here.filter(state=State.SUBMITTED)]
    rows += [_carried(close, request, SENT_BACK) for request in here.filter(state=State.RETURNED)]
    accepted = queries.candidates().filter(pk__in=here.values("pk"))
    for request, held in queries.preflight(accepted):
        reason = held or NOT_SEALED
        if reason.code not in NO_LIST:
            rows.append(_carried(close, request, reason))
    CarriedOver.objects.bulk_create(rows, batch_size=1000)
    close.carried = len(rows)
    close.save(update_fields=["carried"])
    return len(rows)


def _carried(close: MonthClose, request: ChangeRequest, held: Held) -> CarriedOver:
    return CarriedOver(month=close, request=request, code=held.code, sentence=held.sentence, mender=held.mender)


def warn_before_cutoff(*, today: date) -> int:
    """E-mail those who can still act, five working days and one before the cut-off. Returns how many were told."""
    window = next_window(today)
    left = working_days_between(today, window.closes_on)
    if window.is_shut or left not in WARN_AT:
        return 0
    holders = Mandate.objects.in_force(today).values("user")
    people = User.objects.filter(is_active=True, pk__in=holders).exclude(email="").order_by("pk")
    return sum(_warn(person, window, left) for person in people)


@transaction.atomic
def _warn(person: User, window: WindowDays, left: int) -> bool:
    sentences = [each.sentence for each in warnings_for(person, timezone.localdate())]
    if not sentences:
        return False
    _, is_new = CutoffWarning.objects.get_or_create(month=window.month, days=left, user=person)
    if is_new:
        Message.objects.create(
            channel=Message.Channel.EMAIL,
            recipient=person.email,
            subject=f"Batas kiriman {month_words(window.month)} tinggal {left} hari kerja",
            text=f"Batas kiriman: {long_day(window.closes_on)}.\n\n" + "\n".join(f"- {each}" for each in sentences)
            + "\n\nYang lewat batas ikut bulan berikutnya dengan sendirinya.",
            about=f"jendela {window.month:%m-%Y}",
        )  # fmt: skip
    return is_new
