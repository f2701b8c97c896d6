"""Lists, differences, questions and returned names for the tests."""

from datetime import date

from dtks.files.models import StagedFile
from dtks.files.services import store_bytes
from dtks.registry.models import Citizen, Tombstone
from verification.lists.models import (
    CentralList,
    DifferenceLine,
    IdentityQuestion,
    ListDifference,
    ListRow,
    ReturnedCase,
    VerificationName,
    VerificationOrder,
)


def make_list(number=None):
    number = number or CentralList.objects.count() + 1
    stored = store_bytes(name=f"daftar{number}.csv", content=f"{number}".encode(), kind="csv", actor=None)
    staged = StagedFile.objects.create(purpose="list", file=stored, state="merged", parameters={"scheme": "dtks"})
    return CentralList.objects.create(
        number=number, scheme="dtks", period=date(2026, 1 + number % 12, 1), staged_file=staged, sha256="0" * 64
    )


def make_question(citizen, central=None):
    other = Citizen.objects.create(name="WA INA", nik=citizen.nik, kelurahan=citizen.kelurahan)
    return IdentityQuestion.objects.create(citizen=citizen, other=other, central_list=central or make_list()).pk


def make_return(citizen, central=None):
    central = central or make_list()
    stone = Tombstone.objects.create(
        citizen=citizen, name=citizen.name, name_key="X", kelurahan=citizen.kelurahan, reason="31",
        removed_on=date(2026, 9, 1),
    )  # fmt: skip
    row = ListRow.objects.create(
        central_list=central, row_no=central.rows.count() + 1, citizen=citizen, values={"name": citizen.name}
    )
    return ReturnedCase.objects.create(
        central_list=central, row=row, tombstone=stone, kind="same_id", band="same", confidence=1
    ).pk


def make_difference(citizen=None):
    return ListDifference.objects.create(old=make_list(), new=make_list(), counts={"left": 1})


def make_line(number, citizen):
    found = ListDifference.objects.first() or make_difference()
    return DifferenceLine.objects.create(
        difference=found, member_id=f"D{number:08d}", citizen=citizen, name=citizen.name, change="changed",
        fields=["nama"], values=[["name", "WA INA", citizen.name]],
    )  # fmt: skip


def make_order():
    number = VerificationOrder.objects.count() + 1
    stored = store_bytes(name=f"nama{number}.csv", content=f"n{number}".encode(), kind="csv", actor=None)
    staged = StagedFile.objects.create(purpose="verify", file=stored, state="merged", parameters={})
    return VerificationOrder.objects.create(
        number=f"V-2611-{number:04d}", staged_file=staged, due_on=date(2026, 12, 15)
    )  # fmt: skip


def make_name(number, citizen):
    order = VerificationOrder.objects.first() or make_order()
    return VerificationName.objects.create(order=order, row_no=number + 2, name=citizen.name, citizen=citizen)
