"""Sign-in, users, numbers, readings."""

from datetime import date

from dtks.accounts.models import Mandate, ReadLog, User
from dtks.office.models import Region
from tests.matrix.lines import EVERYBODY, Line

ADMINISTRATOR = {"administrator"}
REVEALS = {"front_desk", "supervisor", "facilitator", "kelurahan"}


def make_account(citizen):
    return User.objects.create(username=f"akun.{User.objects.count()}", full_name="Sebuah Akun").pk


def make_mandate(citizen):
    user = User.objects.get(pk=make_account(citizen))
    return Mandate.objects.create(user=user, role="kasi", basis="SK 1", starts_on=date(2026, 1, 2)).pk


RECORDS = {
    "account": make_account,
    "mandate": make_mandate,
    "numbers": lambda citizen: ["citizen", citizen.pk],
}

LINES = {
    "accounts:code": Line(see=EVERYBODY, ok=(302,)),
    "accounts:factor": Line(see=EVERYBODY),
    "accounts:recovery_codes": Line(see=EVERYBODY, post_only=True),
    "accounts:sessions_end": Line(see=EVERYBODY, post_only=True),
    "accounts:session_end": Line(see=EVERYBODY, record="account", whole_office=True, post_only=True),
    "accounts:user_sessions": Line(see=ADMINISTRATOR, record="account", whole_office=True, post_only=True),
    "accounts:user_factor": Line(see=ADMINISTRATOR, record="account", whole_office=True, post_only=True),
    "accounts:home": Line(see=EVERYBODY, ok=(200, 302)),
    "accounts:login": Line(public=True, ok=(200, 302)),
    "accounts:logout": Line(public=True, ok=(405,)),
    "accounts:profile": Line(see=EVERYBODY),
    "accounts:password": Line(see=EVERYBODY),
    "accounts:users": Line(see=ADMINISTRATOR),
    "accounts:regions": Line(see=ADMINISTRATOR),
    "accounts:user_new": Line(see=ADMINISTRATOR),
    "accounts:user": Line(see=ADMINISTRATOR, record="account", whole_office=True),
    "accounts:user_password": Line(see=ADMINISTRATOR, record="account", whole_office=True, post_only=True),
    "accounts:user_switch": Line(see=ADMINISTRATOR, record="account", whole_office=True, post_only=True),
    "accounts:mandate_new": Line(see=ADMINISTRATOR, record="account", whole_office=True),
    "accounts:mandate_end": Line(see=ADMINISTRATOR, record="mandate", whole_office=True),
    "accounts:reveal": Line(see=REVEALS, record="numbers"),
    "accounts:readings": Line(see={"auditor"}),
}


def make_user_row(number, citizen):
    user = User.objects.create(username=f"baris.{number:03}", full_name=f"Baris {number:03}")
    Mandate.objects.create(user=user, role="kasi", basis="SK 1", starts_on=date(2026, 1, 2))


def make_reading(number, citizen):
    user = User.objects.get(username="auditor")
    ReadLog.objects.create(user=user, act="open", subject="citizen", subject_id=citizen.pk)


def make_kelurahan(number, citizen):
    parent = citizen.kelurahan.parent
    named = {"name": f"Baris {number:03}", "slug": f"BARIS{number:03}", "level": "kelurahan", "kind": "kelurahan"}
    Region.objects.create(code=f"7471999{number:03}", parent=parent, in_kendari=True, **named)


ROWS = {"accounts:regions": make_kelurahan, "accounts:users": make_user_row, "accounts:readings": make_reading}
