"""The proof that history is as it was written: a digest of each row, and a chain over the digests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditForm(models.Model):
    """The columns that a table of history had when its rows were proved; a later column is not asked of them."""

    table = models.CharField(max_length=63)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "columns"], name="one_form_for_the_same_columns")]

    def __str__(self) -> str:
        return self.table


class AuditEntry(models.Model):
    """One row of history: its SHA-256, written by the database itself in the transaction that wrote the row.

    Rows are chained shortly after, in the order of `position`: `link` is SHA-256 over the link before it and the
    entry. Writers so never wait for each other; a row that changes before it is chained still breaks its digest.
    """

    id = models.BigAutoField(primary_key=True)
    form = models.ForeignKey(AuditForm, on_delete=models.PROTECT, related_name="entries")
    row_id = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    position = models.BigIntegerField(null=True, unique=True)
    link = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(position=None, link=None) | Q(position__gte=1, link__isnull=False),
                name="a_chained_entry_has_its_link",
            ),
        ]
        indexes = [
            models.Index(fields=["form", "row_id"], name="audit_entry_of_row"),
            models.Index(fields=["id"], condition=Q(position=None), name="audit_entry_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.row_id}"


class AuditKept(models.Model):
    """A row of history as it was proved, kept before a column of its table went; the digest is asked of this."""

    form = models.ForeignKey(AuditForm, on_delete=models.PROTECT, related_name="kept")
    row_id = models.BigIntegerField()
    row = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "row_id"], name="a_row_is_kept_once_per_form")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.row_id}"


class AuditHead(models.Model):
    """How far the chain reached at a time. Printed on packets and batches, so that a shortened chain shows."""

    position = models.BigIntegerField(unique=True)
    link = models.BinaryField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.position}-{bytes(self.link).hex()[:12]}"
