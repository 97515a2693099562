"""The checks, by the groups of the catalogue. Each takes a `Ground` and raises `Broken`."""
