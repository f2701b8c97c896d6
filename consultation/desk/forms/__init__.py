"""Forms of the counter: its screen, those of a ticket, papers that the office issues."""

from consultation.desk.forms.intake import (
    ACT_WORDS,
    NEW,
    NEW_FIELDS,
    WRONG,
    IntakeForm,
    WrongFieldsForm,
    canonical,
    kelurahan_choices,
    uuid_of,
)
from consultation.desk.forms.knowledge import ArticleForm, IdentifyForm
from consultation.desk.forms.letters import LetterForm, WithdrawForm
from consultation.desk.forms.rounds import RoundForm, SheetForm
from consultation.desk.forms.tickets import CannedForm, CloseForm, PaperForm, RelateForm, SplitForm

__all__ = [
    "ACT_WORDS", "NEW", "NEW_FIELDS", "WRONG", "ArticleForm", "CannedForm", "CloseForm", "IdentifyForm",
    "IntakeForm", "LetterForm", "PaperForm", "RelateForm", "RoundForm", "SheetForm", "SplitForm", "WithdrawForm",
    "WrongFieldsForm", "canonical", "kelurahan_choices", "uuid_of",
]  # fmt: skip
