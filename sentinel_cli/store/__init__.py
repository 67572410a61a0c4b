"""The only package that knows SQL.

`schema` has the tables, `connection` opens the file and frames transactions; the others hold
the statements of one table each, as functions over an open connection.
"""

from sentinel_cli.store.connection import Store, absent, open_store, open_to_read

__all__ = ["Store", "absent", "open_store", "open_to_read"]
