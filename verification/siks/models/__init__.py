"""The centre's templates in their versions, the files written from sealed batches, the answers."""

from verification.siks.models.passwords import BatchPassword
from verification.siks.models.returns import ReturnFile, ReturnRow
from verification.siks.models.templates import BatchFile, BatchTemplate, Template, TemplateColumn

__all__ = ["BatchFile", "BatchPassword", "BatchTemplate", "ReturnFile", "ReturnRow", "Template", "TemplateColumn"]
