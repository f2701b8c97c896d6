"""Settings of the office: for the administrator and the kabid."""

from datetime import date, timedelta

from django.utils import timezone

from dtks.office.models import Holiday, Letterhead, MayorDay, Signatory
from tests.matrix.lines import Line

SETS = {"administrator", "kabid"}


def make_head(citizen):
    return Letterhead.objects.get_or_create(starts_on=date(2026, 1, 2))[0].pk


def make_signatory(citizen, number=0):
    seat = f"Kepala Bidang {Signatory.objects.count()}"
    return Signatory.objects.create(seat=seat, name=f"Pejabat {number}", starts_on=date(2026, 1, 2)).pk


def make_holiday(citizen, number=0):
    day = timezone.localdate() + timedelta(days=400 + Holiday.with_taken_back.count())
    return Holiday.objects.create(date=day, name=f"Libur {number}", kind="daerah").pk


def make_mayor_day(citizen):
    today = timezone.localdate()
    return MayorDay.objects.create(kind="away", starts_on=today, ends_on=today).pk


RECORDS = {
    "letterhead": make_head,
    "signatory": make_signatory,
    "holiday": make_holiday,
    "mayor_day": make_mayor_day,
    "window": lambda citizen: [2027, 3],
}

LINES = {
    "office:settings": Line(see=SETS),
    "office:letterhead": Line(see=SETS),
    "office:letterhead_pdf": Line(see=SETS, record="letterhead", whole_office=True),
    "office:signatories": Line(see=SETS),
    "office:signatory_new": Line(see=SETS),
    "office:signatory": Line(see=SETS, record="signatory", whole_office=True),
    "office:signatory_end": Line(see=SETS, record="signatory", whole_office=True),
    "office:holidays": Line(see=SETS),
    "office:holiday_new": Line(see=SETS),
    "office:holidays_import": Line(see=SETS),
    "office:holidays_take": Line(see=SETS, post_only=True),
    "office:holiday": Line(see=SETS, record="holiday", whole_office=True),
    "office:holiday_take_back": Line(see=SETS, record="holiday", whole_office=True),
    "office:windows": Line(see=SETS),
    "office:window": Line(see=SETS, record="window", whole_office=True),
    "office:mayor_day_new": Line(see=SETS),
    "office:mayor_day_take_back": Line(see=SETS, record="mayor_day", whole_office=True, post_only=True),
}
ROWS = {
    "office:signatories": lambda number, citizen: make_signatory(citizen, number),
    "office:holidays": lambda number, citizen: make_holiday(citizen, number),
}
