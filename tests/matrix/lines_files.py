"""Files that come in: of the whole office, so there is no other area."""

from dtks.files.models import StagedFile
from dtks.files.services import store_bytes
from tests.matrix.lines import Line

SEES = {"operator", "kasi", "kabid"}
MERGES = {"operator", "kasi"}


def make_staged(citizen):
    stored = store_bytes(name="daftar.csv", content=b"NIK;NAMA\n", kind="csv", actor=None)
    return StagedFile.objects.create(
        purpose="list", file=stored, state="staged", parameters={"scheme": "dtks", "period": "2026-11-01"}
    ).pk


RECORDS = {"staged": make_staged}
LINES = {
    "files:list": Line(see=SEES),
    "files:upload": Line(see=MERGES),
    "files:staged": Line(record="staged", see=SEES, whole_office=True),
    "files:columns": Line(record="staged", see=MERGES, whole_office=True, post_only=True),
    "files:header": Line(record="staged", see=MERGES, whole_office=True, post_only=True),
    "files:give_up": Line(record="staged", see=MERGES, whole_office=True, post_only=True),
    "files:merge": Line(record="staged", see=MERGES, whole_office=True),
    "files:take_back": Line(record="staged", see=MERGES, whole_office=True),
    "files:faults": Line(record="staged", see=MERGES, whole_office=True),
}
