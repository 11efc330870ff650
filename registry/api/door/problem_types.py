"""The ways in which the API says no: a closed list, one for each status, told in `type`.

Each address leads to `GET problems/`, which says what it means and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

PAGE = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`means` is what went wrong, and `do` what the caller can do about it."""

    name: str
    status: HTTPStatus
    means: str
    do: str

    @property
    def uri(self) -> str:
        return f"{PAGE}#{self.name}"


ALL = (
    ProblemType(
        "invalid-request",
        HTTPStatus.BAD_REQUEST,
        "Something in the request is not valid; errors names each field.",
        "Change what errors names. The same request is refused again.",
    ),
    ProblemType(
        "no-valid-key",
        HTTPStatus.UNAUTHORIZED,
        "The API key is missing or not valid.",
        "Send a key that is in force as: Authorization: Bearer <key>.",
    ),
    ProblemType(
        "missing-scope",
        HTTPStatus.FORBIDDEN,
        "The API key lacks the scope.",
        "Ask an administrator for a key with the scope that detail names.",
    ),
    ProblemType(
        "not-found",
        HTTPStatus.NOT_FOUND,
        "There is nothing of that name.",
        "Take addresses from the lists; a name may have been mistyped.",
    ),
    ProblemType(
        "method-not-allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        "This address does not take this method.",
        "Use one of the methods in the Allow header.",
    ),
    ProblemType(
        "not-acceptable",
        HTTPStatus.NOT_ACCEPTABLE,
        "The Accept header rules out what this address sends.",
        "Accept application/json, or leave the header out.",
    ),
    ProblemType(
        "too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large; send fewer items at once.",
        "Split the body into several requests.",
    ),
    ProblemType(
        "not-json",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is not JSON.",
        "Send JSON, with Content-Type: application/json.",
    ),
    ProblemType(
        "too-many-requests",
        HTTPStatus.TOO_MANY_REQUESTS,
        "The requests of this minute are used up; Retry-After says when the next one begins.",
        "Wait for so many seconds; ask for more at once (check takes 1,000 items), or less often.",
    ),
    ProblemType(
        "unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The registry cannot write just now; Retry-After says when to ask again.",
        "Send the same request again after so many seconds: nothing was changed.",
    ),
    ProblemType(
        "server-error",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong here; it is noted.",
        "Try once more. If it stays so, tell whoever runs the registry, and when it was.",
    ),
)
BY_STATUS = {kind.status: kind for kind in ALL}
URIS = [kind.uri for kind in ALL]
