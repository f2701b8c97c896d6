"""Which papers an act asks for."""

from datetime import date

import pytest

from dtks.papers import queries, services
from dtks.papers.models import PaperKind, Requirement

pytestmark = pytest.mark.usefixtures("rules")


def codes(programme, act, on):
    return [(rule.paper.code, rule.mandatory) for rule in queries.requirements_for(programme, act, on)]


def test_loading_twice_changes_nothing():
    before = (PaperKind.objects.count(), Requirement.objects.count())
    services.load_papers()
    services.load_requirements()
    assert before == (PaperKind.objects.count(), Requirement.objects.count()) == (38, 137)


def test_reactivation_asks_for_the_health_letter_since_the_new_law():
    old, new = codes("PBI_JK", "REACTIVATE_PBI", date(2025, 6, 9)), codes("PBI_JK", "REACTIVATE_PBI", date(2025, 6, 10))
    assert ("FASKES", "yes") not in old and ("KIS", "yes") in old
    assert ("FASKES", "yes") in new and ("KIS", "no") in new


def test_rule_for_any_programme_holds_where_the_programme_has_none():
    assert codes("PKH", "FIX_NIK", date(2026, 11, 18)) == [("KTP", "yes"), ("KK", "yes")]


def test_without_rule_of_its_own_a_programme_takes_that_of_the_register():
    assert codes("PKH", "CERTIFICATE", date(2026, 11, 18)) == codes("DATA", "CERTIFICATE", date(2026, 11, 18))


def test_an_alternative_stands_beside_its_paper():
    ktp = queries.requirements_for("PKH", "NEW_PROPOSAL", date(2026, 11, 18))[0]
    assert [kind.code for kind in ktp.alternatives.all()] == ["SUKET_REKAM"]


def test_a_letter_older_than_its_limit_is_expired():
    domicile = PaperKind.objects.get(code="DOMISILI")
    assert queries.is_expired(domicile, date(2026, 7, 2), date(2026, 11, 18))
    assert not queries.is_expired(domicile, date(2026, 10, 2), date(2026, 11, 18))
    assert not queries.is_expired(PaperKind.objects.get(code="KTP"), date(2001, 1, 1), date(2026, 11, 18))
