"""Acts of the room: stage and merge a list of the centre; remember removals."""

from verification.lists.services.imports import MergeList, StageList
from verification.lists.services.removals import MergeRemovals, StageRemovals

__all__ = ["MergeList", "MergeRemovals", "StageList", "StageRemovals"]
