"""The acts of the office as forms, out of data/act_forms.csv: whom they touch, what they set, what they ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from dtks.office.services import read_table
from dtks.registry.models import AidRecord, Citizen, LifeState, Programme, RegisterState, Relation
from dtks.registry.queries import holding, value_text
from verification.corrections.models import Act
from verification.corrections.models.plans import shown

DATA = Path(__file__).parent.parent / "data"
NOT_PAID = "gagal"
GONE_VALUES = {"life_state": (LifeState.DECEASED, LifeState.MOVED), "register_state": (RegisterState.REMOVED,)}


@dataclass(frozen=True)
class ActForm:
    """One act as a form. `who`: person (this citizen), members (the family, all ticked), some (this one ticked)."""

    slug: str
    code: str
    heading: str
    who: str
    sets: Mapping[str, str]
    asks: frozenset[str]
    day_label: str
    sentence: str

    @property
    def changes_family(self) -> bool:
        """Whether it moves people between cards or off the list, so that no other such act may be open beside it."""
        return self.who in ("members", "some") or bool(self.asks & {"kk_number", "programme"})

    @property
    def is_exit(self) -> bool:
        """Whether somebody leaves the list by it: evidence, two persons and a right to object."""
        return is_gone(self.sets)


def is_gone(values: Mapping[str, str]) -> bool:
    """Whether somebody with these values dies, moves away or is taken off the list."""
    return any(values.get(field) in stop for field, stop in GONE_VALUES.items())


@lru_cache(maxsize=1)
def act_forms() -> dict[str, ActForm]:
    """All act forms by slug, in the order of the page."""
    return {row["slug"]: _form(row) for row in read_table(DATA / "act_forms.csv")}


def _form(row: dict[str, str]) -> ActForm:
    sets = dict(pair.split("=", 1) for pair in row["sets"].split(";") if pair)
    asks = frozenset(filter(None, row["asks"].split(";")))
    return ActForm(
        row["slug"], row["code"], row["heading"], row["who"], sets, asks, row["day_label"], row["sentence"]
    )  # fmt: skip


def acts_by_heading() -> dict[str, list[tuple[ActForm, Act]]]:
    """The forms with their acts of the office's table, under their headings; one query."""
    acts = {act.code: act for act in Act.objects.filter(code__in=[form.code for form in act_forms().values()])}
    found: dict[str, list[tuple[ActForm, Act]]] = defaultdict(list)
    for form in act_forms().values():
        if form.code in acts:
            found[form.heading].append((form, acts[form.code]))
    return dict(found)


@dataclass(frozen=True)
class Effect:
    """What an act would do to one person: changed fields as (label, old, new), and what becomes of each programme."""

    citizen: Citizen
    changes: list[tuple[str, str, str]]
    aid: list[tuple[str, str]]


def effects(
    form: ActForm, values: Mapping[Citizen, Mapping[str, str]], *, programmes: Sequence[str] = (),
    family: Iterable[Citizen] = (),
) -> list[Effect]:  # fmt: skip
    """What the act would do, person by person; two queries.

    Args:
        values: canonical texts that each person gets.
        programmes: short labels whose recipient changes to the person.
        family: who may hold a programme now, for the words of a change of recipient.
    """
    people = [*values, *(each for each in family if each not in values)]
    aid = _aid_of(people)
    return [
        Effect(citizen, _changes(citizen, new), _aid_words(form, citizen, new, aid, programmes, people))
        for citizen, new in values.items()
    ]


def _changes(citizen: Citizen, values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for field, new in values.items():
        old = value_text(citizen, field)
        if old != new:
            found.append((Citizen.FIELDS[field], shown(field, old), shown(field, new)))
    return found


def _aid_of(people: Sequence[Citizen]) -> dict[int, list[str]]:
    """Programmes that each receives now, by short label; one whose payment failed is at nobody's hand."""
    running = Q(programme__active_to=None) | Q(programme__active_to__gte=timezone.localdate())
    rows = holding(AidRecord.objects.filter(running, citizen__in=people)).exclude(state=NOT_PAID)
    found: dict[int, list[str]] = defaultdict(list)
    for citizen, label in rows.order_by("programme").values_list("citizen_id", "programme__short_label"):
        if label not in found[citizen]:
            found[citizen].append(label)
    return found


def _aid_words(
    form: ActForm, citizen: Citizen, values: Mapping[str, str], aid: Mapping[int, list[str]],
    programmes: Sequence[str], people: Sequence[Citizen],
) -> list[tuple[str, str]]:  # fmt: skip
    if programmes:
        others = [each for each in people if each != citizen]
        return [(label, f"dari {_holder(label, others, aid)} kepada {citizen.name}") for label in programmes]
    gone = is_gone(values)
    away = values.get("kk_number") and not gone
    word = "berhenti" if gone else "ikut ke kartu baru" if away else "tetap"
    asked = [("PBI-JK", "nonaktif, diminta aktif; diketik di SIKS-NG")] if form.code == "REACTIVATE_PBI" else []
    about = {label for label, _ in asked}
    return asked + [(label, word) for label in aid.get(citizen.pk, []) if label not in about]


def _holder(label: str, people: Sequence[Citizen], aid: Mapping[int, list[str]]) -> str:
    """Who holds a programme of the family now; the head where a list names several."""
    holding = [each for each in people if label in aid.get(each.pk, [])]
    holding.sort(key=lambda each: each.relation != Relation.HEAD)
    return holding[0].name if holding else "belum ada penerima"


def aid_labels(people: Sequence[Citizen]) -> list[str]:
    """Programmes of the family that the newest lists name, once each; one of a person alone has no recipient."""
    named = {label for labels in _aid_of(people).values() for label in labels}
    of_family = Programme.objects.filter(short_label__in=named, unit="family")
    return sorted(set(of_family.values_list("short_label", flat=True)))
