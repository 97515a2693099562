"""A copy of everything that is kept, taken while the server runs: made, verified, put back.

    manifest.json      what is in the copy, with a checksum of each file (`manifest.py`)
    database           SQLite's file, or what `pg_dump` wrote (`databases.py`)
    secret.key         the key that visitors' sessions depend on
    files/…            uploaded files, unless they are kept in S3-compatible storage

A copy is a folder or a tar file (`archive.py`). It has its name only when it is whole: a copy that
was interrupted is not there.
"""
