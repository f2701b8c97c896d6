"""The reference tables of papers: kinds of paper and what each act asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.services import read_table
from dtks.papers.models import PaperKind, Requirement
from dtks.web.refusals import Refusal

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def load_papers() -> int:
    """Kinds of paper from data/papers.csv, and where to get them from data/places.csv. Safe to repeat."""
    rows = list(read_table(DATA / "papers.csv"))
    places = {row.pop("code"): row for row in read_table(DATA / "places.csv")}
    PaperKind.objects.bulk_create(
        [
            PaperKind(
                code=row["code"],
                label=row["label"],
                issuer=row["issuer"],
                copy_form=row["copy_form"],
                max_age_days=int(row["max_age_days"]) if row["max_age_days"] else None,
                what_to_check=row["what_to_check"],
                position=n,
                **places[row["code"]],
            )
            for n, row in enumerate(rows)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "label",
            "issuer",
            "copy_form",
            "max_age_days",
            "what_to_check",
            "position",
            "where_to_get",
            "bring",
            "if_lost",
        ],
    )
    return len(rows)


@transaction.atomic
def load_requirements() -> int:
    """Rules that the table does not have yet, from data/requirements.csv; a rule that stands is never changed."""
    kinds = {kind.code: kind for kind in PaperKind.objects.all()}
    known = set(Requirement.objects.values_list("programme", "act", "paper__code", "valid_from"))
    rows = list(read_table(DATA / "requirements.csv"))
    for row in rows:
        starts = date.fromisoformat(row["valid_from"])
        if (row["programme"], row["act"], row["paper"], starts) in known:
            continue
        rule = Requirement.objects.create(
            programme=row["programme"],
            act=row["act"],
            paper=kinds[row["paper"]],
            mandatory=row["mandatory"],
            legal_basis=row["legal_basis"],
            valid_from=starts,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            note=row["note"],
        )
        rule.alternatives.set([kinds[code] for code in row["alternatives"].split(";") if code])
    return len(rows)


class OldRule(Refusal):
    """The change would alter what days that are over asked for."""


@transaction.atomic
def set_rule(
    *, programme: str, act: str, paper: PaperKind, mandatory: str, legal_basis: str, starts_on: date, actor: User,
    alternatives: Sequence[PaperKind] = (), ends_on: date | None = None, note: str = "",
) -> Requirement:  # fmt: skip
    """A paper that an act of a programme asks for from a day on; the rule before it ends the day before.

    Tickets that were opened before keep the rule of their day.

    Raises:
        OldRule: the day is over, or another rule begins on it or later.
    """
    _require_not_over(starts_on)
    if ends_on is not None and ends_on < starts_on:
        raise OldRule("Hari terakhir terletak sebelum hari pertama.")
    same = Requirement.objects.select_for_update().filter(programme=programme, act=act, paper=paper)
    standing = same.on(starts_on).order_by("-valid_from").first()
    if later := same.filter(valid_from__gte=starts_on).exclude(valid_to__lt=starts_on).first():
        raise OldRule(
            f"Sudah ada aturan yang mulai {later.valid_from:%d-%m-%Y}. Akhiri itu dahulu, atau pilih hari lain."
        )
    same.on(starts_on).update(valid_to=starts_on - timedelta(days=1))
    rule = Requirement.objects.create(
        programme=programme, act=act, paper=paper, mandatory=mandatory, legal_basis=legal_basis.strip(),
        valid_from=starts_on, valid_to=ends_on, note=note.strip(), made_by=actor, replaces=standing,
    )  # fmt: skip
    rule.alternatives.set(alternatives)
    return rule


@transaction.atomic
def end_rule(*, rule: Requirement, ends_on: date) -> Requirement:
    """The last day on which a rule asks for its paper; one that has not begun yet never does.

    Raises:
        OldRule: the rule is over, or the day lies before yesterday.
    """
    rule = Requirement.objects.select_for_update().get(pk=rule.pk)
    if rule.state_today == "ended":
        raise OldRule("Aturan ini sudah berakhir.")
    _require_not_over(ends_on + timedelta(days=1))
    rule.valid_to = max(ends_on, rule.valid_from - timedelta(days=1))
    rule.save(update_fields=["valid_to"])
    return rule


def _require_not_over(day: date) -> None:
    if day < timezone.localdate():
        raise OldRule("Tiket hari-hari yang lewat memakai aturan lamanya. Pilih hari ini atau sesudahnya.")
