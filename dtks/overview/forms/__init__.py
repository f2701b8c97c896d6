"""Forms of the top floor."""

from dtks.overview.forms.acts import FamilyActForm
from dtks.overview.forms.births import BirthForm, BirthPapersForm, may_bear
from dtks.overview.forms.citizens import NewCitizenForm, ProposalForm, kelurahan_of
from dtks.overview.forms.place import PlaceForm
from dtks.overview.forms.succession import SuccessionForm
from dtks.overview.forms.tasks import TaskForm
from dtks.overview.forms.trail import DestructionForm, SpanForm

__all__ = [
    "BirthForm", "BirthPapersForm", "DestructionForm", "FamilyActForm", "NewCitizenForm", "PlaceForm", "ProposalForm",
    "SpanForm",
    "SuccessionForm", "TaskForm", "kelurahan_of", "may_bear",
]  # fmt: skip
