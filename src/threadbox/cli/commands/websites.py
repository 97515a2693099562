"""Commands about websites as a whole: which there are, and deleting one."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from threadbox.actions import deletion
from threadbox.actions.audit import audited
from threadbox.cli.administration import act, opened
from threadbox.cli.command import (
    JSON,
    WEBSITE_ID,
    WHERE,
    BadUse,
    Command,
    Given,
    Option,
    named,
    say,
    say_json,
    table,
)
from threadbox.gateways.files.blob_storage import Storage, StorageFault, storage_for
from threadbox.store.database import Database
from threadbox.views.deletion import Deletable, deletable, some_files
from threadbox.views.websites import ListedWebsite, listed_websites

T = TypeVar("T")

# Between two portions others get at least as long as the portion took, and never less than this.
PAUSE_SECONDS_LEAST = 0.01
FILES_AT_ONCE = 50


def _list_websites(given: Given) -> int:
    with opened(given.config) as database:
        found = database.read_now(listed_websites)
    if given.wants_json:
        say_json({"websites": [_told(each) for each in found]})
        return 0
    rows = [
        (
            each.id,
            each.name,
            ", ".join(each.domains),
            "being deleted" if each.is_going else str(each.operators),
            str(each.conversations),
        )
        for each in found
    ]
    heads = ("WEBSITE", "NAME", "DOMAINS", "OPERATORS", "CONVERSATIONS")
    say(table(heads, rows) or "There is no website.")
    return 0


def _told(each: ListedWebsite) -> dict[str, object]:
    return named("website", each.id) | {
        "name": each.name,
        "domains": list(each.domains),
        "operators": each.operators,
        "conversations": each.conversations,
        "being_deleted": each.is_going,
    }


def _delete_website(given: Given) -> int:
    website, storage = given.texts["website"], storage_for(given.config)
    with opened(given.config) as database:
        found = database.read_now(deletable, website)
        _require_meant(given, found)
        if found.is_begun:
            key = database.write_now(None, deletion.deletion_begun, site=website)
        else:
            key = database.write_now(
                website,
                audited,
                act("website_deleted", website=website, about=found.name),
                deletion.begin_deletion,
            )
        files = _Deletion(database, storage, key).run()
    if given.wants_json:
        counted = {"conversations": found.conversations, "files": files}
        say_json(named("website", website) | counted)
        return 0
    say(f"{found.name} is deleted: {found.conversations} conversations and {files} files.")
    return 0


def _require_meant(given: Given, found: Deletable) -> None:
    """Whoever deletes says the website's name, as an option or at the terminal."""
    said = given.texts.get("yes_delete")
    if said is None and sys.stdin.isatty():
        say(f"{found.name} has {found.conversations} conversations. They cannot be brought back.")
        said = input("Its name, to delete it: ").strip()
    if said != found.name:
        raise BadUse(
            f"nothing is deleted: this website is named {found.name!r} and has"
            f" {found.conversations} conversations; --yes-delete takes that name."
        )


@dataclass(frozen=True, slots=True)
class _Deletion:
    """The portions of one deletion. Each may be the last for now: a later run goes on."""

    database: Database
    storage: Storage
    website: int

    def run(self) -> int:
        """Returns how many files went."""
        files = self._files()
        while self._portion(deletion.forget_some):
            pass
        self._portion(deletion.end_deletion)
        return files

    def _files(self) -> int:
        """The bytes before the row that names them: what is interrupted can be found again."""
        count = 0
        while ids := self.database.read_now(some_files, self.website, FILES_AT_ONCE):
            for each in ids:
                try:
                    self.storage.remove(each)
                except StorageFault as fault:
                    raise BadUse(
                        f"{self.storage.where} does not answer ({fault}): run this again to go on."
                    ) from fault
            self.database.write_now(None, deletion.forget_files_of, site=self.website, ids=ids)
            count += len(ids)
        return count

    def _portion(self, action: Callable[..., T]) -> T:
        begun = time.monotonic()
        result = self.database.write_now(None, action, site=self.website)
        time.sleep(max(PAUSE_SECONDS_LEAST, time.monotonic() - begun))
        return result


LIST_WEBSITES = Command(
    name="list-websites",
    says="List the websites, with how many operators and conversations each has.",
    more="The first column is what --website takes.",
    examples="  threadbox list-websites\n  threadbox list-websites --json",
    run=_list_websites,
    options=(JSON,),
)
DELETE_WEBSITE = Command(
    name="delete-website",
    says="Delete a website for good: its conversations, files, tokens and settings.",
    more=(
        "Its visitors and operators are disconnected at once. The rest goes in small portions, so\n"
        "that other websites are served meanwhile; run it again if it was interrupted. Operators'\n"
        "accounts stay. --yes-delete takes the website's name; at a terminal it is asked for."
    ),
    examples='  threadbox delete-website --website ID --yes-delete "Acme Hosting"',
    run=_delete_website,
    options=(
        WEBSITE_ID,
        Option(name="yes_delete", says="The website's name: yes, this one."),
        JSON,
    ),
    settings=(*WHERE, "files_url"),
)
