"""Berita acara: the kelurahan writes, Dinsos sees what was handed in and judges it."""

from datetime import date, time

from consultation.minutes.models import Attendance, Item, Minutes, Print
from dtks.accounts.models import User
from dtks.papers.models import Document, PaperKind
from tests.matrix.lines import Line

WRITE = {"kelurahan"}
SEE = {"kelurahan", "operator", "kasi", "kabid"}


def make_draft(citizen, month=date(2026, 11, 1)) -> Minutes:
    """The draft of a kelurahan about one citizen."""
    number = f"{Minutes.objects.count() + 1:02}/BA-DTKS/KEL-{citizen.kelurahan.slug}/11/2026"
    minutes, made = Minutes.objects.get_or_create(
        kelurahan=citizen.kelurahan, month=month, state="draft",
        defaults={"number": number, "made_by": User.objects.first(), "held_on": date(2026, 11, 2),
                  "starts_at": time(9), "ends_at": time(11), "place": "Aula", "chair": "Lurah", "recorder": "Notulis"},
    )  # fmt: skip
    if made:
        Attendance.objects.create(minutes=minutes, seat="LURAH", name="Lurah", present=True)
        Item.objects.create(minutes=minutes, position=1, citizen=citizen, decision="worthy")
    return minutes


def make_print(citizen) -> Minutes:
    from consultation.minutes.queries.paper import fingerprint, record_of

    minutes = make_draft(citizen)
    Print.objects.get_or_create(
        minutes=minutes, number=1,
        defaults={"code": f"BA-7Q2K-{minutes.pk % 90 + 10}", "sha256": fingerprint(minutes),
                  "data": record_of(minutes), "printed_by": minutes.made_by},
    )  # fmt: skip
    return minutes


def make_handed_in(citizen) -> Minutes:
    """One that Dinsos has."""
    from dtks.files.services import store_bytes

    minutes = make_print(citizen)
    kind, _ = PaperKind.objects.get_or_create(code="BA_MUSKEL", defaults={"label": "Berita acara", "issuer": "lurah"})
    document = Document.objects.create(
        number=f"A-2610-{minutes.pk:04}", kind=kind, kelurahan=minutes.kelurahan, form="original",
        seen_by=minutes.made_by, scan=store_bytes(name="ba.pdf", content=b"%PDF-1.7\n%%EOF", kind="pdf", actor=None),
    )  # fmt: skip
    minutes.version, minutes.scan, minutes.handed_in_by = minutes.prints.get(), document, minutes.made_by
    minutes.handed_in_at, minutes.state = document.seen_at, "handed_in"
    minutes.save()
    return minutes


def item_of(minutes) -> list[int]:
    return [minutes.pk, minutes.items.earliest("pk").pk]


RECORDS = {
    "minutes_draft": lambda citizen: make_draft(citizen).pk,
    "minutes_item": lambda citizen: item_of(make_draft(citizen)),
    "minutes_version": lambda citizen: [make_print(citizen).pk, 1],
    "minutes_handed_in": lambda citizen: make_handed_in(citizen).pk,
    "minutes_page": lambda citizen: [make_handed_in(citizen).pk, 1],
    "minutes_handed_in_item": lambda citizen: item_of(make_handed_in(citizen)),
}
LINES = {
    "minutes:list": Line(see=SEE),
    "minutes:news": Line(see=SEE),
    "minutes:calendar": Line(see=SEE, most=12),
    "minutes:template": Line(see=WRITE, record="minutes_draft"),
    "minutes:sheet": Line(see=WRITE, record="minutes_draft"),
    "minutes:new": Line(see=WRITE),
    "minutes:quorum": Line(see={"kabid"}),
    "minutes:minutes": Line(see=SEE, record="minutes_handed_in"),
    "minutes:head": Line(see=WRITE, record="minutes_draft"),
    "minutes:attendance": Line(see=WRITE, record="minutes_draft"),
    "minutes:names": Line(see=WRITE, record="minutes_draft"),
    "minutes:find": Line(see=WRITE, record="minutes_draft", post_only=True),
    "minutes:add": Line(see=WRITE, record="minutes_draft", post_only=True),
    "minutes:add_unknown": Line(see=WRITE, record="minutes_draft"),
    "minutes:item": Line(see=WRITE, record="minutes_item", post_only=True),
    "minutes:drop": Line(see=WRITE, record="minutes_item", post_only=True),
    "minutes:item_paper": Line(see=WRITE, record="minutes_item"),
    "minutes:paper": Line(see=WRITE, record="minutes_draft"),
    "minutes:preview": Line(see=SEE, record="minutes_page"),
    "minutes:pdf": Line(see=SEE, record="minutes_page"),
    "minutes:hand_in": Line(see=WRITE, record="minutes_draft"),
    "minutes:scan": Line(see=SEE, record="minutes_handed_in"),
    "minutes:posting": Line(see=SEE, record="minutes_handed_in"),
    "minutes:review": Line(see={"operator", "kasi"}, record="minutes_handed_in"),
    "minutes:judge": Line(see={"operator", "kasi"}, record="minutes_handed_in_item", ok=(302,)),
    "minutes:answer": Line(see=WRITE, record="minutes_handed_in_item", post_only=True),
    "minutes:void": Line(see=WRITE, record="minutes_draft"),
}


def make_row(number, citizen):
    make_draft(citizen, month=date(2000 + number // 12, number % 12 + 1, 1))


def make_news(number, citizen):
    make_draft(citizen, month=date(2000 + number // 12, number % 12 + 1, 1))
    if number == 0:
        make_handed_in(citizen)


ROWS = {"minutes:list": make_row, "minutes:news": make_news, "minutes:calendar": make_row}
