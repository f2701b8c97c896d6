"""Requests and the operator's desk."""

from tests.matrix.lines import Line
from verification.corrections.models import Act, ChangeRequest, FieldChange, Origin

SEE = {"operator", "kasi", "kabid", "front_desk", "supervisor", "kelurahan"}
PROPOSE = {"operator", "front_desk", "kelurahan"}
DECIDE = {"operator", "kasi", "kabid"}


def make_request(citizen, number=0, state=ChangeRequest.State.SUBMITTED):
    act, _ = Act.objects.get_or_create(code="FIX_NAME", defaults={"label": "Perbaikan nama", "tiers": ["operator"]})
    roles = ["operator", "kasi", "kabid"]
    request = ChangeRequest.objects.create(
        number=f"P-{number:04d}-{ChangeRequest.objects.count():04d}", act=act, citizen=citizen, origin=Origin.EXTRACT,
        state=state, tiers=[roles], waits_for=roles if state == ChangeRequest.State.SUBMITTED else [],
    )  # fmt: skip
    FieldChange.objects.create(request=request, field="name", old_value=citizen.name, new_value="NAMA LAIN")
    return request


RECORDS = {
    "request": lambda citizen: make_request(citizen).pk,
    "request_paper": lambda citizen: [make_request(citizen).pk, 1],
}
LINES = {
    "corrections:list": Line(see=SEE),
    "corrections:request": Line(see=SEE, record="request"),
    "corrections:resubmit": Line(see=PROPOSE, record="request"),
    "corrections:withdraw": Line(see=PROPOSE, record="request", post_only=True),
    "corrections:reverse": Line(see=SEE, record="request"),
    "corrections:retry": Line(see=DECIDE, record="request", post_only=True),
    "corrections:override": Line(see={"kabid"}, record="request"),
    "corrections:papers": Line(see=PROPOSE, record="request"),
    "workbench:queue": Line(see=DECIDE, most=15),
    "workbench:next": Line(see=DECIDE, post_only=True),
    "workbench:formula": Line(see=DECIDE),
    "workbench:case": Line(see=DECIDE, record="request"),
    "workbench:decide": Line(see=DECIDE, record="request", post_only=True),
    "workbench:undo": Line(see=DECIDE, record="request", post_only=True),
    "workbench:paper": Line(see=DECIDE, record="request_paper", ok=(404,)),
}
ROWS = {
    "workbench:queue": lambda number, citizen: make_request(citizen, number),
    "corrections:list": lambda number, citizen: make_request(citizen, number),
}
