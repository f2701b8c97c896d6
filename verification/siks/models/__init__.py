"""The centre's templates in their versions, files of sealed batches, the answers, what was seen on its screens."""

from verification.siks.models.lookups import LookUp, LookUpQuerySet
from verification.siks.models.passwords import BatchPassword
from verification.siks.models.returns import ReturnFile, ReturnRow
from verification.siks.models.templates import BatchFile, BatchTemplate, Template, TemplateColumn

__all__ = [
    "BatchFile",
    "BatchPassword",
    "BatchTemplate",
    "LookUp",
    "LookUpQuerySet",
    "ReturnFile",
    "ReturnRow",
    "Template",
    "TemplateColumn",
]
