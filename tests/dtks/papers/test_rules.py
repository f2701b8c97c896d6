"""Which papers an act asks for."""

from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

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
    """Row 17."""
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


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(datetime(2026, 11, 18, 4, 0, tzinfo=UTC))


def changed(kabid, **more):
    said = {"programme": "*", "act": "FIX_NIK", "mandatory": "yes", "legal_basis": "Perwali 12/2026"}
    kind = PaperKind.objects.get(code=more.pop("code", "AKTA_LAHIR"))
    return services.set_rule(actor=kabid, paper=kind, **{**said, "starts_on": date(2026, 12, 1), **more})


def test_a_changed_rule_holds_from_its_day_on_and_earlier_days_keep_theirs(noon, kabid):
    """Row 18, idea 14."""
    rule = changed(kabid, code="KK", mandatory="no", alternatives=[PaperKind.objects.get(code="BIODATA")])
    assert ("KK", "yes") in codes("PKH", "FIX_NIK", date(2026, 11, 30))
    assert ("KK", "no") in codes("PKH", "FIX_NIK", date(2026, 12, 1))
    before = Requirement.objects.get(pk=rule.replaces_id)
    assert before.valid_to == date(2026, 11, 30) and before.mandatory == "yes"


def test_no_rule_reaches_into_days_that_are_over_or_is_rewritten(noon, kabid):
    with pytest.raises(services.OldRule, match="hari-hari yang lewat"):
        changed(kabid, starts_on=date(2026, 11, 17))
    rule = changed(kabid)
    with pytest.raises(services.OldRule, match="Sudah ada aturan"):
        changed(kabid)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Requirement.objects.filter(pk=rule.pk).update(mandatory="no")


def test_a_rule_that_was_taken_back_before_it_began_never_holds(noon, kabid):
    rule = services.end_rule(rule=changed(kabid), ends_on=date(2026, 11, 18))
    assert rule.state_today == "ended"
    assert ("AKTA_LAHIR", "yes") not in codes("PKH", "FIX_NIK", date(2026, 12, 2))


def test_the_head_of_division_changes_a_rule_and_the_counter_only_reads_it(noon, client_of, kabid, front_desk):
    rule = Requirement.objects.on(date(2026, 11, 18)).get(programme="*", act="FIX_NIK", paper__code="KK")
    form = {"programme": "*", "act": "FIX_NIK", "paper": rule.paper_id, "mandatory": "no", "legal_basis": "Perwali",
            "starts_on": "01-12-2026"}  # fmt: skip
    assert client_of(front_desk).post(f"/arsip/aturan/{rule.pk}/ubah/", form).status_code == 403
    assert client_of(kabid).post(f"/arsip/aturan/{rule.pk}/ubah/", form).status_code == 302
    page = client_of(front_desk).get("/arsip/aturan/", {"kelas": "later"}).content.decode()
    assert "Perbaikan NIK, Kartu Keluarga" in page and "Mulai nanti" in page
