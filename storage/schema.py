"""The tables, step by step, as the sqlite3 shell shows them (`.schema jobs`). No column is for a secret."""

from __future__ import annotations

FIRST = (
    """
    CREATE TABLE inbox (
        key TEXT PRIMARY KEY,  -- Slack's event id or trigger id
        at REAL NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # prune: what is older than a day
    "CREATE INDEX inbox_by_age ON inbox (at)",
    """
    CREATE TABLE threads (
        id TEXT PRIMARY KEY,
        channel TEXT NOT NULL,
        asker TEXT NOT NULL,
        title TEXT,
        created_at REAL NOT NULL,
        root_ts TEXT  -- the card that opened it, once posted
    ) STRICT""",
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads (id),
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        asker TEXT NOT NULL,
        brief TEXT NOT NULL,  -- JSON
        lengths TEXT NOT NULL,  -- JSON, seconds
        seed INTEGER NOT NULL,
        provider TEXT NOT NULL,
        parent TEXT REFERENCES takes (id),
        attempts INTEGER NOT NULL,
        due_at REAL NOT NULL,
        expected REAL,  -- seconds from started_at
        started_at REAL,
        reason TEXT,
        shown_as TEXT NOT NULL,  -- key of the post that is its card
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT""",
    # what runs (in a channel, of a person), and what is due: the few jobs in a state, earliest due first
    "CREATE INDEX jobs_by_state ON jobs (state, due_at)",
    # the jobs of a thread
    "CREATE INDEX jobs_by_thread ON jobs (thread_id)",
    # whether the same wish for a take is being fulfilled
    "CREATE INDEX jobs_by_parent ON jobs (parent) WHERE parent IS NOT NULL",
    """
    CREATE TABLE moves (
        id INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL REFERENCES jobs (id),
        at REAL NOT NULL,
        event TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        reason TEXT
    ) STRICT""",
    # a job's history
    "CREATE INDEX moves_by_job ON moves (job_id, id)",
    """
    CREATE TABLE tasks (
        id TEXT PRIMARY KEY,
        job_id TEXT NOT NULL REFERENCES jobs (id),
        provider TEXT NOT NULL,
        provider_id TEXT,
        operation TEXT NOT NULL,
        state TEXT NOT NULL,
        request TEXT NOT NULL,  -- JSON, as sent
        answer TEXT NOT NULL,  -- JSON, as it came
        created_at REAL NOT NULL,
        expected REAL NOT NULL,  -- median seconds
        looks INTEGER NOT NULL,
        looked_at REAL,
        due_at REAL NOT NULL
    ) STRICT""",
    # the tasks of a job
    "CREATE INDEX tasks_by_job ON tasks (job_id)",
    # the next look: the few tasks that are under way, earliest due first
    "CREATE INDEX tasks_under_way ON tasks (due_at) WHERE state = 'started'",
    # whose task a webhook speaks of
    "CREATE INDEX tasks_by_provider_id ON tasks (provider, provider_id) WHERE provider_id IS NOT NULL",
    """
    CREATE TABLE takes (
        id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL REFERENCES threads (id),
        job_id TEXT NOT NULL REFERENCES jobs (id),
        number INTEGER NOT NULL,  -- v1, v2 ... in its thread
        state TEXT NOT NULL,
        origin TEXT NOT NULL,
        parent TEXT REFERENCES takes (id),
        seed INTEGER,
        lengths TEXT NOT NULL,  -- JSON, seconds
        provider TEXT NOT NULL,
        source TEXT NOT NULL,
        facts TEXT NOT NULL,  -- JSON
        receipt TEXT,  -- JSON
        bed TEXT,
        picture TEXT,
        file_id TEXT,
        picture_id TEXT,
        permalink TEXT,
        created_at REAL NOT NULL,
        expires_at REAL,
        UNIQUE (thread_id, number)  -- the takes of a thread by number
    ) STRICT""",
    # the takes of a job
    "CREATE INDEX takes_by_job ON takes (job_id)",
    # whose files' days are over
    "CREATE INDEX takes_by_expiry ON takes (expires_at) WHERE expires_at IS NOT NULL",
    """
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,  -- a thread's posts go out in this order
        key TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        thread_id TEXT NOT NULL REFERENCES threads (id),
        job_id TEXT NOT NULL REFERENCES jobs (id),
        take_id TEXT REFERENCES takes (id),
        user TEXT,
        words TEXT,
        state TEXT NOT NULL,
        in_line INTEGER NOT NULL,  -- 1: waits for the thread's earlier posts
        attempts INTEGER NOT NULL,
        due_at REAL NOT NULL,
        again_at REAL,  -- an edit asked for once more while it was being sent
        ts TEXT,
        data TEXT NOT NULL  -- JSON
    ) STRICT""",
    # the outbox: what is undone, in the order of each thread
    "CREATE INDEX posts_undone ON posts (thread_id, id) WHERE state IN ('pending', 'sending')",
    # the posts of a job, and of a thread
    "CREATE INDEX posts_by_job ON posts (job_id)",
    "CREATE INDEX posts_by_thread ON posts (thread_id)",
    # the card of a take
    "CREATE INDEX posts_by_take ON posts (take_id) WHERE take_id IS NOT NULL",
    # files whose message is not known: what a reaction on a strange message may be about
    "CREATE INDEX posts_without_message ON posts (thread_id) WHERE kind = 'file' AND ts IS NULL AND state <> 'dropped'",
    """
    CREATE TABLE messages (
        channel TEXT NOT NULL,
        ts TEXT NOT NULL,
        role TEXT NOT NULL,
        thread_id TEXT NOT NULL REFERENCES threads (id),
        job_id TEXT NOT NULL REFERENCES jobs (id),
        take_id TEXT REFERENCES takes (id),
        PRIMARY KEY (channel, ts)  -- what a reaction is on
    ) STRICT, WITHOUT ROWID""",
    # whether a take's file has its message
    "CREATE INDEX messages_by_take ON messages (take_id) WHERE take_id IS NOT NULL",
    """
    CREATE TABLE reactions (
        id INTEGER PRIMARY KEY,
        channel TEXT NOT NULL,
        ts TEXT NOT NULL,
        user TEXT NOT NULL,
        emoji TEXT NOT NULL,
        at REAL NOT NULL,
        due_at REAL NOT NULL,
        tries INTEGER NOT NULL
    ) STRICT""",
    # held reactions whose next try is due
    "CREATE INDEX reactions_by_due ON reactions (due_at)",
)

