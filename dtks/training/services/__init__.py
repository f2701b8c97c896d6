"""What is done in the room of training."""

from dtks.training.services.beginning import NoBeginning, begin_again, keep_beginning
from dtks.training.services.record import record

__all__ = ["NoBeginning", "begin_again", "keep_beginning", "record"]
