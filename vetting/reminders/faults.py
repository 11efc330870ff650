"""A fault that nobody foresaw stops one piece of work and not the rest; it is told at the end."""

from types import TracebackType

from django.db import InterfaceError, OperationalError

TOO_MANY = 5


class Faults:
    """`with faults:` around each piece of work; `tell()` at the end raises them all.

    Without its database a run cannot go on, and after several faults it should not: then it ends
    at once. What was left in the middle is taken again when the claim to it has run out.
    """

    def __init__(self) -> None:
        self.found: list[Exception] = []

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, InterfaceError | OperationalError):
            return False
        self.found.append(error)
        if len(self.found) >= TOO_MANY:
            self.tell()
        return True

    def tell(self) -> None:
        """Raise what was found, all in one."""
        if self.found:
            raise ExceptionGroup("Some of the regular work was not done.", self.found)
