"""Like cases in one decision: offered, frozen, exactly these, with an outcome each, stopped and taken back."""

import pytest
from django.urls import reverse

from dtks.jobs.services import cancel_job, run_chunk, run_inline
from dtks.registry.models import Citizen, Source
from dtks.registry.services import set_values
from verification.corrections.models import ChangeRequest, Decision
from verification.corrections.services import decide_fields
from verification.workbench.models import Bundle, BundleRow
from verification.workbench.queries.bundles import offers
from verification.workbench.services import (
    NotYourBundle,
    claim_next,
    decide_bundle,
    freeze_bundle,
    reverse_bundle,
    take_out,
)

State, Outcome = ChangeRequest.State, BundleRow.Outcome


@pytest.fixture
def alike(make_citizen, find):
    """Cases in which the register writes MUHAMMAD where the list writes MUH."""

    def make(count, **more):
        people = [
            make_citizen(nik=f"74710552038{n:05d}", name=f"MUH. WARGA {n:03d}", sex="L", **more)
            for n in range(1, count + 1)
        ]
        return [find(each, {"name": each.name.replace("MUH.", "MUHAMMAD")}) for each in people]

    return make


@pytest.fixture
def freeze(rahmawati):
    def act(user=rahmawati):
        offer = offers(user)[0]
        place = Citizen.objects.first().kelurahan
        return freeze_bundle(user=user, likeness=offer.likeness, kelurahan=place, papers=offer.codes)

    return act


def outcomes(bundle):
    return list(bundle.rows.order_by("no").values_list("outcome", flat=True))


def test_row_41_like_cases_are_offered_by_kind_and_kelurahan(alike, rahmawati, make_citizen, find, tipulu):
    alike(6)
    for number in range(6):
        find(make_citizen(nik="", name=f"LA ODE {number}", rt="001"), {"rt": "002"})
    far = make_citizen(nik="", name="MUH. JAUH", kelurahan=tipulu.code)
    find(far, {"name": "MUHAMMAD JAUH"})
    find(make_citizen(nik="", name="HALIM"), {"name": "ABDUL HALIM SARANANI"})
    found = offers(rahmawati)
    assert [(offer.count, offer.place) for offer in found] == [(6, "Lahundape")] * 2
    assert "Nama: singkatan menjadi MUHAMMAD" in {offer.title for offer in found}


def test_what_needs_eyes_is_in_no_bundle(make_citizen, ask, find, rahmawati):
    for number in range(8):
        ask(make_citizen(nik="", name=f"MUH. A{number}"), {"name": f"MUHAMMAD A{number}"}, agrees=False)
        urgent = ask(
            make_citizen(nik="", name=f"MUH. B{number}"), {"name": f"MUHAMMAD B{number}"}, urgent_reason="LAHIR"
        )
        assert urgent.likeness == ""
    assert offers(rahmawati) == []


def test_exactly_the_frozen_rows_are_decided_once(alike, freeze, rahmawati):
    alike(6)
    bundle = freeze()
    late = alike(1)  # came after the preview
    out = bundle.rows.get(no=2)
    take_out(bundle=bundle, user=rahmawati, shown=[row.pk for row in bundle.rows.all()],
             kept=[row.pk for row in bundle.rows.all() if row.pk != out.pk])  # fmt: skip
    first = decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True)
    again = decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True)
    assert first == again
    run_inline(job=first)
    assert outcomes(bundle) == ["applied", "out", "applied", "applied", "applied", "applied"]
    assert ChangeRequest.objects.filter(state=State.APPLIED).count() == 5
    assert ChangeRequest.objects.get(pk=late[0].pk).state == State.SUBMITTED
    assert Decision.objects.filter(kind="accept", checker=rahmawati).count() == 5
    bundle.refresh_from_db()
    assert bundle.state == Bundle.State.DONE and len(bundle.sha256) == 64


def test_a_row_that_changed_since_is_skipped_with_its_reason(alike, freeze, rahmawati, client_of):
    requests = alike(5)
    bundle = freeze()
    citizen = requests[0].citizen
    set_values(citizen=citizen, values={"name": "MUHAMAD SATU"}, source=Source.CORRECTION, reference="Loket",
               on=citizen.updated_at.date())  # fmt: skip
    page = client_of(rahmawati).get(bundle.get_absolute_url()).content.decode()
    assert "kini MUHAMAD SATU" in page and "Terima <span data-sisa>4</span> baris</span>" in page
    assert 'Akan diterapkan <span data-cip="terap">4</span>' in page and "> Diterapkan" not in page
    kept = client_of(rahmawati).get(bundle.get_absolute_url() + "?nasib=berubah&hal=semua").content.decode()
    assert (
        'Berubah <span data-cip="berubah">1</span>' in kept
        and kept.count("kini MUHAMAD SATU") == 1
        and "MUH. WARGA 002" not in kept
    )
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    row = bundle.rows.get(request=requests[0])
    assert row.outcome == Outcome.SKIPPED and "kini MUHAMAD SATU" in row.why
    assert ChangeRequest.objects.get(pk=requests[0].pk).state == State.SUBMITTED
    assert outcomes(bundle).count("applied") == 4


