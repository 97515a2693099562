"""Who plays in the stories: Ada and Grace answer for Acme Hosting; Mallory is from elsewhere."""

from dataclasses import dataclass

from tests.threadbox_server import ThreadboxServer


@dataclass(frozen=True, slots=True)
class CastOperator:
    id: str
    name: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Two websites on one server. `elsewhere` is Mallory's: nothing of Acme may reach it."""

    acme: str
    ada: CastOperator
    grace: CastOperator
    elsewhere: str
    mallory: CastOperator


def assemble(server: ThreadboxServer) -> Cast:
    """Creates the cast with the command line, as an administrator would."""
    acme = _website(server, "Acme Hosting", "acme.example")
    elsewhere = _website(server, "Elsewhere", "elsewhere.example")
    return Cast(
        acme=acme,
        ada=_operator(server, acme, "Ada"),
        grace=_operator(server, acme, "Grace"),
        elsewhere=elsewhere,
        mallory=_operator(server, elsewhere, "Mallory"),
    )


def _website(server: ThreadboxServer, name: str, domain: str) -> str:
    created = server.cli("create-website", "--name", name, "--domain", domain)
    website_id: str = created["website_id"]
    return website_id


def _operator(server: ThreadboxServer, website: str, name: str) -> CastOperator:
    email, password = f"{name.lower()}@{website[:8]}.example", f"{name}, 3 quiet otters"
    who = ("--website", website, "--email", email, "--name", name)
    created = server.cli("create-operator", *who, "--password-stdin", typed=f"{password}\n")
    return CastOperator(id=created["operator_id"], name=name, email=email, password=password)
