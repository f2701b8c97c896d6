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
from dtks.registry.models import AidRecord, Citizen, LifeState, RegisterState
from dtks.registry.queries import value_text
from verification.corrections.models import Act
from verification.corrections.models.plans import shown

DATA = Path(__file__).parent.parent / "data"
NO_AID = ("", "TIDAK", "gagal")
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
        return any(self.sets.get(field) in values for field, values in GONE_VALUES.items())


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
    """Programmes that the newest list names for each, by short label."""
    running = Q(programme__active_to=None) | Q(programme__active_to__gte=timezone.localdate())
    rows = AidRecord.objects.filter(running, citizen__in=people).select_related("programme").order_by("-period")
    newest: dict[tuple[int, str], str] = {}
    for row in rows:
        newest.setdefault((row.citizen_id, row.programme.short_label), row.state)
    found: dict[int, list[str]] = defaultdict(list)
    for (citizen, label), state in newest.items():
        if state not in NO_AID:
            found[citizen].append(label)
    return found


def _aid_words(
    form: ActForm, citizen: Citizen, values: Mapping[str, str], aid: Mapping[int, list[str]],
    programmes: Sequence[str], people: Sequence[Citizen],
) -> list[tuple[str, str]]:  # fmt: skip
    if programmes:
        held = {label: each.name for each in people for label in aid.get(each.pk, []) if each != citizen}
        return [(label, f"dari {held.get(label, 'belum ada penerima')} kepada {citizen.name}") for label in programmes]
    gone = any(values.get(field) in stop for field, stop in GONE_VALUES.items())
    away = "kk_number" in values and not gone
    word = "berhenti" if gone else "ikut ke kartu baru" if away else "tetap"
    return [(label, word) for label in aid.get(citizen.pk, [])]


def aid_labels(people: Sequence[Citizen]) -> list[str]:
    """Programmes of the family that the newest lists name, once each."""
    return sorted({label for labels in _aid_of(people).values() for label in labels})
