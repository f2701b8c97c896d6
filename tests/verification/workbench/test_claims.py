"""Who has a case open: only somebody who may decide it now, and nobody once it has gone to another tier."""

import pytest
from django.utils import timezone

from dtks.papers.models import PaperKind
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import propose

State = ChangeRequest.State


@pytest.fixture
def desk(client_of, rahmawati):
    return client_of(rahmawati)


@pytest.fixture
def leaves(nuraeni, fitriani, make_paper):
    """An exit that the operator decides, then the kasi."""
    papers = make_paper(nuraeni, *PaperKind.objects.values_list("code", flat=True))
    request = propose(
        citizen=nuraeni, act="REFUSE_AID", values={"rt": "007"}, origin=Origin.DESK, origin_reference="Tiket 1",
        maker=fitriani, documents=papers,
    )  # fmt: skip
    assert request.waits_for == ["operator"] and len(request.tiers) == 2
    return request


def holder(request):
    request.refresh_from_db()
    return request.claimed_by and request.claimed_by.username


def test_who_may_not_decide_a_case_reads_it_without_keeping_it_from_those_who_may(
    desk, client_of, salim, kabid, nuraeni, ask, rahmawati, leaves
):
    own = ask(nuraeni, {"mother_name": "WA HALIMA"}, maker=rahmawati)
    page = desk.get(f"/perkara/{own.pk}/").content.decode()
    assert "Anda yang mengusulkan" in page and holder(own) is None
    page = client_of(kabid).get(f"/perkara/{leaves.pk}/").content.decode()
    assert "Perkara ini menunggu operator" in page and holder(leaves) is None
    page = client_of(salim).get(f"/perkara/{own.pk}/").content.decode()
    assert "Terima semua" in page and "sekarang dibuka" not in page and holder(own) == "salim"


def test_an_undo_takes_the_case_out_of_the_hands_of_the_next_tier(desk, client_of, kasi, leaves):
    desk.post(f"/perkara/{leaves.pk}/putuskan/", {"act": "accept_all"}, follow=True)
    assert "Terima semua" in client_of(kasi).get(f"/perkara/{leaves.pk}/").content.decode()
    assert holder(leaves) == "kasi"
    page = desk.post(f"/perkara/{leaves.pk}/urungkan/", follow=True).content.decode()
    assert holder(leaves) == "rahmawati" and "Terima semua" in page and "sekarang dibuka" not in page
    assert "Perkara ini menunggu operator" in client_of(kasi).get(f"/perkara/{leaves.pk}/").content.decode()
    assert holder(leaves) == "rahmawati"


def test_an_undo_says_truly_whether_anything_had_been_written(desk, make_citizen, find, leaves):
    desk.post(f"/perkara/{leaves.pk}/putuskan/", {"act": "accept_all"})
    page = desk.post(f"/perkara/{leaves.pk}/urungkan/", follow=True).content.decode()
    assert "Putusan ditarik kembali; belum ada yang ditulis." in page and "Nilai lama" not in page
    written = find(make_citizen(nik="7471055203849013"), {"rt": "007"})
    desk.post(f"/perkara/{written.pk}/putuskan/", {"act": "accept_all"})
    page = desk.post(f"/perkara/{written.pk}/urungkan/", headers={"HX-Request": "true"}).content.decode()
    assert f"{written.number} diurungkan. Nilai lama sudah kembali." in page


def test_a_decided_case_is_nobodys(desk, client_of, salim, nuraeni, find):
    request = find(nuraeni, {"rt": "007"})
    desk.get(f"/perkara/{request.pk}/")
    desk.post(f"/perkara/{request.pk}/putuskan/", {"act": "accept_all"})
    request.refresh_from_db()
    assert request.state == State.APPLIED and request.claimed_until > timezone.now()
    page = client_of(salim).get(f"/perkara/{request.pk}/").content.decode()
    assert "sekarang dibuka" not in page and "Usulkan pembalikan" in page
