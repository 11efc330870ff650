"""How names and hosts are compared: the keys under which an offering or a tool is found."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

# Plan words that many vendors share: they name an offering only beside the name of its tool.
PLAN_WORDS = frozenset(
    {"advanced", "api", "basic", "business", "creator", "education", "enterprise", "fancy", "free"}
    | {"gold", "individual", "lite", "max", "mega", "paid", "personal", "plus", "premier"}
    | {"premium", "pro", "scale", "standard", "starter", "team", "teams", "ultra", "unlimited"}
)

# Hosts that many tools live on: an address there says nothing about which tool it is.
SHARED_HOSTS = frozenset(
    {"apps.apple.com", "bitbucket.org", "chromewebstore.google.com", "discord.com", "discord.gg"}
    | {"docs.google.com", "drive.google.com", "gist.github.com", "github.com", "gitlab.com"}
    | {"hub.docker.com", "huggingface.co", "linkedin.com", "marketplace.visualstudio.com"}
    | {"medium.com", "notion.site", "npmjs.com", "play.google.com", "producthunt.com", "pypi.org"}
    | {"reddit.com", "replicate.com", "sites.google.com", "t.me", "twitter.com", "x.com"}
    | {"youtube.com"}
)


def name_key(text: str) -> str:
    """A name as it is compared: no case, accents, spaces or punctuation ("Mid-Journey")."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))


def host_of(text: str) -> str:
    """The host in a URL or a bare host name, in lower case; "" where there is none.

    "https://app.runwayml.com/x" and "app.runwayml.com:443" both give "app.runwayml.com".
    """
    text = text.strip()
    if not text or any(c.isspace() for c in text):
        return ""
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").lower()
    labels = host.split(".")
    return host if len(labels) > 1 and all(labels) else ""


def is_bare_host(text: str) -> bool:
    """True for a host name and nothing around it: no scheme, port, path or capital."""
    return bool(text) and host_of(text) == text


def telling_host(text: str) -> str:
    """The host of an address if it tells which tool is meant, without www; "" otherwise."""
    host = host_of(text).removeprefix("www.")
    return "" if host in SHARED_HOSTS else host


def host_and_parents(host: str) -> Iterator[str]:
    """The host and its parent domains, the most specific first, down to two labels."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])
