"""The centre's templates in their versions, the files written from sealed batches, the answers."""

from verification.siks.models.returns import ReturnFile, ReturnRow
from verification.siks.models.templates import BatchFile, Template, TemplateColumn

__all__ = ["BatchFile", "ReturnFile", "ReturnRow", "Template", "TemplateColumn"]
