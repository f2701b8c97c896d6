"""Assignments: seen in the own area; given out by whoever leads."""

from dtks.assignments.services import Draft, assign
from tests.matrix.lines import Line

GIVES = {"kabid", "kasi", "operator", "supervisor"}
SEES = GIVES | {"front_desk", "facilitator", "kelurahan"}


def make_assignment(citizen, number=0):
    draft = Draft(
        kind="confirm", role="facilitator", title="Pastikan tercatat meninggal", citizen=citizen,
        origin=f"Rekonsiliasi R-2611-{number:04d}",
    )  # fmt: skip
    return assign(draft=draft).pk


RECORDS = {"assignment": make_assignment}
LINES = {
    "assignments:list": Line(see=SEES),
    "assignments:assignment": Line(see=SEES, record="assignment"),
    "assignments:take": Line(see=SEES, record="assignment", post_only=True),
    "assignments:hand_over": Line(see=GIVES, record="assignment"),
    "assignments:finish": Line(see=SEES, record="assignment"),
    "assignments:cancel": Line(see=GIVES, record="assignment"),
}
ROWS = {"assignments:list": lambda number, citizen: make_assignment(citizen, number)}
