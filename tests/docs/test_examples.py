"""No example on a page for web developers escapes: each is of a kind that a test here runs."""

from tests.docs.examples import PAGES, examples

# What the fence says → who runs it.
RUN_BY = {
    "html": "test_embed.py: a page has it before the snippet; the first one is the snippet",
    "js": "test_embed.py runs it in a page, test_types.py looks at its types",
    "ts": "test_types.py, test_recipes.py bundles and uses it",
    "tsx": "test_types.py, test_recipes.py bundles and uses it",
    "js module": "test_types.py; what the package does is in tests/crisp/",
    "http": "test_policy.py: a page is served with it",
    "js server": "test_signing.py",
    "python": "test_signing.py",
    "php": "test_signing.py",
    "ruby": "test_signing.py",
    "go": "test_signing.py",
    "sh": "project.py installs the package as npm would; continuous integration runs make",
}


def test_every_example_is_run_by_a_test() -> None:
    assert not [f"{it}: {it.language!r}" for it in examples() if it.language not in RUN_BY]


def test_the_examples_are_found() -> None:
    assert {it.language for it in examples()} == set(RUN_BY)
    assert all(any(it.page == page for it in examples()) for page in PAGES)
    assert len(examples("js")) >= 30
