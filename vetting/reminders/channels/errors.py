"""What a channel raises where a message was not taken."""

from datetime import timedelta


class DeliveryError(Exception):
    """A message was not taken. Its sentence may be shown to anybody who sees the message.

    It names the receiver's host and never more of the address, for a chat's address is a secret;
    and nothing of what was sent or answered. `permanent`: trying again cannot help. `retry_after`:
    how long the receiver asks us to wait.
    """

    def __init__(
        self, sentence: str, *, permanent: bool = False, retry_after: timedelta | None = None
    ) -> None:
        self.sentence, self.permanent, self.retry_after = sentence, permanent, retry_after
        super().__init__(sentence)
