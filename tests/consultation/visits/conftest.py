"""A walk through a kelurahan: the form, facilitators, visits that they hold, and what they bring back."""

import io
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from consultation.visits import services
from consultation.visits.models import Visit
from dtks.office.queries import kelurahan_of_kendari
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.models import Citizen
from dtks.registry.services import load_programmes
from verification.corrections.services import load_acts, load_reasons
from verification.matching.names import search_key

NAMES = ["LA ODE SAHRIR", "WA HALIFA", "SURIANI BOLU", "LA MANE KONGGOASA", "JUMRIATI SARANANI", "WA NIA LASOLO"]
HOUSE = {
    "A08": "4", "A09": "1", "C01": "1", "C03": "36", "C04": "6", "C05": "3", "C06": "3", "C07": "5", "C08": "1",
    "C10": "4", "C11": "1", "F01": "2", "F03": "TIDAK", "F06": ["TIDAK"], "F08": "LAYAK", "B11": "YA",
    **{f"D{n:02}": "TIDAK" for n in range(1, 17)},
}  # fmt: skip


def picture(name="foto.jpg", colour="white", size=(640, 480)):
    """A photo as a camera gives it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    out.name = name
    return out


@pytest.fixture
def form(regions):
    kelurahan_of_kendari.cache_clear()
    loaders = (
        load_codes, load_programmes, load_papers, load_requirements, load_acts, load_reasons, services.load_form,
    )  # fmt: skip
    for load in loaders:
        load()


@pytest.fixture
def people(kadia):
    """`people(3)`: citizens of Kadia; `people(2, lahundape)` elsewhere."""

    def make(number=1, place=None):
        base = Citizen.objects.count()
        return [
            Citizen.objects.create(
                name=(name := f"{NAMES[n % 6]}{'' if n + base < 6 else f' {chr(65 + n % 26)}{n + base}'}"),
                nik=f"7471085203{n % 80 + 10:02}{base + n + 1001:04}", kk_number=f"7471082210{base + n + 100001:06}",
                kelurahan=place or kadia, rt=f"{n % 3 + 1:03}", rw="001", sex="P" if n % 2 else "L",
                birth_date=date(1980, 3, n % 27 + 1), name_key=search_key(name), register_state="listed",
                address=f"JL MEKAR {n + 1}",
            )
            for n in range(number)
        ]  # fmt: skip

    return make


@pytest.fixture
def given(form, people, supervisor, facilitator_kadia):
    """`given(3)`: visits that the facilitator of Kadia holds."""

    def make(number=1, source="hand"):
        made = [
            services.open_visit(citizen=each, source=source, why="lihat rumahnya", by=supervisor)
            for each in people(number)
        ]
        return services.give(visits=made, facilitator=facilitator_kadia, by=supervisor)

    return make


def answers(outcome="01", finding="1", member=None, **more):
    """What a facilitator answers; the whole house where somebody lives there."""
    found = {"B14": finding, "B05": outcome, "B06": "Wa Halifa, istri", **more}
    if finding in ("1", "3", "4"):
        found = {**HOUSE, **found}
        if member:
            own = {"E01": "1", "E02": "1", "E03": ["4"], "E04": "3", "E05": "TIDAK", "E07": "2", "E10": ["1"]}
            found["members"] = {str(member): own}
    return found


def sent(visit, outcome="01", finding="1", *, key=None, **more):
    """A report as the phone sends it."""
    extra = {name: more.pop(name) for name in ("place", "revision", "photos_due", "started_at") if name in more}
    return {
        "key": str(key or uuid4()), "visit": visit.pk, "revision": visit.revision, "version": 1,
        "visited_at": timezone.now().isoformat(), "answers": answers(outcome, finding, visit.citizen_id, **more),
        **extra,
    }  # fmt: skip


@pytest.fixture
def bring(facilitator_kadia):
    """`bring(visit, "21", "2")`: the facilitator's report arrives."""

    def come(visit, outcome="01", finding="1", by=None, **more):
        raw = sent(visit, outcome, finding, **more)
        return services.receive(by=by or facilitator_kadia, sent=services.sent_of(raw))

    return come


@pytest.fixture
def found():
    """`found(visit)`: the visit as it stands now."""
    return lambda visit: Visit.objects.get(pk=visit.pk)
