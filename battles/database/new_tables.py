"""Migrations that create many tables: the classes of their models are built once."""

import copy
import itertools

from django.db.migrations import CreateModel, Migration
from django.db.migrations.state import ProjectState


class NewTables(Migration):
    """A migration whose first operations are CreateModel.

    After each CreateModel Django builds the classes of all related models again, which for 93 tables is 5,000
    classes. Here the state takes all models first; their classes are built when the first table is created.
    """

    def apply(self, project_state: ProjectState, schema_editor, collect_sql: bool = False) -> ProjectState:
        rest = copy.copy(self)
        if not collect_sql:
            created = list(itertools.takewhile(_creates_a_model, self.operations))
            rest.operations = self.operations[len(created) :]
            project_state.__dict__.pop("apps", None)  # a cached property: all classes built until now
            for operation in created:
                operation.state_forwards(self.app_label, project_state)
            for operation in created:
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return super(NewTables, rest).apply(project_state, schema_editor, collect_sql)


def _creates_a_model(operation: object) -> bool:
    return isinstance(operation, CreateModel)