MUSIC_APIS = (
    # what a person chose beside the brief, and who else may be asked
    "ALTER TABLE jobs ADD COLUMN details TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE jobs ADD COLUMN alternatives TEXT NOT NULL DEFAULT '[]'",
    # tasks were named by what the job was; now by the call that it is
    "UPDATE tasks SET operation = 'create' WHERE operation IN ('make', 'regenerate', 'remake')",
    """
    CREATE TABLE extras (
        id TEXT PRIMARY KEY,
        job_id TEXT NOT NULL REFERENCES jobs (id),
        take_id TEXT REFERENCES takes (id),
        provider TEXT NOT NULL,
        operation TEXT NOT NULL,
        number INTEGER NOT NULL,  -- among those of its job
        name TEXT NOT NULL,
        source TEXT NOT NULL,
        data TEXT NOT NULL,  -- JSON
        paths TEXT NOT NULL,  -- JSON, below the files folder
        created_at REAL NOT NULL
    ) STRICT""",
    # whether an operation on a take is paid for already
    "CREATE INDEX extras_by_take ON extras (take_id, operation) WHERE take_id IS NOT NULL",
    # what a job made
    "CREATE INDEX extras_by_job ON extras (job_id)",
    """
    CREATE TABLE voices (
        name TEXT PRIMARY KEY,
        provider TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        take_id TEXT REFERENCES takes (id),
        asker TEXT NOT NULL,
        created_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """
    CREATE TABLE charges (
        task_id TEXT PRIMARY KEY REFERENCES tasks (id),
        account TEXT NOT NULL,
        amount REAL NOT NULL,
        unit TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # what an account was charged since its balance was read
    "CREATE INDEX charges_by_account ON charges (account, at)",
    """
    CREATE TABLE memos (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL  -- JSON
    ) STRICT, WITHOUT ROWID""",
)

LEDGER = (
    # the beds that there are, newest first
    "CREATE INDEX takes_by_age ON takes (created_at) WHERE receipt IS NOT NULL",
)
