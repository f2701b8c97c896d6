"""Acts and listed reasons: loaded from tables, chosen by fields, with their order of deciders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from django.db import transaction

from dtks.accounts.models import Role
from dtks.office.services import read_table
from verification.corrections.models import Act, Reason
from verification.corrections.models.acts import EvidenceRule

DATA = Path(__file__).parent.parent / "data"
# Who only makes: a tier of theirs is done when the request is there.
MAKING_ROLES = frozenset({Role.KELURAHAN.value, "frontdesk"})
UPWARD = (Role.OPERATOR.value, Role.KASI.value, Role.KABID.value)
# The act that leads where several fields change, in this order.
ACT_OF_FIELD = {
    "nik": "FIX_NIK", "life_state": "DEATH", "kk_number": "KK_CHANGE", "kelurahan": "MOVE_INSIDE", "name": "FIX_NAME",
    "birth_date": "FIX_BIRTH", "birth_place": "FIX_BIRTH", "sex": "FIX_SEX", "mother_name": "FIX_MOTHER",
    "address": "FIX_ADDRESS", "rt": "FIX_ADDRESS", "rw": "FIX_ADDRESS",
}  # fmt: skip
OTHER_FIELDS_ACT = "CHANGE_NOTICE"
# Acts whose value may stand already: the decision itself is what is applied.
# A guardian who follows a head keeps his own card: what changes is the plan.
CONFIRMING = ("RETURNED_NAME", "PENGURUS_CHANGE", "REACTIVATE_PBI", "DESIL_REVIEW", "HEAD_SUCCESSION")


@transaction.atomic
def load_acts() -> int:
    """Kinds of change from the file; the order of deciders that the office changed stays. Safe to repeat."""
    acts = [_act(row, position) for position, row in enumerate(read_table(DATA / "acts.csv"))]
    Act.objects.bulk_create(
        acts,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["label", "group", "unit", "decided_by", "needs_minutes", "needs_visit", "needs_packet",
                       "template_kind", "urgent_allowed", "what_follows", "position"],
    )  # fmt: skip
    return len(acts)


def _act(row: dict[str, str], position: int) -> Act:
    yes = {name: row[name] == "yes" for name in ("needs_minutes", "needs_visit", "needs_packet", "urgent_allowed")}
    template = row["siks_template"]
    return Act(
        code=row["code"], label=row["label"], group=row["group"], unit=row["unit"], decided_by=row["decided_by"],
        tiers=row["tiers"].split(";"), what_follows=row["what_follows"], position=position, **yes,
        template_kind="by_outcome" if template.startswith("by outcome") else template,
        evidence=EvidenceRule.NONE if row["group"] in ("notice", "complaint") else EvidenceRule.BLOCK,
    )  # fmt: skip


@transaction.atomic
def load_reasons() -> int:
    """Listed reasons that the table does not have yet; dated rows of the office stay. Safe to repeat."""
    places: dict[str, int] = {}
    rows = list(read_table(DATA / "reasons.csv"))
    known = set(Reason.objects.values_list("kind", "code"))
    made = []
    for row in rows:
        places[row["kind"]] = places.get(row["kind"], 0) + 1
        if (row["kind"], row["code"]) not in known:
            words = row.pop("needs_words") == "1"
            made.append(Reason(**row, needs_words=words, position=places[row["kind"]]))
    Reason.objects.bulk_create(made)
    return len(rows)


def act_for_fields(fields: Collection[str]) -> str:
    """The leading act of a set of changed fields: NIK before card, place, name, birth, sex, mother, address."""
    return next((act for field, act in ACT_OF_FIELD.items() if field in fields), OTHER_FIELDS_ACT)


def tiers_of(act: Act, maker_roles: Iterable[str] = ()) -> list[list[str]]:
    """For each tier of an act the roles that may decide it, by the order in force today; see `tiers_by`."""
    return tiers_by(act.rule.tiers, maker_roles)


def tiers_by(order: Sequence[str], maker_roles: Iterable[str] = ()) -> list[list[str]]:
    """For each tier the roles that may decide it, by an order of deciders and the maker's roles (decisions.md 1).

    A tier of the maker's own role falls to the next one above; if that one decides anyway, the two are one. An empty
    list says that the rule is broken: an unknown role, or nobody who decides.
    """
    made_by = set(maker_roles)
    roles = [role for role in order if role not in MAKING_ROLES] or _only_made(order)
    if not roles or any(role not in UPWARD for role in roles):
        return []
    tiers: list[list[str]] = []
    for place, role in enumerate(roles):
        above = list(UPWARD[UPWARD.index(role) :])
        if role not in made_by:
            tiers.append([role])
        elif place + 1 == len(roles) or roles[place + 1] not in above:
            tiers.append(above)
    return tiers


def _only_made(order: Sequence[str]) -> list[str]:
    """A notice has no deciding tier of its own; whatever value it brings is decided by the operator."""
    return [Role.OPERATOR.value] if order and set(order) <= MAKING_ROLES else []


def reason_of(kind: str, code: str, on: date) -> Reason | None:
    """The listed reason in use on a day."""
    return Reason.objects.on(on).filter(kind=kind, code=code).first()
