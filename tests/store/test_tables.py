"""Every key says its website: so a website's rows can live on any database."""

import pytest
from sqlalchemy import Table, UniqueConstraint

from threadbox.store.tables import metadata

# What stands beside websites, in the one place where people sign in and administrators look.
ABOVE_WEBSITES = {
    "storage": "one row about the database itself",
    "websites": "the list of websites: its key is what other tables name",
    "operators": "an operator may answer for several websites",
    "operator_sessions": "a signed-in browser is an operator's, not a website's",
    "reset_links": "a link is an operator's, not a website's",
    "audit": "what administrators did, on websites and operators alike",
}
# Found by what is shown, before anybody knows the website.
FOUND_WITHOUT = {
    "memberships": "asked by operator: which websites",
    "tokens": "a key that is shown names its website itself",
}
TABLES = [
    table
    for table in metadata.sorted_tables
    if table.name not in ABOVE_WEBSITES.keys() | FOUND_WITHOUT.keys()
]


def _names(table: Table) -> str:
    return table.name


def test_the_tables_of_websites_are_those_that_one_expects() -> None:
    assert sorted(table.name for table in TABLES) == [
        "commands",
        "conversations",
        "files",
        "log",
        "threads",
        "timeline",
    ]


@pytest.mark.parametrize("table", TABLES, ids=_names)
def test_primary_and_unique_keys_begin_with_the_website(table: Table) -> None:
    keys = [list(table.primary_key.columns)]
    keys += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    assert [[column.name for column in key] for key in keys if key[0].name != "website"] == []


@pytest.mark.parametrize("table", TABLES, ids=_names)
def test_a_reference_between_rows_of_a_website_names_the_website(table: Table) -> None:
    lacking = [
        each.name
        for each in table.foreign_key_constraints
        if each.referred_table.name != "websites" and "website" not in each.column_keys
    ]
    assert lacking == []


def test_an_exception_is_needed() -> None:
    known = {table.name: table for table in metadata.sorted_tables}
    for name in ABOVE_WEBSITES.keys() | FOUND_WITHOUT.keys():
        first = next(iter(known[name].primary_key.columns))
        assert first.name != "website"
