"""A kelurahan that holds its meeting: rules, guests, people, a berita acara ready to be signed."""

import io
from datetime import date, time

import pytest
from PIL import Image, ImageFilter

from consultation.minutes import services
from consultation.minutes.models import Minutes
from consultation.minutes.queries.paper import paper_data
from consultation.minutes.services import Guest, Said
from consultation.minutes.views.papers import TEMPLATE
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.models import Citizen
from dtks.registry.services import load_programmes
from dtks.web.pdf import page_picture
from verification.corrections.services import load_acts, load_reasons
from verification.matching.names import search_key

NAMES = ["SITTI RAMLAH", "MOH ILHAM SARANANI", "LA NDOASA BOLU", "ASMAWATI", "LA ODE SAHRIR", "WA HALIFA",
         "ARMAN LASOLO", "SUHARNI KONGGOASA"]  # fmt: skip
GUESTS = [
    Guest("LURAH", "Drs. Ruslan Konggoasa", present=True), Guest("RT", "La Mbalia", "RT 001", present=True),
    Guest("TOMAS", "Hj. Sitti Aminah", present=True), Guest("OPERATOR", "Irfan Lasolo", present=True),
    Guest("BABINSA", "Serda Yusuf"),
]  # fmt: skip
HEAD = {
    "held_on": date(2026, 11, 2), "starts_at": time(9, 30), "ends_at": time(11, 40), "place": "Aula Kantor Lurah",
    "chair": "Drs. Ruslan Konggoasa", "chair_seat": "LURAH", "recorder": "Irfan Lasolo",
}  # fmt: skip


def scan(name="ba.jpg", colour="white"):
    """A photo of a paper."""
    out = io.BytesIO()
    Image.new("RGB", (400, 560), colour).save(out, "JPEG")
    out.seek(0)
    out.name = name
    return out


def photographed(minutes, version):
    """The first page of a version as a telephone sees it on a table: small, askew, not quite sharp."""
    page = page_picture(TEMPLATE, paper_data(version.data, version=version, on=date(2026, 11, 2)), ppi=150)
    sheet = Image.open(io.BytesIO(page)).convert("RGB").rotate(4, expand=True, fillcolor="grey")
    out = io.BytesIO()
    sheet.filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG", quality=70)
    out.seek(0)
    out.name = "foto.jpg"
    return out


@pytest.fixture
def rules(db):
    for load in (
        load_codes, load_programmes, load_papers, load_requirements, load_acts, load_reasons, services.load_quorum,
    ):  # fmt: skip
        load()


@pytest.fixture
def people(kadia):
    """Citizens of Kadia; `people(30)` for as many as one needs."""

    def make(number=8):
        return [
            Citizen.objects.create(
                name=(name := f"{NAMES[n % len(NAMES)]}{'' if n < len(NAMES) else f' {chr(65 + n % 26)}{n}'}"),
                nik=f"7471085203{n + 10:02}{n + 9001:04}", kelurahan=kadia, rt=f"{n % 6 + 1:03}", rw="001",
                sex="P" if n % 2 else "L", birth_date=date(1980, 3, n % 27 + 1), name_key=search_key(name),
                register_state="listed", address=f"JL MEKAR {n + 1}",
            )
            for n in range(number)
        ]  # fmt: skip

    return make


@pytest.fixture
def draft(rules, kadia, officer_kadia) -> Minutes:
    minutes = services.open_minutes(
        kelurahan=kadia, month=date(2026, 11, 20), agenda="eligibility", actor=officer_kadia
    )
    services.write_head(minutes=minutes, values=HEAD)
    services.write_attendance(minutes=minutes, guests=GUESTS)
    minutes.refresh_from_db()
    return minutes


@pytest.fixture
def write(draft):
    """`write(citizen, "not_worthy", reason=…)`: a name with what the meeting said."""

    def put(citizen, decision="worthy", **said):
        item = services.add_citizen(minutes=draft, citizen=citizen)
        return services.write_item(item=item, said=Said(decision=decision, **said))

    return put


@pytest.fixture
def hand_in(draft, officer_kadia):
    """Print, sign, scan, hand in."""

    def give():
        version = services.print_version(minutes=draft, actor=officer_kadia)
        return services.hand_in(minutes=draft, code=version.code, upload=scan(), actor=officer_kadia)

    return give
