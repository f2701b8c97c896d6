"""What must hold whatever people do to requests: asked after each act of the random tests."""

from collections import defaultdict

from django.apps import apps

from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest, Decision, FieldChange

FIELDS = ("name", "mother_name", "rt", "rw")


def values() -> dict[tuple[int, str], str]:
    """All watched values of all citizens."""
    return {
        (row["pk"], field): row[field] for row in Citizen.objects.values("pk", *FIELDS) for field in FIELDS
    }  # fmt: skip


def assert_no_request_is_lost(made: set[int]) -> None:
    """Every request that was made is there, in a state that somebody sees."""
    found = dict(ChangeRequest.objects.values_list("pk", "state"))
    assert made <= set(found)
    assert set(found.values()) <= set(ChangeRequest.State.values)
    for request in ChangeRequest.objects.filter(state="submitted"):
        assert request.waits_for, f"{request.number} waits for nobody"


def assert_every_value_was_approved(first: dict[tuple[int, str], str]) -> None:
    """Each value that ever stood was there at first, or was accepted by somebody else than its maker."""
    allowed = defaultdict(set)
    for key, value in first.items():
        allowed[key].add(value)
    accepted = Decision.objects.filter(kind="accept").select_related("field_change__request")
    for decision in accepted:
        change, request = decision.field_change, decision.field_change.request
        assert decision.checker_id != request.maker_id or decision.override_id, f"{request.number} by its maker"
        allowed[request.citizen_id, change.field].add(change.new_value)
    events = apps.get_model("registry", "CitizenEvent").objects.values("pgh_obj_id", *FIELDS)
    for event in events:
        for field in FIELDS:
            assert event[field] in allowed[event["pgh_obj_id"], field], f"{field} became {event[field]}"


def assert_each_tier_was_another_person() -> None:
    """What is applied was accepted at each tier, by so many people."""
    for change in FieldChange.objects.filter(applied=True).select_related("request"):
        said = change.decisions.filter(kind="accept").order_by("-pk").values_list("checker", "tier")
        last = {tier: checker for checker, tier in reversed(list(said))}
        assert len(set(last.values())) >= len(change.request.tiers), f"{change.request.number} by too few"


def assert_history_replays() -> None:
    """The newest row of history is the citizen as he stands."""
    newest = apps.get_model("registry", "CitizenEvent").objects.order_by("pgh_obj_id", "-pgh_id")
    for event in newest.distinct("pgh_obj_id"):
        citizen = Citizen.objects.get(pk=event.pgh_obj_id)
        assert [getattr(event, field) for field in FIELDS] == [getattr(citizen, field) for field in FIELDS]


def assert_all_holds(*, made: set[int], first: dict[tuple[int, str], str]) -> None:
    assert_no_request_is_lost(made)
    assert_every_value_was_approved(first)
    assert_each_tier_was_another_person()
    assert_history_replays()
