"""DuckDB with its extension for HTTP, which it would download from its own site on first use."""

from contextlib import closing
from pathlib import Path

import pytest


def connect_duckdb(extensions: Path):
    """Return a connection (to be used with `with`) whose extensions are in a folder, `httpfs` among them."""
    duckdb = pytest.importorskip("duckdb")
    packed = Path(pytest.importorskip("duckdb_extension_httpfs").__file__).parent
    [extension] = packed.rglob("httpfs.duckdb_extension")
    connection = duckdb.connect(config={"extension_directory": str(extensions)})
    connection.execute(f"INSTALL '{extension}'")
    connection.execute("LOAD httpfs")
    return closing(connection)
