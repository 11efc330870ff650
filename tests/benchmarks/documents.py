"""Which table holds the stored documents of the floor, and how a page of them is read."""

PAGE = 50
TABLE = "benchmark_document"
QUERY = f"SELECT body FROM {TABLE} WHERE id > {{}} ORDER BY id LIMIT {PAGE}"  # noqa: S608
