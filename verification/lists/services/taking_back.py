"""A list is taken back: whom it changed is again as before, whom it brought leaves the register's living."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from dtks.files.models import StagedFile, StagedRow
from dtks.jobs.models import Job
from dtks.jobs.services import emit
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, OtherValue, RegisterState, Source
from dtks.registry.queries.aid import SPEAKERS
from dtks.registry.services import keep_derived, parse_value, settle_dwellings, settle_families
from dtks.web.memory import forget
from verification.corrections.models import ChangeRequest
from verification.lists.models import NEWEST_DIFFERENCE, CentralList, IdentityQuestion, ReturnedCase
from verification.lists.services.judging import OWN
from verification.reconciliation.models import Run

OF_THE_LIST = ("registry", "lists")  # rooms whose rows about a new citizen the merge itself wrote
WORDS = {"corrections": "usulan", "desk": "tiket", "papers": "berkas", "reconciliation": "hasil rekonsiliasi",
         "sources": "hasil banding", "siks": "baris kiriman", "monthly": "baris kiriman", "visits": "kunjungan",
         "minutes": "butir berita acara", "assignments": "tugas"}  # fmt: skip


def builds_on(staged: StagedFile) -> list[str]:
    """What rests on the merge of a list, in sentences."""
    central = CentralList.objects.filter(staged_file=staged).first()
    if central is None:
        return []
    later = CentralList.objects.filter(number__gt=central.number, taken_back_at=None)
    runs = Run.objects.filter(started_at__gte=central.merged_at).order_by("pk")
    return [
        *[f"{each} sudah digabungkan sesudahnya." for each in later],
        *[f"Rekonsiliasi {run.number} sudah memakai daftar ini." for run in runs[:3]],
        *_about_the_new(staged),
        *_about_the_known(staged, central),
        *_answers(central),
    ]


def _rows(staged: StagedFile, *verdicts: str) -> QuerySet[StagedRow]:
    return staged.rows.filter(verdict__in=verdicts, target_id__isnull=False)


def _about_the_new(staged: StagedFile) -> list[str]:
    """Anything that an upper room wrote about somebody who is new by this list."""
    new = _rows(staged, StagedRow.Verdict.CREATED).values("target_id")
    found: dict[str, int] = {}
    for relation in Citizen._meta.related_objects:  # noqa: SLF001 - rooms above are known by their tables, not by import
        room = relation.related_model._meta.app_label  # noqa: SLF001
        if room not in OF_THE_LIST:
            rows: Any = relation.related_model._default_manager  # noqa: SLF001
            word = WORDS.get(room, "catatan")
            found[word] = found.get(word, 0) + rows.filter(**{f"{relation.field.name}__in": new}).count()
    return [f"Ada {number} {word} tentang warga baru dari daftar ini." for word, number in found.items() if number]


def _about_the_known(staged: StagedFile, central: CentralList) -> list[str]:
    """Changes since the merge of those whom it changed or brought."""
    touched = _rows(staged, StagedRow.Verdict.CREATED, StagedRow.Verdict.UPDATED).values("target_id")
    events: Any = apps.get_model("registry", "CitizenEvent").objects
    merge = Job.objects.filter(kind="merge_list", parameters={"staged": staged.pk}).order_by("-pk").first()
    assert merge is not None and merge.started_at is not None
    since = events.filter(pgh_created_at__gt=merge.started_at, pgh_obj__in=touched)
    since = since.exclude(pgh_context__metadata__job=merge.pk)
    changed = since.values("pgh_obj").distinct().count()
    asked = ChangeRequest.objects.filter(created_at__gt=central.merged_at, citizen__in=touched)
    known = asked.exclude(citizen__in=_rows(staged, StagedRow.Verdict.CREATED).values("target_id")).count()
    sentences = [(changed, "warga dari daftar ini sudah berubah sesudahnya"), (known, "usulan dibuat sesudahnya")]
    return [f"{number} {words}." for number, words in sentences if number]


def _answers(central: CentralList) -> list[str]:
    answered = IdentityQuestion.objects.filter(central_list=central).exclude(answer="").count()
    decided = ReturnedCase.objects.filter(central_list=central).exclude(decision="").count()
    sentences = [(answered, "pertanyaan siapa sudah dijawab"), (decided, "perkara nama kembali sudah diputus")]
    return [f"{number} {words}." for number, words in sentences if number]


def hold(staged: StagedFile) -> None:
    """Lock the citizens whom the merge wrote, in the order of their ids."""
    touched = _rows(staged, StagedRow.Verdict.CREATED, StagedRow.Verdict.UPDATED).values("target_id")
    list(Citizen.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk", flat=True))


def unmerge(staged: StagedFile) -> None:
    """Take back what the list wrote into the register. The snapshot stays, marked."""
    central = CentralList.objects.get(staged_file=staged)
    _restore_known(staged, central)
    _end_new(staged, central)
    with connection.cursor() as cursor:
        said: dict[str, Any] = {
            "scheme": central.scheme, "period": central.period, "list": central.pk, "reference": central.reference,
        }  # fmt: skip
        for statement in (_BACK_ON_THE_LIST, _FORGET_STANDINGS, _FORGET_AID, _EARLIER_STANDINGS):
            cursor.execute(statement, said)
    OtherValue.objects.filter(source=Source.LIST, reference=central.reference).delete()
    CentralList.objects.filter(pk=central.pk).update(taken_back_at=timezone.now())
    forget(NEWEST_DIFFERENCE, SPEAKERS)
    emit(kind="list.taken_back", payload={"list": central.pk})


def _restore_known(staged: StagedFile, central: CentralList) -> None:
    """Values, families and dwellings of those who were known before, as they stood."""
    rows = _rows(staged, StagedRow.Verdict.UPDATED).values_list("target_id", "changes")
    was: dict[int, dict[str, list[str]]] = {target: changes for target, changes in rows if target}
    people = list(Citizen.objects.filter(pk__in=was).select_related("kelurahan").order_by("pk"))
    written = {"updated_at", "name_key", "nik_problem", "birth_estimated", "register_state", "desil", "life_state"}
    for citizen in people:
        fields = [name for name in was[citizen.pk] if name not in OWN]
        written |= set(fields)
        _restore(citizen, {name: pair[0] for name, pair in was[citizen.pk].items()}, fields, central)
    Citizen.objects.bulk_update(people, sorted(written), batch_size=200)
    _settle(people, was, central)


def _restore(citizen: Citizen, old: dict[str, str], fields: list[str], central: CentralList) -> None:
    for name in fields:
        setattr(citizen, name, parse_value(name, old[name]))
    if "desil" in old:
        citizen.desil = int(old["desil"]) if old["desil"] else None
    for name in ("register_state", "life_state"):
        if name in old:
            setattr(citizen, name, old[name])
    keep_derived(citizen, fields, central.period)
    citizen.updated_at = timezone.now()


def _settle(people: list[Citizen], was: dict[int, dict[str, list[str]]], central: CentralList) -> None:
    today, reason = timezone.localdate(), f"{central} ditarik kembali"
    moved = [each for each in people if {"kk_number", "relation"} & set(was[each.pk])]
    settle_families(citizens=moved, on=today, reason=reason)
    homes = {each.pk: was[each.pk]["household_id"][0] for each in people if "household_id" in was[each.pk]}
    places = {homes[each.pk]: each.kelurahan_id for each in people if each.pk in homes}
    settle_dwellings(dwellings=homes, scheme=central.scheme, on=today, kelurahan=places)


def _end_new(staged: StagedFile, central: CentralList) -> None:
    """Nobody is deleted: whom only this list knew is not valid and on no list, until a list brings him again."""
    new = _rows(staged, StagedRow.Verdict.CREATED).values("target_id")
    memberships = HouseholdMembership.objects.filter(citizen__in=new, ended_on=None)
    today, reason = timezone.localdate(), f"{central} ditarik kembali"[:80]
    memberships.update(ended_on=Greatest("started_on", Value(today)), reason=reason)
    people = Citizen.objects.filter(pk__in=new)
    people.filter(~Q(life_state=LifeState.INVALID)).update(
        life_state=LifeState.INVALID, life_state_on=today, register_state=RegisterState.UNLISTED,
        sources={"life_state": {"source": Source.LIST, "since": today.isoformat(), "reference": reason}},
        updated_at=timezone.now(),
    )  # fmt: skip


_BACK_ON_THE_LIST = """
    UPDATE registry_citizen c SET register_state = 'listed', updated_at = now()
    FROM registry_schemestanding s
    WHERE s.citizen_id = c.id AND s.scheme = %(scheme)s AND s.period = %(period)s AND NOT s.listed
      AND s.reference = %(reference)s AND c.register_state = 'left'
"""
_FORGET_STANDINGS = """
    DELETE FROM registry_schemestanding
    WHERE scheme = %(scheme)s AND period = %(period)s AND reference = %(reference)s
"""
_FORGET_AID = "DELETE FROM registry_aidrecord WHERE period = %(period)s AND reference = %(reference)s"
# A list of the same month that was merged before speaks again for its people.
_EARLIER_STANDINGS = """
    INSERT INTO registry_schemestanding (citizen_id, scheme, period, listed, member_id, desil, reference)
    SELECT DISTINCT ON (r.citizen_id) r.citizen_id, l.scheme, l.period, true, r.member_id,
           (r.values->>'desil')::smallint, 'Daftar No. ' || l.number
    FROM lists_centrallist l JOIN lists_listrow r ON r.central_list_id = l.id
    WHERE l.scheme = %(scheme)s AND l.period = %(period)s AND l.id <> %(list)s AND l.taken_back_at IS NULL
      AND r.citizen_id IS NOT NULL AND NOT r.refused
    ORDER BY r.citizen_id, l.number DESC
    ON CONFLICT DO NOTHING
"""
