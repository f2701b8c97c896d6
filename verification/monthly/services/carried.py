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
from verification.monthly.models import CarriedOver, CutoffWarning, HeldBack, MonthClose
from verification.monthly.queries import Held
from verification.monthly.queries.calendar import warnings_for

State = ChangeRequest.State
WARN_AT = (5, 1)  # working days before the cut-off
LOOK_BACK = 3  # months: a scheduler that was away closes what it missed
UNDECIDED = Held("UNDECIDED", "Belum diputus sampai batas kiriman.", "Operator")
SENT_BACK = Held("SENT_BACK", "Dikembalikan dan belum diperbaiki sampai batas kiriman.", "Pengusul")
NOT_SEALED = Held("NOT_SEALED", "Siap, tetapi kiriman bulan itu ditutup tanpa perkara ini.", "Operator")
NO_LIST = frozenset({"NOTHING_TO_SEND"})  # nothing of it would ever go
OF_THE_SHEET = ("REQUIRED_EMPTY", "NOT_16_DIGITS", "TOO_LONG")  # seen only when a batch is filled


def close_months(*, today: date) -> int:
    """Close every month whose cut-off is past and was not closed yet. Returns how many requests were carried over.

    A month before the first request was made is none of this office's: there is nothing to close.
    """
    months = list(months_from(today - timedelta(days=31 * LOOK_BACK), LOOK_BACK + 2))
    done = set(MonthClose.objects.filter(month__in=months).values_list("month", flat=True))
    first = ChangeRequest.objects.order_by("created_at").values_list("created_at", flat=True).first()
    if first is None:
        return 0
    since = timezone.localdate(first)
    past = [window for window in windows_of(months) if since <= window.closes_on < today and window.month not in done]
    return sum(close_month(window=window) for window in past if not window.is_shut)


@transaction.atomic
def close_month(*, window: WindowDays) -> int:
    """Write the carry-over list of one month: what was here on its cut-off day and is in no batch. Safe to repeat."""
    close, is_new = MonthClose.objects.get_or_create(month=window.month, defaults={"closed_on": window.closes_on})
    if not is_new:
        return 0
    here = ChangeRequest.objects.filter(sealed_in="", created_at__date__lte=window.closes_on)
    here = here.exclude(act__template_kind="")  # no month of the centre carries them
    rows = [_carried(close, request, UNDECIDED) for request in here.filter(state=State.SUBMITTED)]
    rows += [_carried(close, request, SENT_BACK) for request in here.filter(state=State.RETURNED)]
    accepted, kept = queries.candidates().filter(pk__in=here.values("pk")), _kept_by_sheet(window.month)
    for request, held in queries.preflight(accepted):
        reason = held or kept.get(request.pk, NOT_SEALED)
        if reason.code not in NO_LIST:
            rows.append(_carried(close, request, reason))
    CarriedOver.objects.bulk_create(rows, batch_size=1000)
    close.carried = len(rows)
    close.save(update_fields=["carried"])
    return len(rows)


def _kept_by_sheet(month: date) -> dict[int, Held]:
    """What the sheet itself missed of a change when the last batch of the month was filled."""
    rows = HeldBack.objects.filter(batch__month=month, code__in=OF_THE_SHEET).order_by("pk")
    return {row.request_id: Held(row.code, row.sentence, row.mender) for row in rows}


def _carried(close: MonthClose, request: ChangeRequest, held: Held) -> CarriedOver:
    return CarriedOver(month=close, request=request, code=held.code, sentence=held.sentence, mender=held.mender)


def warn_before_cutoff(*, today: date) -> int:
    """E-mail those who can still act, five working days and one before the cut-off. Returns how many were told.

    Who had nothing to do on that day, or was not reached because nothing ran, is told on a later one, once a step.
    """
    window = next_window(today)
    left = working_days_between(today, window.closes_on)
    step = min((days for days in WARN_AT if days >= left), default=None)
    if window.is_shut or step is None:
        return 0
    told = CutoffWarning.objects.filter(month=window.month, days=step).values("user")
    holders = Mandate.objects.in_force(today).values("user")
    people = User.objects.filter(is_active=True, pk__in=holders).exclude(email="").exclude(pk__in=told).order_by("pk")
    return sum(_warn(person, window, step, today) for person in people)


@transaction.atomic
def _warn(person: User, window: WindowDays, step: int, today: date) -> bool:
    sentences = [each.sentence for each in warnings_for(person, today, window)]
    if not sentences:
        return False
    _, is_new = CutoffWarning.objects.get_or_create(month=window.month, days=step, user=person)
    if is_new:
        left = working_days_between(today, window.closes_on)
        Message.objects.create(
            channel=Message.Channel.EMAIL,
            recipient=person.email,
            subject=f"Batas kiriman {month_words(window.month)} "
            + (f"tinggal {left} hari kerja" if left else "habis hari ini"),
            text=f"Batas kiriman: {long_day(window.closes_on)}.\n\n" + "\n".join(f"- {each}" for each in sentences)
            + "\n\nYang lewat batas ikut bulan berikutnya dengan sendirinya.",
            about=f"jendela {window.month:%m-%Y}",
        )  # fmt: skip
    return is_new
