"""The tables of the store, as steps from one version to the next; a step is never changed again.

A session holds runs: one for an `ask`, one for each request of a chat, one for an `undo`. A run
holds its conversation and its writes; a write holds the state of every file before and after.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            session TEXT NOT NULL,
            kind TEXT NOT NULL,
            workspace TEXT NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            skill TEXT NOT NULL,
            started TEXT NOT NULL,
            ended TEXT,
            status TEXT NOT NULL DEFAULT 'unfinished',
            exit_code INTEGER,
            parts INTEGER NOT NULL DEFAULT 0,
            repairs INTEGER NOT NULL DEFAULT 0,
            violations TEXT NOT NULL DEFAULT '[]',
            operations TEXT NOT NULL DEFAULT '[]',
            recommendations TEXT,
            reasoning TEXT NOT NULL DEFAULT '',
            usage TEXT NOT NULL DEFAULT '{}',
            kept TEXT NOT NULL DEFAULT '',
            error TEXT NOT NULL DEFAULT '',
            advice TEXT NOT NULL DEFAULT '',
            reverts INTEGER REFERENCES runs(id) ON DELETE SET NULL
        )
        """,
        "CREATE INDEX runs_by_session ON runs(session)",
        "CREATE INDEX runs_by_workspace ON runs(workspace, id)",
        """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            content TEXT NOT NULL,
            stop_reason TEXT,
            usage TEXT
        )
        """,
        "CREATE INDEX messages_by_run ON messages(run)",
        """
        CREATE TABLE writes (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
            made INTEGER NOT NULL DEFAULT 0,
            by_command INTEGER NOT NULL DEFAULT 0,
            folders TEXT NOT NULL
        )
        """,
        "CREATE INDEX writes_by_run ON writes(run)",
        """
        CREATE TABLE files (
            write INTEGER NOT NULL REFERENCES writes(id) ON DELETE CASCADE,
            path NOT NULL,
            before_kind TEXT NOT NULL,
            before_value TEXT NOT NULL,
            before_mode INTEGER NOT NULL,
            after_kind TEXT NOT NULL,
            after_value TEXT NOT NULL,
            after_mode INTEGER NOT NULL,
            PRIMARY KEY (write, path)
        ) WITHOUT ROWID
        """,
        "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL)",
    ),
)