def test_a_row_whose_citizen_got_another_request_since_is_shown_and_left_to_a_person(
    alike, freeze, rahmawati, client_of, ask, fitriani
):
    requests = alike(5)
    bundle = freeze()
    other = ask(requests[0].citizen, {"name": "MUHAMAD WARGA 001"}, agrees=False)
    page = client_of(rahmawati).get(bundle.get_absolute_url()).content.decode()
    assert f"Ada perkara lain pada warga ini: {other.number}" in page
    assert "Terima <span data-sisa>4</span> baris</span>" in page and "pada warganya saat dibekukan" in page
    late = ask(requests[1].citizen, {"rt": "009"})  # comes after the last look at the preview
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    why = {row.request_id: row.why for row in bundle.rows.filter(outcome=Outcome.SKIPPED)}
    assert set(why) == {requests[0].pk, requests[1].pk} and outcomes(bundle).count("applied") == 3
    assert other.number in why[requests[0].pk] and late.number in why[requests[1].pk]
    assert claim_next(user=rahmawati) is not None, "they wait in the ordinary queue"
    assert {each.state for each in ChangeRequest.objects.filter(pk__in=why)} == {State.SUBMITTED}


def test_frozen_cases_are_nobody_elses_and_only_the_owner_decides_them(alike, freeze, salim, rahmawati):
    alike(5)
    bundle = freeze()
    assert offers(salim) == [] and claim_next(user=salim) is None
    with pytest.raises(NotYourBundle, match="Rahmawati"):
        decide_bundle(bundle=bundle, user=salim, sha256=bundle.sha256)
    with pytest.raises(NotYourBundle, match="bukan daftar yang Anda lihat"):
        decide_bundle(bundle=bundle, user=rahmawati, sha256="0" * 64)


def test_failure_3_a_bundle_never_decides_the_own_request(make_citizen, ask, rahmawati, salim):
    for number in range(6):
        person = make_citizen(nik="", name=f"MUH. A{number}")
        ask(person, {"name": f"MUHAMMAD A{number}"}, maker=rahmawati)
    assert offers(rahmawati) == [] and [offer.count for offer in offers(salim)] == [6]


def test_a_worker_killed_in_a_bundle_leaves_the_rest_to_be_done_once(alike, freeze, rahmawati, monkeypatch):
    from verification.workbench.services import bundles

    monkeypatch.setattr(bundles.BundleJob, "per_chunk", 2)
    alike(6)
    bundle = freeze()
    job = decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True)
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    real, done = bundles.decide_held, []

    def dies_at_the_second(*args, **more):
        done.append(1)
        if len(done) == 2:
            raise KeyboardInterrupt  # what nothing in the chunk can catch: its transaction is rolled back
        real(*args, **more)

    with monkeypatch.context() as killed:
        killed.setattr(bundles, "decide_held", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run_chunk(job_id=job.pk, chunk_no=2, wake=False)
    assert outcomes(bundle) == ["applied"] * 2 + ["waiting"] * 4
    job.chunks.filter(state="leased").update(state="waiting", token=None, lease_until=None)  # as the sweeper does
    run_inline(job=job)
    assert outcomes(bundle) == ["applied"] * 6
    assert Decision.objects.filter(kind="accept").count() == 6


def test_a_stopped_bundle_keeps_what_is_done_and_gives_the_rest_back(alike, freeze, rahmawati, salim, monkeypatch):
    from verification.workbench.services import bundles

    monkeypatch.setattr(bundles.BundleJob, "per_chunk", 2)
    alike(6)
    bundle = freeze()
    job = decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True)
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    cancel_job(job=job)
    run_inline(job=job)
    assert outcomes(bundle) == ["applied"] * 2 + ["skipped"] * 4
    assert claim_next(user=salim) is not None


def test_a_reversal_that_was_stopped_is_taken_up_again(alike, freeze, rahmawati, monkeypatch):
    from verification.workbench.services import bundles

    monkeypatch.setattr(bundles.BundleJob, "per_chunk", 2)
    alike(6)
    bundle = freeze()
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    job = reverse_bundle(bundle=bundle, user=rahmawati, reason="Singkatan keliru", inline=True)
    run_chunk(job_id=job.pk, chunk_no=1, wake=False)
    cancel_job(job=job)
    run_inline(job=job)
    bundle.refresh_from_db()
    assert (outcomes(bundle), bundle.state) == (["reversed"] * 2 + ["applied"] * 4, "done")
    run_inline(job=reverse_bundle(bundle=bundle, user=rahmawati, reason="Singkatan keliru", inline=True))
    bundle.refresh_from_db()
    assert (outcomes(bundle), bundle.state) == (["reversed"] * 6, "reversed")


