"""Training: everybody has the tour of his role; the record is for whoever leads or runs the office."""

from dtks.accounts.models import User
from dtks.training.models import Training
from tests.matrix.lines import EVERYBODY, Line

LINES = {
    "training:tour": Line(see=EVERYBODY),
    "training:again": Line(see=EVERYBODY, ok=(404,)),  # in practice only
    "training:records": Line(see={"administrator", "kabid"}),
}
ROWS = {
    "training:records": lambda number, citizen: Training.objects.create(
        person=f"Orang {number}", role="front_desk", lesson="intake", account=User.objects.first()
    )
}
