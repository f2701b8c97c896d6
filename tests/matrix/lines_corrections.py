"""Requests and the operator's desk."""

from dataclasses import asdict
from datetime import date, timedelta

from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import AidRecord, Citizen, Programme
from tests.matrix.lines import Line
from verification.corrections.models import Act, ChangeRequest, FieldChange, Origin
from verification.corrections.services import change_rule
from verification.workbench.models import Bundle, BundleRow, Formula
from verification.workbench.queries.bundles import seen_of
from verification.workbench.queries.formula import Weights
from verification.workbench.services import find_losses

SEE = {"operator", "kasi", "kabid", "front_desk", "supervisor", "kelurahan"}
PROPOSE = {"operator", "front_desk", "kelurahan"}
SEE_CITIZENS = {"kabid", "kasi", "operator", "front_desk", "supervisor", "facilitator", "kelurahan"}
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


def make_young(citizen, number=0):
    """Somebody who is 17 in three weeks."""
    today = timezone.localdate() + timedelta(days=21)
    return Citizen.objects.create(
        name=f"LA ODE MUDA {number:03}", kelurahan=citizen.kelurahan, sex="L",
        birth_date=today.replace(year=today.year - 17, day=min(today.day, 28)),
    )  # fmt: skip


def make_loss(number, citizen):
    """Somebody of 17 who receives aid."""
    programme, _ = Programme.objects.get_or_create(code="PKH", defaults={"label": "PKH", "short_label": "PKH"})
    young = make_young(citizen, number)
    AidRecord.objects.create(
        citizen=young, programme=programme, period=date(2026, 10, 1), state="YA",
        reference="Daftar 1",
    )  # fmt: skip
    find_losses([young.pk])


def make_faulty(number, citizen):
    Citizen.objects.create(name=f"TANPA NIK {number:03}", kelurahan=citizen.kelurahan)


def make_coming_rule():
    """A rule of the kabid that begins tomorrow, or the day after the last one that does."""
    act, _ = Act.objects.get_or_create(code="X", defaults={"label": "Uji", "tiers": ["operator"]})
    return change_rule(
        act=act, tiers=["kasi"], evidence="warn", by=User.objects.get(username="kabid"), reason="Coba",
        starts_on=timezone.localdate() + timedelta(days=1 + len(act.coming)),
    )  # fmt: skip


def make_coming_formula():
    """A formula of the kabid that begins tomorrow."""
    return Formula.objects.create(
        weights=asdict(Weights(aid=4)), starts_on=timezone.localdate() + timedelta(days=1), reason="Coba",
        set_by=User.objects.get(username="kabid"),
    )  # fmt: skip


RECORDS = {
    "coming_formula": lambda citizen: make_coming_formula().pk,
    "act_rule": lambda citizen: (
        Act.objects.get_or_create(code="X", defaults={"label": "Uji", "tiers": ["operator"]})[0].pk
    ),
    "coming_rule": lambda citizen: make_coming_rule().pk,
    "young": lambda citizen: make_young(citizen).pk,
    "bundle": lambda citizen: make_bundle(citizen).pk,
    "request": lambda citizen: make_request(citizen).pk,
    "applied_request": lambda citizen: make_request(citizen, state=ChangeRequest.State.APPLIED).pk,
    "request_paper": lambda citizen: [make_request(citizen).pk, 1],
}
LINES = {
    "corrections:list": Line(see=SEE),
    "corrections:request": Line(see=SEE, record="request"),
    "corrections:resubmit": Line(see=PROPOSE, record="request"),
    "corrections:withdraw": Line(see=PROPOSE, record="request", post_only=True),
    "corrections:reverse": Line(see=SEE, record="applied_request"),
    "corrections:objection": Line(see=SEE, record="request", ok=(404,)),
    "corrections:retry": Line(see=DECIDE, record="request", post_only=True),
    "corrections:override": Line(see={"kabid"}, record="request"),
    "corrections:papers": Line(see=PROPOSE, record="request"),
    "workbench:queue": Line(see=DECIDE),
    "workbench:next": Line(see=DECIDE, post_only=True, leads=True),
    "workbench:formula": Line(see=DECIDE),
    "workbench:formula_withdraw": Line(see={"kabid"}, record="coming_formula", whole_office=True),
    "workbench:urgent_report": Line(see=DECIDE),
    "corrections:urgent_rule": Line(see=DECIDE),
    "workbench:seventeen": Line(see=SEE_CITIZENS, most=12),
    "workbench:seventeen_slip": Line(see=SEE_CITIZENS, record="young"),
    "workbench:removals": Line(see={"kabid", "kasi", "auditor"}),
    "corrections:rules": Line(see={"kabid"}),
    "corrections:rule": Line(see={"kabid"}, record="act_rule", whole_office=True),
    "corrections:rule_withdraw": Line(see={"kabid"}, record="coming_rule", whole_office=True),
    "workbench:losses": Line(see=SEE_CITIZENS, most=12),
    "workbench:health": Line(see=SEE_CITIZENS),
    "workbench:recount": Line(see={"operator", "kasi"}, post_only=True, leads=True),
    "workbench:fault": Line(see=SEE_CITIZENS, args=("tanpa-nik",)),
    "workbench:bundles": Line(see=DECIDE),
    "workbench:freeze": Line(see=DECIDE, post_only=True, leads=True),
    "workbench:bundle": Line(see=DECIDE, record="bundle", whole_office=True),
    "workbench:bundle_progress": Line(see=DECIDE, record="bundle", whole_office=True),
    "workbench:bundle_stop": Line(see=DECIDE, record="bundle", whole_office=True, post_only=True, leads=True),
    "workbench:bundle_reverse": Line(see=DECIDE, record="bundle", whole_office=True, post_only=True, leads=True),
    "workbench:case": Line(see=DECIDE, record="request"),
    "workbench:decide": Line(see=DECIDE, record="request", post_only=True, leads=True),
    "workbench:undo": Line(see=DECIDE, record="request", post_only=True, leads=True),
    "workbench:paper": Line(see=DECIDE, record="request_paper", ok=(404,)),
}
ROWS = {
    "workbench:seventeen": lambda number, citizen: make_young(citizen, number),
    "workbench:losses": make_loss,
    "workbench:fault": make_faulty,
    "workbench:queue": lambda number, citizen: make_request(citizen, number),
    "corrections:list": lambda number, citizen: make_request(citizen, number),
}
