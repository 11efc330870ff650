"""How the cells of an import are read, one sort each; what is wrong is a sentence for its cell."""

from collections.abc import Callable, Mapping
from datetime import date

from vetting.models.naming import is_bare_host
from vetting.services.answer_checks import as_day
from vetting.services.exchange.cells import CellError, read_text

LONGEST_ENTRY = 120
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})

Read = Callable[[object], object]


def text(raw: object) -> str:
    return read_text(raw)


def key(raw: object) -> str:
    found = read_text(raw)
    if "\n" in found:
        raise CellError("Give one name, not several.")
    return found


def entries(raw: object) -> list[str]:
    """A list with one entry in each line, or a list as JSON has it; repetitions are dropped."""
    if isinstance(raw, list):
        if not all(isinstance(entry, str) for entry in raw):
            raise CellError("This must be a list of texts.")
        found = [read_text(entry) for entry in raw]
    else:
        found = [line.strip() for line in read_text(raw).split("\n")]
    long = next((entry for entry in found if len(entry) > LONGEST_ENTRY), "")
    if long:
        raise CellError(f"“{long[:40]}…” is too long: at most {LONGEST_ENTRY} characters each.")
    return list(dict.fromkeys(entry for entry in found if entry))


def words(raw: object) -> list[str]:
    """Entries in which a semicolon can only separate two of them."""
    return entries([part for entry in entries(raw) for part in entry.split(";")])


def lower_words(raw: object) -> list[str]:
    return entries([entry.lower() for entry in words(raw)])


def hosts(raw: object) -> list[str]:
    found = words(raw)
    for host in found:
        if not is_bare_host(host):
            raise CellError(
                f"{host!r} is not a host name; give it without https:// and path, such as "
                "app.example.com."
            )
    return found


def day(raw: object) -> date | None:
    found = read_text(raw)
    if not found:
        return None
    given = as_day(found)
    if given is None:
        raise CellError(f"{found!r} is not a day; give YYYY-MM-DD.")
    return given


def flag(raw: object) -> bool:
    found = read_text(raw).lower()
    if found not in YES | NO:
        raise CellError(f"{found!r} is neither yes nor no.")
    return found in YES


def one_of(choices: Mapping[str, str]) -> Read:
    """A key, or its label in words; empty stays empty."""
    by_label = {label.casefold(): key for key, label in choices.items()}

    def read(raw: object) -> str:
        found = read_text(raw)
        if found in choices or not found:
            return found
        if found.casefold() in by_label:
            return by_label[found.casefold()]
        raise CellError(f"{found!r} is not known; choose one of {', '.join(choices)}.")

    return read
