"""Requests and the operator's desk."""

from datetime import timedelta

from django.utils import timezone

from dtks.accounts.models import User
from tests.matrix.lines import Line
from verification.corrections.models import Act, ChangeRequest, FieldChange, Origin
from verification.workbench.models import Bundle, BundleRow
from verification.workbench.queries.bundles import seen_of

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


def make_bundle(citizen):
    """A bundle of one case, frozen by the operator."""
    request = make_request(citizen)
    now = timezone.now()
    bundle = Bundle.objects.create(
        number=f"PS-{request.number}", title="Nama: salah ketik", likeness="FIX_NAME|VARIANT|name=salah ketik/same",
        row_ids=[request.pk], count=1, sha256="0" * 64, made_by=User.objects.get(username="operator"),
        valid_until=now + timedelta(minutes=30),
    )  # fmt: skip
    BundleRow.objects.create(bundle=bundle, request=request, no=1, seen=seen_of(request))
    return bundle


RECORDS = {
    "bundle": lambda citizen: make_bundle(citizen).pk,
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
    "workbench:bundles": Line(see=DECIDE),
    "workbench:freeze": Line(see=DECIDE, post_only=True),
    "workbench:bundle": Line(see=DECIDE, record="bundle", whole_office=True),
    "workbench:bundle_progress": Line(see=DECIDE, record="bundle", whole_office=True),
    "workbench:bundle_stop": Line(see=DECIDE, record="bundle", whole_office=True, post_only=True),
    "workbench:bundle_reverse": Line(see=DECIDE, record="bundle", whole_office=True, post_only=True),
    "workbench:case": Line(see=DECIDE, record="request"),
    "workbench:decide": Line(see=DECIDE, record="request", post_only=True),
    "workbench:undo": Line(see=DECIDE, record="request", post_only=True),
    "workbench:paper": Line(see=DECIDE, record="request_paper", ok=(404,)),
}
ROWS = {
    "workbench:queue": lambda number, citizen: make_request(citizen, number),
    "corrections:list": lambda number, citizen: make_request(citizen, number),
}
