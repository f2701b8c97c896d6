"""The one box: what it finds, for whom, and what it never writes down."""

import pytest

from dtks.accounts.models import ReadLog
from dtks.assignments.models import Assignment
from dtks.office.queries import code_by_label, code_labels
from dtks.registry.models import Source
from dtks.registry.services import register_citizen
from dtks.web.views import ListView
from tests.matrix.lines import addresses

# Lists in which nobody is looked for: files, papers of the office, accounts, runs.
QUIET = {
    "Answers", "ArticleListView", "Batches", "Copies", "Holidays", "Jobs", "Messages", "MinutesListView", "Orders",
    "Packets", "RegionList", "Returns", "RuleListView", "Schools", "SignedPackets", "Signatories",
    "StagedFiles", "UserList",
}  # fmt: skip

pytestmark = pytest.mark.django_db
NIK = "7471085203840021"


@pytest.fixture
def register(regions):
    for cached in (code_labels, code_by_label):
        cached.cache_clear()

    def make(name, place, **values):
        values = {"name": name, "kelurahan": place.code, **values}
        return register_citizen(values=values, actor=None, reference="Daftar 31", source=Source.LIST)

    return make


def test_the_box_answers_with_a_part_of_a_page_for_htmx_and_a_page_without(register, kadia, client_of, operator):
    register("MOHAMMAD RISKY", kadia)
    browser = client_of(operator)
    part = browser.post("/cari", {"q": "muh. rizki"}, headers={"HX-Request": "true"}).content.decode()
    page = browser.post("/cari", {"q": "muh. rizki"}).content.decode()
    assert "MOHAMMAD RISKY" in part and "<html" not in part
    assert "MOHAMMAD RISKY" in page and "<html" in page


def test_a_number_of_a_person_is_not_searched_for_by_address(register, kadia, client_of, operator):
    register("WA ODE SALMA", kadia, nik=NIK)
    answer = client_of(operator).get("/cari", {"q": NIK}).content.decode()
    assert "WA ODE SALMA" not in answer
    assert "Nomor tidak boleh ada di alamat halaman" in answer


def test_a_nik_comes_back_masked_to_whom_may_not_see_it(register, kadia, client_of, front_desk):
    register("WA ODE SALMA", kadia, nik=NIK)
    answer = client_of(front_desk).post("/cari", {"q": f"'{NIK[:6]} {NIK[6:12]} {NIK[12:]}"}).content.decode()
    assert "WA ODE SALMA" in answer
    assert NIK not in answer.replace("<i>", "").replace("</i>", "")


def test_people_of_another_area_do_not_exist(register, kadia, lahundape, client_of, officer_kadia):
    register("WA ODE SALMA", lahundape, nik=NIK)
    answer = client_of(officer_kadia).post("/cari", {"q": NIK}).content.decode()
    assert "Tidak ada" in answer and "catat warga baru" not in answer  # who may not write anybody down is not led there


def test_a_search_is_written_down_without_its_term(register, kadia, client_of, operator):
    register("WA ODE SALMA", kadia, nik=NIK)
    client_of(operator).post("/cari", {"q": NIK})
    entry = ReadLog.objects.get(user=operator)
    assert (entry.act, entry.detail) == ("search", {"found": 1})


def test_an_empty_box_shows_whom_the_person_opened_last(register, kadia, client_of, operator):
    citizen = register("WA ODE SALMA", kadia)
    browser = client_of(operator)
    browser.get(citizen.get_absolute_url())
    assert "WA ODE SALMA" in browser.post("/cari", {"q": ""}).content.decode()


def test_one_search_takes_at_most_eight_questions(register, kadia, client_of, operator, django_assert_max_num_queries):
    for number in range(12):
        register(f"SITTI NUR {chr(65 + number) * 3}", kadia)
    browser = client_of(operator)
    browser.get("/warga")
    with django_assert_max_num_queries(12):  # person, mandates, log of readings and two savepoints are among them
        browser.post("/cari", {"q": "siti noor"}, headers={"HX-Request": "true"})


def test_work_is_given_to_the_kelurahan_of_each_chosen_person_once(register, kadia, lahundape, client_of, operator):
    people = [register("WA ODE SALMA", kadia), register("LA ODE RUSDIN", lahundape)]
    chosen = {"tindakan": "give", "baris": [each.pk for each in people], "task": "Minta KK baru", "days": "10"}
    for _ in range(2):
        answer = client_of(operator).post("/warga", chosen, follow=True)
        assert answer.status_code == 200
    given = Assignment.objects.filter(title="Minta KK baru")
    assert {(each.citizen, each.region, each.role) for each in given} == {
        (each, each.kelurahan, "kelurahan") for each in people
    }
    assert given.count() == 2


def test_work_without_words_is_not_given(register, kadia, client_of, operator):
    citizen = register("WA ODE SALMA", kadia)
    chosen = {"tindakan": "give", "baris": [citizen.pk], "task": "", "days": "10"}
    answer = client_of(operator).post("/warga", chosen, follow=True, headers={"Referer": "http://testserver/warga"})
    assert "Tulis tugasnya" in answer.content.decode()
    assert not Assignment.objects.exists()


def test_row_81_a_search_on_any_list_of_people_and_at_the_counter_is_written_down(
    register, kadia, client_of, operator, front_desk
):
    register("WA ODE SALMA", kadia, nik=NIK)
    browser, counter = client_of(operator), client_of(front_desk)
    browser.post("/warga", {"q": NIK}, follow=True)
    for page in ("/warga", "/terancam/", "/usia-17/", "/tiket/"):
        browser.get(page, {"q": "salma"})
    counter.post("/tiket/terima/cari/", {"term": NIK})
    counter.post("/tiket/terima/", {"term": "salma", "act_now": "find"})
    written = list(ReadLog.objects.filter(act="search").order_by("pk").values_list("user", "detail__where"))
    assert written == [
        *((operator.pk, where) for where in ("Warga", "Warga", "Siapa kehilangan bantuan", "Usia 17", "Tiket")),
        *((front_desk.pk, "Terima warga") for _ in range(2)),
    ]  # fmt: skip
    assert not any(NIK in str(entry.detail) + entry.reason for entry in ReadLog.objects.all())


def test_every_list_whose_search_finds_people_writes_it_down():
    list(addresses())  # every room's pages are there
    waiting, quiet = [ListView], set()
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        quiet |= {
            each.__name__
            for each in found
            if each.__module__.endswith("views") or ".views." in each.__module__
            if each.filter_class and not each().finds_people
        }
    assert quiet == QUIET


def test_the_list_says_of_numbers_what_is_true_for_the_role(client_of, operator, front_desk):
    assert "NIK tampil utuh bagi peran Anda" in client_of(operator).get("/warga").content.decode()
    assert "NIK disamarkan; membukanya dicatat." in client_of(front_desk).get("/warga").content.decode()
