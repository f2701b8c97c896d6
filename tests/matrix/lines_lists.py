"""Lists of the centre: snapshots, differences, questions, returned names."""

from dtks.registry.models import Citizen
from tests.matrix.lines import Line
from tests.verification.lists.made import make_difference, make_list, make_name, make_order, make_question, make_return
from verification.lists.models import CentralList, VerificationName

SEES = {"operator", "kasi", "kabid"}

RECORDS = {
    "question": make_question,
    "returned": make_return,
    "order": lambda citizen: make_name(VerificationName.objects.count(), citizen).order_id,
    "list_difference": lambda citizen: make_difference().pk,
}
ROWS = {
    "lists:questions": lambda number, citizen: make_question(
        Citizen.objects.create(name=f"LA {number}", nik=citizen.nik, kelurahan=citizen.kelurahan),
        CentralList.objects.first() or make_list(),
    ),
    "lists:returns": lambda number, citizen: make_return(citizen, CentralList.objects.first() or make_list()),
    "lists:orders": lambda number, citizen: make_order(),
    "lists:index": lambda number, citizen: make_list(),
}
LINES = {
    "lists:index": Line(see=SEES),
    "lists:compare": Line(see=SEES),
    "lists:difference": Line(see=SEES, record="list_difference", whole_office=True),
    "lists:questions": Line(see=SEES),
    "lists:question": Line(see=SEES, record="question", whole_office=True),
    "lists:confirm": Line(see=SEES, record="question", whole_office=True, post_only=True),
    "lists:reopen": Line(see=SEES, record="question", whole_office=True),
    "lists:orders": Line(see=SEES),
    "lists:order": Line(see=SEES, record="order", whole_office=True),
    "lists:returns": Line(see=SEES),
    "lists:return": Line(see=SEES, record="returned", whole_office=True),
}
