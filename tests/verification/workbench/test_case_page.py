"""The case page without a keyboard: what is sent is decided once, by the right person."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from dtks.registry.models import Source
from dtks.registry.services import set_values
from dtks.web.memory import forget
from verification.corrections.models import ChangeRequest, Decision, Origin
from verification.corrections.services import propose

State = ChangeRequest.State
MOST_QUERIES = 15  # of one decision, its application and the next case; no more as fields and rows grow


@pytest.fixture
def desk(client_of, rahmawati):
    return client_of(rahmawati)


def post(client, request, **data):
    return client.post(f"/perkara/{request.pk}/putuskan/", data, follow=True)


def test_a_plain_case_is_decided_by_one_act_and_the_next_is_there(desk, make_citizen, find):
    first, second = (
        find(make_citizen(nik=f"74710552038490{n}", name=f"WARGA {w}"), {"rt": "007"})
        for n, w in ((12, "SATU"), (13, "DUA"))
    )
    answer = post(desk, first, act="accept_all")
    first.refresh_from_db()
    assert first.state == State.APPLIED
    assert answer.request["PATH_INFO"] == f"/perkara/{second.pk}/" and "WARGA DUA" in answer.content.decode()


def test_row_30_a_case_with_something_flagged_is_only_marked_by_that_act(desk, nuraeni, ask):
    request = ask(nuraeni, {"birth_place": "RAHA", "rt": "007"}, agrees=False)
    answer = post(desk, request, act="accept_all")
    request.refresh_from_db()
    assert request.state == State.SUBMITTED and not Decision.objects.exists()
    assert "Terima terkunci" in answer.content.decode()


def test_accepting_all_says_of_each_field_why_it_was_left(desk, nuraeni, ask):
    request = ask(nuraeni, {"birth_place": "RAHA", "rt": "007"}, agrees=False)
    set_values(
        citizen=nuraeni, values={"rt": "009"}, source=Source.VISIT, reference="Form A4", on=nuraeni.updated_at.date()
    )
    why = ("Tempat lahir, berkas belum ada", "RT, sudah berubah sejak diusulkan", "Tolak tetap dapat dipakai")
    for act in ("accept_all", "save"):
        page = post(desk, request, act=act).content.decode()
        assert all(words in page for words in why) and "atau Terima semua" not in page, act
    assert not Decision.objects.exists()


def test_refusing_takes_a_listed_reason_and_sending_back_too(desk, make_citizen, find):
    one, two = find(make_citizen(), {"rt": "007"}), find(make_citizen(nik=""), {"rt": "008"})
    post(desk, one, alasan="OTHER_PERSON", lingkup="case")
    post(desk, two, kembalikan="ASK_CITIZEN")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == (State.REFUSED, State.RETURNED)
    assert one.fields.get().reason == "Orangnya lain"


def test_a_reason_that_asks_for_words_is_not_taken_without(desk, nuraeni, find):
    request = find(nuraeni, {"rt": "007"})
    answer = post(desk, request, alasan="OTHER", lingkup="case")
    assert "Tulis alasannya" in answer.content.decode() and 'data-untuk="OTHER"' in answer.content.decode()
    post(desk, request, alasan="OTHER", lingkup="case", kata="Bukan warga sini")
    request.refresh_from_db()
    assert request.state == State.REFUSED


def test_failure_15_the_same_decision_sent_twice_is_made_once(desk, nuraeni, find):
    request = find(nuraeni, {"rt": "007"})
    for _ in range(2):
        assert post(desk, request, act="accept_all").status_code == 200
    assert Decision.objects.filter(kind="accept").count() == 1


def test_failure_3_the_maker_sees_a_sentence_instead_of_the_bar(desk, nuraeni, ask, rahmawati):
    request = ask(nuraeni, {"rt": "007"}, maker=rahmawati)
    page = desk.get(f"/perkara/{request.pk}/").content.decode()
    assert "Anda yang mengusulkan. Orang lain yang memutuskan" in page and "Terima semua" not in page
    post(desk, request, act="accept_all")
    post(desk, request, **{"act": "save", "v-rt": "accepted"})
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


def test_failure_3_neither_admin_nor_api_nor_a_permission_of_ones_own_is_another_door(client, nuraeni, ask, kabid):
    request = ask(nuraeni, {"rt": "007"}, maker=kabid)
    client.force_login(kabid)
    client.post(f"/usulan/{request.pk}/izin/", {"reason": "saya sendiri"})
    client.post(f"/perkara/{request.pk}/putuskan/", {"act": "accept_all"})
    request.refresh_from_db()
    assert request.state == State.SUBMITTED and not request.overrides.exists() and not Decision.objects.exists()
    assert not apps.is_installed("django.contrib.admin")
    assert {client.post(place).status_code for place in ("/admin/", "/api/", f"/api/perkara/{request.pk}/")} == {404}


def test_a_conflict_shows_three_values_and_is_decided_knowing_them(desk, nuraeni, ask):
    request = ask(nuraeni, {"rt": "007"})
    set_values(
        citizen=nuraeni, values={"rt": "009"}, source=Source.VISIT, reference="Form A4", on=nuraeni.updated_at.date()
    )
    page = desk.get(f"/perkara/{request.pk}/").content.decode()
    assert "RT sudah berubah sejak usulan dibuat" in page and "Form A4" in page
    post(desk, request, act="accept_all")
    request.refresh_from_db()
    assert request.state == State.SUBMITTED
    post(desk, request, **{"act": "save", "v-rt": "accepted", "over-rt": "009"})
    request.refresh_from_db()
    assert request.state == State.APPLIED
    desk.post(f"/perkara/{request.pk}/urungkan/")
    nuraeni.refresh_from_db()
    assert (nuraeni.rt, nuraeni.sources["rt"]["reference"]) == ("009", "Form A4"), "the newer value with its own source"


def test_undo_brings_the_case_back(desk, nuraeni, find):
    request = find(nuraeni, {"rt": "007"})
    post(desk, request, act="accept_all")
    answer = desk.post(f"/perkara/{request.pk}/urungkan/", follow=True)
    nuraeni.refresh_from_db()
    assert nuraeni.rt == "003" and "Terima semua" in answer.content.decode()
    assert answer.request["PATH_INFO"] == f"/perkara/{request.pk}/"


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ({"act": "accept_all"}, State.APPLIED),
        ({"alasan": "NOT_PROVEN"}, State.REFUSED),
        ({"kembalikan": "ASK_CITIZEN"}, State.RETURNED),
    ],
    ids=["applied", "refused", "returned"],
)
def test_a_decided_case_itself_offers_the_undo_to_who_decided_and_the_reversal_to_others(
    desk, client_of, salim, make_citizen, find, act, state
):
    first, second = (find(make_citizen(nik=f"74710552038490{n}"), {"rt": "007"}) for n in (12, 13))
    post(desk, first, **act)
    post(desk, second, act="accept_all")  # no longer the last decision
    first.refresh_from_db()
    page = desk.get(f"/perkara/{first.pk}/").content.decode()
    assert first.state == state and 'form="urungkan-ini"' in page
    other = client_of(salim).get(f"/perkara/{first.pk}/").content.decode()
    assert 'form="urungkan-ini"' not in other and ("Usulkan pembalikan" in other) == (state == State.APPLIED)
    answer = desk.post(f"/perkara/{first.pk}/urungkan/", follow=True).content.decode()
    first.refresh_from_db()
    assert first.state == State.SUBMITTED and "Terima semua" in answer


def test_two_people_never_have_one_case_open(desk, client_of, salim, make_citizen, find):
    requests = [find(make_citizen(nik=f"74710552038490{n}"), {"rt": "007"}) for n in (12, 13)]
    first = desk.post("/antrean/berikutnya/", follow=True).request["PATH_INFO"]
    second = client_of(salim).post("/antrean/berikutnya/", follow=True).request["PATH_INFO"]
    assert {first, second} == {f"/perkara/{each.pk}/" for each in requests}
    assert "sekarang dibuka Rahmawati" in client_of(salim).get(first).content.decode()


def test_a_missing_paper_is_brought_by_whoever_stands_at_the_origin(desk, fitriani, make_citizen):
    said = {}
    for number, origin in enumerate((Origin.DESK, Origin.VISIT, Origin.CITIZEN_PAGE)):
        request = propose(
            citizen=make_citizen(nik="", name=f"WARGA {number}"), act="", values={"birth_place": "RAHA"},
            origin=origin, origin_reference="Asal 7", maker=fitriani,
        )  # fmt: skip
        page = desk.get(f"/perkara/{request.pk}/").content.decode()
        said[origin] = re.search(r"<dt>Dibawa oleh</dt><dd><strong>(.+?)</strong>, (.+?)</dd>", page).groups()
        assert "oleh Fitriani, Asal 7</dd>" in page
    assert said == {
        Origin.DESK: ("WARGA 0", "ke loket mana saja"),
        Origin.VISIT: ("Fitriani", "pada kunjungan berikutnya"),
        Origin.CITIZEN_PAGE: ("Fitriani", "yang mengusulkannya"),
    }


def test_a_claim_lapses(desk, client_of, salim, nuraeni, find):
    from datetime import timedelta

    request = find(nuraeni, {"rt": "007"})
    desk.post("/antrean/berikutnya/")
    request.refresh_from_db()
    ChangeRequest.objects.filter(pk=request.pk).update(claimed_until=request.claimed_until - timedelta(minutes=16))
    assert client_of(salim).post("/antrean/berikutnya/").headers["Location"] == f"/perkara/{request.pk}/"


def test_skipping_does_not_bring_the_same_case_again(desk, make_citizen, find):
    one, two = (find(make_citizen(nik=f"74710552038490{n}"), {"rt": "007"}) for n in (12, 13))
    seen = [post(desk, one, act="skip").request["PATH_INFO"], post(desk, two, act="skip").request["PATH_INFO"]]
    assert seen == [f"/perkara/{two.pk}/", "/antrean/"]


def test_idea_9_the_queue_stands_in_the_order_of_its_points(desk, make_citizen, find, ask):
    from dtks.accounts.models import User
    from verification.workbench.queries import triaged

    plain = find(make_citizen(), {"rt": "007"})
    child = find(make_citizen(nik="", birth_date="2024-01-01"), {"rt": "008"})
    urgent = ask(make_citizen(nik="", name="LA ODE"), {"rt": "008"}, urgent_reason="LAHIR")
    found = list(triaged(User.objects.get(username="rahmawati")))
    assert found == [urgent, child, plain]
    assert found[1].points == found[1].deadline * 2 * 5
    page = desk.get("/antrean/").content.decode()
    assert "Jalur mendesak" in page and page.index("Wa Ode Nuraeni".upper()) > 0


def test_the_forecast_follows_the_pace_of_two_weeks(nuraeni, ask, rahmawati):
    from verification.corrections.services import decide_fields
    from verification.workbench.queries import forecast

    tuesday = datetime(2026, 11, 24, 1, tzinfo=UTC)
    with time_machine.travel(tuesday, tick=False):
        assert forecast(100).ends_on is None
        request = ask(nuraeni, {"rt": "007"})
        decide_fields(request=request, verdicts={"rt": "accepted"}, checker=rahmawati)
    with time_machine.travel(tuesday + timedelta(days=1), tick=False):
        forget("paces")  # kept for a minute
        found = forecast(1)
    assert found.ends_on > found.with_one_more > date(2026, 11, 25)


@pytest.mark.parametrize("maker", ["machine", "person"])
def test_deciding_and_showing_the_next_takes_few_queries(desk, make_citizen, find, ask, make_paper, maker):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    values = {"rt": "007", "name": "WARGA LAIN", "mother_name": "IBU LAIN"}
    people = [make_citizen(nik=f"74710552038490{n}", kk_number="7471052210249013") for n in (12, 13, 14)]
    if maker == "machine":
        requests = [find(each, values) for each in people]
    else:
        requests = [ask(each, values, documents=make_paper(each, "KTP", "KK")) for each in people]
    named = ",".join(each.number for each in requests)  # what touches the same address
    told = {"bersama": named, "diberitahu": "ya", "dilihat": str(timezone.now().timestamp())}
    post(desk, requests[0], act="accept_all", **told)
    with CaptureQueriesContext(connection) as counted:
        answer = desk.post(
            f"/perkara/{requests[1].pk}/putuskan/", {"act": "accept_all", **told},
            headers={"HX-Request": "true"},
        )  # fmt: skip
    asked = [each["sql"] for each in counted if "SAVEPOINT" not in each["sql"]]
    requests[1].refresh_from_db()
    assert requests[1].state == State.APPLIED and f'data-perkara="{requests[2].pk}"' in answer.content.decode()
    assert len(asked) <= MOST_QUERIES, "\n".join(sql[:160] for sql in asked)


@pytest.mark.parametrize("maker", ["machine", "person"])
@pytest.mark.parametrize("relation", ["4", "1"], ids=["child", "head"])
def test_a_decision_that_moves_a_person_to_another_card_takes_as_few(
    desk, make_citizen, find, ask, make_paper, monkeypatch, maker, relation
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dtks.registry.models import Citizen
    from dtks.registry.services import settle_families

    people = [make_citizen(nik=f"74710552038490{n}", kk_number=f"74710522102490{n}") for n in (12, 13, 14, 15)]
    Citizen.objects.update(relation=relation)
    settle_families(citizens=Citizen.objects.all(), on=date(2026, 1, 1))
    card = {"kk_number": "7471052210240013"}
    values = [{"kk_number": "7471052210240012"}, card, {"rt": "007"}, card]
    if maker == "machine":
        requests = [find(*each) for each in zip(people, values, strict=True)]
    else:
        papers = [make_paper(each, "KTP", "KK") for each in people]
        requests = [ask(*each, documents=paper) for *each, paper in zip(people, values, papers, strict=True)]
    monkeypatch.setattr("dtks.web.memory.FEW", 0)  # a long queue, whose number is not counted anew
    post(desk, requests[0], act="accept_all")
    with CaptureQueriesContext(connection) as counted:
        said = {"act": "accept_all", "dilihat": str(timezone.now().timestamp())}  # as the page sends it
        desk.post(f"/perkara/{requests[1].pk}/putuskan/", said, headers={"HX-Request": "true"})
    asked = [each["sql"] for each in counted if "SAVEPOINT" not in each["sql"]]
    moved = people[1].memberships.get(ended_on=None)
    assert (moved.household.number, moved.relation) == ("7471052210240013", relation)
    assert len(asked) <= MOST_QUERIES, "\n".join(sql[:160] for sql in asked)
    post(desk, requests[3], act="accept_all")  # the card has its head by now
    requests[3].refresh_from_db()
    assert (requests[3].state == State.APPLIED) == (relation == "4")


def test_without_javascript_the_reasons_refuse_the_whole_case_and_say_so(desk, nuraeni, find):
    request = find(nuraeni, {"rt": "007", "mother_name": "WA HALIMA"})
    page = desk.get(f"/perkara/{request.pk}/").content.decode()
    assert "Tolak seluruh perkara. Alasannya?" in page and 'name="lingkup" value="case" checked' in page
    assert "data-lingkup hidden" in page  # the choice of one field comes with the script that knows the field
    answer = post(desk, request, alasan="OTHER_PERSON", lingkup="field", kini="")
    assert "Belum jelas isian mana yang ditolak" in answer.content.decode() and not Decision.objects.exists()
    post(desk, request, alasan="OTHER_PERSON", lingkup="field", kini="rt")
    assert dict(request.fields.values_list("field", "verdict")) == {"rt": "refused", "mother_name": ""}


def test_the_cards_of_the_queue_speak_of_the_whole_queue_however_it_is_filtered(desk, make_citizen, find):
    for number in (12, 13):
        find(make_citizen(nik=f"74710552038490{number}"), {"rt": "007"})
    for asked in ("", "?q=zzzz", "?kelas=MATCH"):
        page = desk.get(f"/antrean/{asked}").content.decode()
        assert "2 perkara menunggu Anda" in page and '<p class="angka">2</p>' in page
        assert 'mulai perkara teratas" disabled' not in page


def test_a_decision_taken_back_counts_for_nobodys_pace_or_day(desk, client_of, make_citizen, find, rahmawati):
    from dtks.overview.queries.backlog import board
    from verification.workbench.queries import decided_today, forecast

    tuesday = datetime(2026, 11, 24, 1, tzinfo=UTC)
    with time_machine.travel(tuesday, tick=False):
        requests = [find(make_citizen(nik=f"74710552038490{number}"), {"rt": "007"}) for number in (12, 13)]
        post(desk, requests[0], act="accept_all")
        assert (decided_today(rahmawati), board(rahmawati).total("by_me")) == (1, 1)
        desk.post(f"/perkara/{requests[0].pk}/urungkan/")
        assert (decided_today(rahmawati), board(rahmawati).total("by_me")) == (0, 0)
    with time_machine.travel(tuesday + timedelta(days=1), tick=False):
        assert forecast(1).a_day == 0
    forget("paces")
    with time_machine.travel(tuesday, tick=False):
        post(desk, requests[0], act="accept_all")
    with time_machine.travel(tuesday + timedelta(days=1), tick=False):
        forget("paces")
        assert board(rahmawati).forecast().ends_on == forecast(1).ends_on
        assert (
            f"tunggakan (1) habis <strong>{forecast(1).ends_on.day} "
            in client_of(rahmawati).get("/antrean/").content.decode()
        )


def test_the_next_case_is_one_of_those_that_the_filter_shows_until_they_are_done(desk, make_citizen, find):
    """idea 9: a class is worked through by keyboard, and its end is told"""
    urgent, one, two = (make_citizen(nik="", name=name) for name in ("LA URGEN", "WA SATU", "WA DUA"))
    first = find(urgent, {"rt": "007"})
    wanted = {find(person, {"rt": "007"}).pk for person in (one, two)}
    url = f"{reverse('workbench:queue')}?q=WA"
    assert "Mulai yang tersaring" in desk.get(url).content.decode()
    shown = {number_of(desk.post(url, {"mulai": "1"}))}
    answer = desk.post(reverse("workbench:decide", args=[next(iter(shown))]), {"act": "accept_all"})
    shown.add(number_of(answer))
    assert shown == wanted
    answer = desk.post(reverse("workbench:decide", args=[number_of(answer)]), {"act": "accept_all"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("workbench:case", args=[first.pk])
    assert "Daftar yang Anda pilih habis" in answer.content.decode()


def number_of(answer):
    """The case to which an answer leads."""
    return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])