def test_row_40_a_bundle_is_taken_back_as_a_whole(alike, freeze, rahmawati, salim, client_of):
    requests = alike(5)
    bundle = freeze()
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    ChangeRequest.objects.filter(pk=requests[0].pk).update(sealed_in="K-2611-01")
    page = client_of(rahmawati).get(reverse("workbench:case", args=[requests[0].pk])).content.decode()
    assert "Usulkan pembalikan" in page and "Bila diterima" not in page, "sealed: the key offers the reversal"
    bundle.refresh_from_db()
    client, place = client_of(rahmawati), reverse("workbench:bundle_reverse", args=[bundle.pk])
    assert "Tulis alasan" in client.post(place, {"alasan": " "}, follow=True).content.decode()
    run_inline(job=reverse_bundle(bundle=bundle, user=rahmawati, reason="Singkatan keliru", inline=True))
    assert outcomes(bundle) == ["asked"] + ["reversed"] * 4
    names = set(Citizen.objects.exclude(pk=requests[0].citizen_id).values_list("name", flat=True))
    assert all(name.startswith("MUH. ") for name in names)
    sealed = ChangeRequest.objects.get(reverses=requests[0])
    assert sealed.state == State.SUBMITTED and sealed.maker == rahmawati and "Singkatan keliru" in sealed.reason
    page = client.get(bundle.get_absolute_url()).content.decode()
    assert (
        "pembalikan menunggu orang lain" in page and f'href="{sealed.get_absolute_url()}">{sealed.number}</a>' in page
    )
    assert "Nilainya belum berubah" in page and "Menunggu orang lain <span" not in page and "Jumlah cocok" in page
    assert "pembalikan menunggu orang lain" in client.get("/paket/").content.decode()
    decide_fields(request=sealed, verdicts={"name": "accepted"}, checker=salim)
    page = client.get(bundle.get_absolute_url()).content.decode()
    assert "menunggu orang lain" not in page and f'lewat <a href="{sealed.get_absolute_url()}">' in page


def test_a_sample_of_a_bundle_waits_for_a_second_pair_of_eyes(alike, freeze, rahmawati, settings, client_of):
    settings.SECOND_LOOK_SHARE = 1
    alike(5)
    bundle = freeze()
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    assert outcomes(bundle) == ["second"] * 5
    page = client_of(rahmawati).get(bundle.get_absolute_url()).content.decode()
    assert "5 disampel" in page and "Pemeriksa kedua 5" in page and "menunggu putusan" in page


def test_the_preview_says_whom_it_is_about_and_about_how_many_are_sampled(
    alike, freeze, rahmawati, settings, client_of
):
    settings.SECOND_LOOK_SHARE = 0.2
    alike(5)
    bundle = freeze()
    page = client_of(rahmawati).get(bundle.get_absolute_url()).content.decode()
    assert "NIK, tempat" in page and "<i>747105</i><i>520380</i><i>0001</i>" in page and "Sekitar 1 disampel" in page


def test_a_bundle_taken_back_says_by_whom_when_and_why(alike, freeze, rahmawati, client_of):
    alike(5)
    bundle = freeze()
    run_inline(job=decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256, inline=True))
    run_inline(job=reverse_bundle(bundle=bundle, user=rahmawati, reason="Singkatan keliru", inline=True))
    page = client_of(rahmawati).get(bundle.get_absolute_url()).content.decode()
    assert "Dibalikkan <strong>Rahmawati</strong>, hari ini" in page and "Alasan: Singkatan keliru" in page


def test_a_bundle_is_opened_case_by_case_before_all_others(alike, freeze, rahmawati, client_of, make_citizen, find):
    requests = alike(5)
    bundle = freeze()
    child = find(make_citizen(nik="", birth_date="2024-01-01"), {"rt": "008"})  # of more points
    rows = list(bundle.rows.order_by("no"))
    client = client_of(rahmawati)
    kept = {"act": "open", "tampil": [row.pk for row in rows], "baris": [row.pk for row in rows[1:4]]}
    place = client.post(bundle.get_absolute_url(), kept).url
    seen = []
    while place != f"/perkara/{child.pk}/":
        client.get(place)
        seen.append(int(place.split("/")[2]))
        place = client.post(f"{place}putuskan/", {"act": "accept_all"}).url
    bundle.refresh_from_db()
    assert bundle.state == Bundle.State.DROPPED and seen == [row.request_id for row in rows[1:4]]
    assert ChangeRequest.objects.filter(pk__in=[each.pk for each in requests], state=State.SUBMITTED).count() == 2
