"""The kelurahan's side of a trial: a berita acara that Dinsos has, visits on their way and back."""

from __future__ import annotations

import io
from datetime import time, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from consultation.minutes import services as minutes
from consultation.minutes.models import Decision
from consultation.minutes.queries.paper import paper_data
from consultation.minutes.services import Guest, Said
from consultation.minutes.views.papers import TEMPLATE
from consultation.visits import services as visits
from dtks.accounts.models import User
from dtks.registry.models import Citizen, LifeState
from dtks.web.pdf import page_picture

MEETING, ROUND = "kadia", "lahundape"  # whose officer meets, where the facilitator walks; slugs in lower case
GUESTS = (
    Guest("LURAH", "Drs. Ruslan Konggoasa", present=True), Guest("RT", "La Mbalia", "RT 001", present=True),
    Guest("TOMAS", "Hj. Sitti Aminah", present=True), Guest("OPERATOR", "Irfan Lasolo", present=True),
    Guest("BABINSA", "Serda Yusuf"),
)  # fmt: skip
SAID = (
    (Decision.WORTHY, "Tetap"), (Decision.WORTHY, "Sakit menahun"), (Decision.NOT_WORTHY, "Usaha kios, dua kendaraan"),
    (Decision.MOVED, "Ke Konawe sejak Juli"), (Decision.ADJOURNED, "Menunggu surat domisili"),
    (Decision.WORTHY, "Rumah kontrak, tiga anak"), (Decision.NOT_FOUND, "Tiga kali didatangi"),
)  # fmt: skip
WHYS = ("berita acara menulis pindah", "muncul lagi di daftar pusat", "sanggahan tetangga")
GIVEN, OPEN = 6, 3
CAME_BACK = (("6", "62", "menolak di pintu"), ("2", "21", "Suharni, tetangga"), ("5", "41", "Ketua RT"))


def _people(slug: str, number: int) -> list[Citizen]:
    found = Citizen.objects.filter(kelurahan__slug=slug.upper(), life_state=LifeState.ALIVE, birth_date__year__lt=2005)
    return list(found.select_related("kelurahan").order_by("pk")[:number])


@transaction.atomic
def hold_meeting() -> int:
    """One berita acara, signed, scanned and handed in, for Dinsos to judge name by name; returns its names."""
    officer, people = User.objects.get(username=MEETING), _people(MEETING, len(SAID))
    if not people:
        return 0
    today = timezone.localdate()
    draft = minutes.open_minutes(kelurahan=people[0].kelurahan, month=today, agenda="eligibility", actor=officer)  # type: ignore[arg-type]
    head = {
        "held_on": today, "starts_at": time(9, 30), "ends_at": time(11, 40), "place": "Aula Kantor Lurah",
        "chair": GUESTS[0].name, "chair_seat": "LURAH", "recorder": GUESTS[3].name,
    }  # fmt: skip
    minutes.write_head(minutes=draft, values=head)
    minutes.write_attendance(minutes=draft, guests=GUESTS)
    for citizen, (decision, reason) in zip(people, SAID, strict=False):
        item = minutes.add_citizen(minutes=draft, citizen=citizen)
        minutes.write_item(item=item, said=Said(decision=decision, reason=reason))
    draft.refresh_from_db()
    version = minutes.print_version(minutes=draft, actor=officer)
    scan = io.BytesIO(page_picture(TEMPLATE, paper_data(version.data, version=version, on=today)) or b"")
    scan.name = "berita_acara.png"
    minutes.hand_in(minutes=draft, code=version.code, upload=scan, actor=officer)
    return len(people)


@transaction.atomic
def send_out() -> int:
    """Visits of a round: some without a facilitator, some with him, some back on the supervisor's desk."""
    supervisor, facilitator = User.objects.get(username="supervisor"), User.objects.get(username="fasilitator")
    made = [
        visits.open_visit(citizen=citizen, source="hand", why=WHYS[number % len(WHYS)], by=supervisor)
        for number, citizen in enumerate(_people(ROUND, GIVEN + OPEN))
    ]
    held = visits.give(visits=made[:GIVEN], facilitator=facilitator, by=supervisor)
    now = timezone.now()
    for visit, (finding, outcome, met) in zip(held, CAME_BACK, strict=False):
        raw = {
            "key": str(uuid4()), "visit": visit.pk, "revision": visit.revision, "version": 1,
            "visited_at": now.isoformat(), "started_at": (now - timedelta(minutes=9)).isoformat(),
            "answers": {"B14": finding, "B05": outcome, "B06": met},
        }  # fmt: skip
        visits.receive(by=facilitator, sent=visits.sent_of(raw))
    return len(made)
