"""From results to change requests: the register's values of what differs, by hand or by a choice of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import Proposal, propose_many
from verification.reconciliation.models import Result, Run
from verification.reconciliation.queries import REGISTRY_FIELDS, openable
from verification.sources.models import Comparison
from verification.sources.services import compare_now, compared_fields

FINE = ("same", "unknown")


class NothingSelected(Refusal):
    """No result is left from which a correction could be opened."""


class RunIsHeld(Refusal):
    """The brake holds the run: nothing is opened from it."""


def propose_result(*, result: Result, actor: User) -> ChangeRequest:
    """Open the correction of one result at which a person has looked. It stays the machine's proposal.

    Raises:
        RunIsHeld: the run's results do not hold.
        NothingSelected: nothing can be proposed from it; the text says why.
    """
    return opened_from(result=result, actor=actor)[0]


@transaction.atomic
def opened_from(*, result: Result, actor: User, one_by_one: bool = True) -> tuple[ChangeRequest, bool]:
    """The same, and whether it is new: what somebody has opened before with these values is given back as it is.

    Args:
        one_by_one: a person looks at this one; else a result that needs eyes opens nothing.
    """
    if result.run.state != Run.State.DONE:
        raise RunIsHeld("Hasil rekonsiliasi ini tidak berlaku; tidak ada usulan yang dibuka.")
    if not Result.objects.filter(pk=result.pk, is_latest=True).exists():
        raise RunIsHeld("Hasil ini ditahan rem, atau sudah diganti yang lebih baru; tidak ada usulan yang dibuka.")
    why, proposal = proposal_of(result, actor=actor, one_by_one=one_by_one)
    if proposal is None:
        raise NothingSelected(f"Tidak ada usulan yang dibuka: {why}.")
    done = propose_many(
        proposals=[proposal], origin=Origin.EXTRACT, origin_reference=f"Rekonsiliasi {result.run}", started_by=actor
    )
    if done.made:
        return done.made[0], True
    open_one = _open_with(result.citizen, proposal.values)
    if open_one is None:
        raise NothingSelected("Usulan yang sama pernah ditolak, dan nilai warga belum berubah sejak itu.")
    return open_one, False


def _open_with(citizen: Citizen, values: Mapping[str, str]) -> ChangeRequest | None:
    """The open request that proposes one of these values already; another matter of the citizen is not it."""
    for request in citizen.change_requests.open().prefetch_related("fields"):
        if any(values.get(change.field) == change.new_value for change in request.fields.all()):
            return request
    return None


def proposal_of(result: Result, *, actor: User | None, one_by_one: bool) -> tuple[str, Proposal | None]:
    """What a result proposes: the register's values of differing fields. Else why it proposes nothing, in words.

    Args:
        one_by_one: a person looks at this one, so a result that needs eyes may propose too.
    """
    comparison = fresh_comparison(result, actor=actor)
    if why := openable(comparison.result_class, comparison.band, one_by_one=one_by_one):
        return why, None
    values = values_of(comparison, missing=result.missing)
    if not values:
        return "tidak ada isian yang berbeda", None
    comparison = comparison if comparison.pk else _written(comparison)
    return "", Proposal(citizen_id=result.citizen_id, values=values, comparison=comparison)


def fresh_comparison(result: Result, *, actor: User | None) -> Comparison:
    """The result as the frozen basis of a proposal; compared anew where one side has changed since the run."""
    citizen, person = result.citizen, result.civil_person
    changed = citizen.updated_at > result.run.started_at
    if person is not None:
        changed |= person.changed_in.number > result.run.extract.number
    if changed:
        return compare_now(citizen=citizen, actor=actor)
    return Comparison(
        citizen=citizen,
        civil_person=person,
        taken_on=person.taken_on if person else result.run.extract.taken_on,
        by=actor,
        result_class=result.result_class,
        fields=compared_fields(citizen, person, tuple(result.differs)),
        confidence=result.confidence,
        band=result.band,
        contributions={name: value for name, value in result.contributions.items() if value},
        codes=result.codes,
        method_version=result.run.method_version,
    )


def _written(comparison: Comparison) -> Comparison:
    comparison.save(force_insert=True)
    return comparison


def values_of(comparison: Comparison, *, missing: Sequence[str] = ()) -> dict[str, str]:
    """The register's values of fields that differ, and of those that only we lack. An empty value is never proposed."""
    lacking = {field for judged in missing for field in REGISTRY_FIELDS[judged]}
    values = {}
    for field, said in comparison.fields.items():
        differs = said["verdict"] not in FINE or (field in lacking and not said["ours"])
        if differs and said["theirs"]:
            values[field] = said["theirs"]
    if "nik" in lacking and comparison.civil_person is not None:
        values["nik"] = comparison.civil_person.nik  # a placeholder of ours ("0") is missing too, though no empty text
    return {field: value for field, value in values.items() if value}
