"""Jobs: all for whoever looks after them, else the own ones and those whose result the role opens."""

from dtks.accounts.models import PERMISSIONS, User
from dtks.jobs.models import Choice, Job, Message
from dtks.jobs.services import freeze_choice
from tests.matrix.lines import EVERYBODY, Line

SEES = {"administrator", "kabid", "kasi", "operator", "auditor"}
GIVES = {role for role in EVERYBODY if "assignments.give" in PERMISSIONS[role]}
LEADS = {"administrator", "kasi", "operator"}


def make_job(citizen, number=0):
    return Job.objects.create(
        kind="compare_lists", title=f"Membandingkan daftar {number}", state="running", total=200
    ).pk


def make_message(citizen, number=0):
    words = {"subject": f"Kabar tiket {number}", "about": f"T-2611-{number:04}", "text": "Sudah kami terima."}
    return Message.objects.create(channel="email", recipient="ani@contoh.id", state="failed", **words).pk


def make_choice(citizen):
    maker = User.objects.create_user(username=f"pemilih{Choice.objects.count()}", password="x")
    freeze_choice(
        user=maker, kind="give_fault", ids=[citizen.pk], parameters={"fault": "tanpa-nik"}, described="",
        back="/mutu-data/tanpa-nik/",
    )  # fmt: skip
    return Choice.objects.get(made_by=maker).pk


RECORDS = {
    "choice": make_choice,
    "message": make_message,
    "job": make_job,
    "job_act": lambda citizen: [make_job(citizen), "jeda"],
}

LINES = {
    "jobs:list": Line(see=EVERYBODY),
    "jobs:messages": Line(see={*LEADS, "kabid"}),
    "jobs:message_resend": Line(see=LEADS, record="message", whole_office=True, post_only=True),
    "jobs:hand_over": Line(see={"front_desk", "operator", "kasi"}),
    "jobs:job": Line(see=SEES, record="job", whole_office=True),
    "jobs:progress": Line(see=SEES, record="job", whole_office=True),
    "jobs:stop": Line(see=LEADS, record="job", whole_office=True),
    "jobs:choice": Line(see=GIVES, record="choice", whole_office=True),
    "jobs:choice_reverse": Line(see=GIVES, record="choice", whole_office=True, post_only=True, leads=True),
    "jobs:act": Line(see=LEADS, record="job_act", whole_office=True, post_only=True),
}
ROWS = {
    "jobs:list": lambda number, citizen: make_job(citizen, number),
    "jobs:messages": lambda number, citizen: make_message(citizen, number),
}
