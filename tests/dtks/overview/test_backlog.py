"""The backlog by class and kelurahan, and where each number leads."""

import re

import pytest

from tests.matrix.lines_corrections import make_request
from verification.corrections.models import ChangeRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def backlog(citizen_kadia, citizen_lahundape):
    for _ in range(2):
        make_request(citizen_kadia)
    other = make_request(citizen_lahundape)
    ChangeRequest.objects.filter(pk=other.pk).update(result_class="VARIANT")
    make_request(citizen_lahundape, state=ChangeRequest.State.APPLIED)


def places(page):
    return re.findall(r'<th scope="row">.*?>([^<]+)</a>', page.content.decode())


def test_the_kabid_goes_from_the_backlog_of_a_kelurahan_to_its_cases(backlog, kabid, client_of):
    browser = client_of(kabid)
    page = browser.get("/tunggakan")
    assert places(page) == ["Kadia", "Lahundape"], "the most first"
    assert "2 kelurahan dengan perkara terbuka" in re.sub("<[^>]+>", "", page.content.decode())
    assert places(browser.get("/tunggakan?urut=-nama")) == ["Lahundape", "Kadia"]
    assert places(browser.get("/tunggakan?kecamatan=747108")) == ["Kadia"]
    variants = browser.get("/tunggakan?hasil=VARIANT")
    assert places(variants) == ["Lahundape"]
    link = re.search(r'href="(/usulan/[^"]+)"', variants.content.decode())
    cases = browser.get(link[1].replace("&amp;", "&"))
    assert cases.context["total"] == 1, "open ones of this class only"
    assert browser.get("/usulan/?terbuka=on&hasil=tanpa").context["total"] == 2
    assert "Tidak ada perkara terbuka dengan saringan ini" in browser.get("/tunggakan?hasil=MOVED").content.decode()


def test_the_summary_names_the_window_and_how_the_backlog_grew_this_month(backlog, kabid, client_of):
    page = client_of(kabid).get("/beranda")
    words = " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())
    assert "Tunggakan 3 perkara" in words and "3 sejak 1" in words
    assert "hari kerja lagi" in words and "3 belum diputus" in words
    assert "/usulan/?terbuka=on&amp;hasil=VARIANT" in page.content.decode()
