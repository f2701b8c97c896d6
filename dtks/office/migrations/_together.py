"""Models of one migration made at once. Django builds the models of the whole office anew for each operation on a model
that others refer to; for some three hundred of them that takes most of the time of a first `migrate`."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """New models and their triggers, in order. Each is made in its final form: nothing in the group may change a model
    that the group creates."""

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note all of them; the models are built when they are first asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables and the triggers."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """One line for `migrate` and `sqlmigrate`."""
        return "; ".join(operation.describe() for operation in self.operations)
