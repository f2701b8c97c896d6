"""Jobs: all for whoever looks after them, else the own ones and those whose result the role opens."""

from dtks.jobs.models import Job, Message
from tests.matrix.lines import EVERYBODY, Line

SEES = {"administrator", "kabid", "kasi", "operator", "auditor"}
LEADS = {"administrator", "kasi", "operator"}


def make_job(citizen, number=0):
    return Job.objects.create(
        kind="compare_lists", title=f"Membandingkan daftar {number}", state="running", total=200
    ).pk


def make_message(citizen, number=0):
    words = {"subject": f"Kabar tiket {number}", "about": f"T-2611-{number:04}", "text": "Sudah kami terima."}
    return Message.objects.create(channel="email", recipient="ani@contoh.id", state="failed", **words).pk


RECORDS = {"message": make_message, "job": make_job, "job_act": lambda citizen: [make_job(citizen), "jeda"]}

LINES = {
    "jobs:list": Line(see=EVERYBODY),
    "jobs:messages": Line(see={*LEADS, "kabid"}),
    "jobs:message_resend": Line(see=LEADS, record="message", whole_office=True, post_only=True),
    "jobs:hand_over": Line(see={"front_desk", "operator", "kasi"}),
    "jobs:job": Line(see=SEES, record="job", whole_office=True),
    "jobs:progress": Line(see=SEES, record="job", whole_office=True),
    "jobs:stop": Line(see=LEADS, record="job", whole_office=True),
    "jobs:act": Line(see=LEADS, record="job_act", whole_office=True, post_only=True),
}
ROWS = {
    "jobs:list": lambda number, citizen: make_job(citizen, number),
    "jobs:messages": lambda number, citizen: make_message(citizen, number),
}
