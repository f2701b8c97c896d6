"""What a citizen writes and reads without a counter."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from consultation.desk.models import Article, Kind, SurveyAnswer, Ticket
from consultation.desk.queries.quality import index_of, quality_of
from consultation.desk.services import load_articles
from consultation.portal.forms import signed_key
from dtks.office.queries import kelurahan_of_kendari
from dtks.registry.models import Citizen

pytestmark = pytest.mark.django_db
NIK = "7471052203840004"


@pytest.fixture
def write(rules, lahundape):
    """Somebody with a telephone writes: `write("usul", …)`."""
    kelurahan_of_kendari.cache_clear()
    form = {
        "name": "Wa Ode Salma", "kelurahan": lahundape.code, "address": "Jl. Mekar 3", "rt": "002",
        "asked": f"Suami sakit. NIK {NIK}", "by_name": "Pak RT", "key": signed_key(),
    }  # fmt: skip
    return lambda page="usul", **more: Client().post(f"/{page}", {**form, **more})


def grades(code, number=4, **more):
    return {"kode": code, "understood": "yes", **{f"u{n}": number for n in range(1, 10)}, **more}


def test_a_proposal_becomes_a_ticket_and_never_a_change(write):
    """Row 94."""
    page = write().content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.act, ticket.opened_by, ticket.citizen) == (Kind.PROPOSAL, "NEW_PROPOSAL", None, None)
    assert ticket.number in page and not ticket.changes.exists() and not Citizen.objects.exists()
    assert NIK not in ticket.asked and NIK not in page
    code, word = re.findall(r"<dd>([^<]+)</dd>", page)[1:3]
    assert "Sudah diterima" in Client().post("/status", {"kode": code, "kata": word}).content.decode()


def test_the_same_page_sent_twice_makes_one_ticket_and_a_made_up_key_none(write):
    write()
    assert "hanya tampil sekali" in write().content.decode()
    assert Ticket.objects.count() == 1
    assert write(key="1234").status_code == 422


def test_who_objects_is_known_to_the_desk_alone(write, client_of, officer_lahundape, front_desk):
    page = write("sanggah", asked="Rumahnya dua.").content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.act) == (Kind.COMPLAINT, "OBJECTION") and "rahasiakan" in page
    assert "Pak RT" in client_of(front_desk).get(ticket.get_absolute_url()).content.decode()
    assert client_of(officer_lahundape).get(ticket.get_absolute_url()).status_code == 404


def test_one_address_cannot_flood_the_desk(write, settings):
    answers = [write(key=signed_key()).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_desk_says_who_is_meant_or_writes_him_down_as_new(write, client_of, front_desk, citizen_lahundape):
    write(name=citizen_lahundape.name)
    write(key=signed_key())
    known, new = Ticket.objects.order_by("pk")
    desk = client_of(front_desk)
    assert citizen_lahundape.name in desk.get(f"/tiket/{known.number}/kenali/").content.decode()
    found = desk.post(f"/tiket/{new.number}/kenali/", {"cari": citizen_lahundape.nik, "find": "1"})
    assert citizen_lahundape.name in found.content.decode() and "?" not in found.request["PATH_INFO"]
    desk.post(f"/tiket/{known.number}/kenali/", {"citizen": citizen_lahundape.pk})
    desk.post(f"/tiket/{new.number}/kenali/", {"citizen": "baru"})
    known.refresh_from_db()
    new.refresh_from_db()
    assert known.citizen == citizen_lahundape and new.citizen.name == "WA ODE SALMA"


def test_the_survey_is_answered_once_by_the_code_and_gives_the_index(correction, client_of, kabid):
    code = correction.receipt_code
    assert Client().post("/survei", grades(code, 3, comment="Antrenya lama")).status_code == 200
    again, nobody = Client().post("/survei", grades(code)), Client().post("/survei", grades("22223333"))
    assert again.status_code == nobody.status_code == 404
    assert SurveyAnswer.objects.get().scores == [3] * 9
    month = quality_of(timezone.localdate().replace(day=1))
    assert (month.all.value, month.all.grade, month.all.understood) == (75.0, "C, kurang baik", 1)
    assert [index.label for index in month.kinds] == ["Perbaikan data"]
    page = client_of(kabid).get("/tiket/mutu/").content.decode()
    assert "75,00" in page and "Antrenya lama" in page


def test_the_index_weighs_the_nine_elements_alike():
    answers = [SurveyAnswer(scores=[4] * 9, understood="no"), SurveyAnswer(scores=[4, 3, 3, 4, 3, 3, 4, 3, 3])]
    assert index_of("x", answers).value == round((3 * 4 + 6 * 3.5) / 9 * 25, 2)
    assert index_of("x", []).value is None


def test_everybody_reads_the_articles_that_were_chosen(client, client_of, front_desk):
    load_articles()
    load_articles()
    page = client.get("/pengetahuan", {"cari": "kartu mati"}).content.decode()
    assert "Kartu KIS tidak aktif" in page and "Apa arti desil" not in page
    assert client.get("/pengetahuan/tidak-ditemukan-di-disdukcapil").status_code == 404
    assert "konsolidasi" in client_of(front_desk).get("/tiket/pengetahuan/?q=online").content.decode().lower()


def test_row_24_the_counter_finds_an_article_while_the_citizen_stands_there(client_of, front_desk):
    load_articles()
    counter = client_of(front_desk)
    assert 'id="tahu"' in counter.get("/tiket/terima/").content.decode()
    beside = counter.post("/tiket/pengetahuan/", {"q": "kartu"}, headers={"HX-Request": "true"}).content.decode()
    assert "<details>" in beside and "<html" not in beside
    assert "q=kartu" in counter.post("/tiket/pengetahuan/", {"q": "kartu"})["Location"], "without JavaScript: the list"


def test_the_head_of_division_writes_an_article(client, client_of, kabid, front_desk):
    form = {"title": "Jam layanan", "text": "Senin sampai Jumat.", "is_public": "on", "is_active": "on"}
    assert client_of(front_desk).post("/tiket/pengetahuan/baru/", form).status_code == 403
    client_of(kabid).post("/tiket/pengetahuan/baru/", form)
    article = Article.objects.get()
    assert article.changed_by == kabid and "Jam layanan" in client.get(f"/pengetahuan/{article.slug}").content.decode()


def test_poster_and_page_say_what_is_asked_for_today(client, rules, client_of, front_desk):
    page = client.get("/syarat/pbi_jk").content.decode()
    assert "Pengaktifan kembali PBI-JK" in page and "Kartu Keluarga" in page and "Musyawarah" not in page
    assert client.get("/syarat/LAIN").status_code == 404
    for sheet in ("a3", "rt", "papan"):  # for a wall, for RT/RW, for the kelurahan's board
        assert client_of(front_desk).get(f"/arsip/poster/PBI_JK-{sheet}.pdf").content.startswith(b"%PDF")
    assert client_of(front_desk).get("/arsip/poster/PBI_JK-a2.pdf").status_code == 404


def test_row_94_who_has_no_telephone_fills_in_the_same_form_on_paper(client, rules):
    for path in ("/usul", "/sanggah"):
        assert f'href="{path}/formulir.pdf"' in client.get(path).content.decode()
        assert client.get(f"{path}/formulir.pdf").content.startswith(b"%PDF")
