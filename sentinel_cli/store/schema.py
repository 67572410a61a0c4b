"""The tables, and how an older database becomes the present one.

A migration is a list of statements that commit together with their number (`PRAGMA user_version`);
a migration that has been released is never edited, only followed by another.
"""

from __future__ import annotations

import re
from functools import cache

APPLICATION_ID = 0x53454E54
"""'SENT' in `PRAGMA application_id`: tells our file from somebody else's."""

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    # Every index is a page more in a webhook's transaction: there is one only where a webhook or a
    # poll would otherwise read a whole table. AUTOINCREMENT where a number must never be given
    # again, even if somebody deletes by SQL.
    """
    CREATE TABLE issues (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        type TEXT NOT NULL CHECK (type IN ('SMS', 'CALL')),
        contact_id TEXT NOT NULL CHECK (contact_id <> ''),
        conversation_id TEXT,
        state TEXT NOT NULL CHECK (state IN ('OPEN', 'RESOLVED')),
        created_ts INTEGER NOT NULL,
        due_ts INTEGER NOT NULL,
        resolved_ts INTEGER,
        contact_name TEXT,
        phone TEXT,
        assigned_to TEXT,
        last_inbound_ts INTEGER NOT NULL,
        inbound_count INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        resolution TEXT CHECK (resolution IN ('contact', 'voicemail_left', 'acknowledged',
                                              'operator', 'spam', 'merged', 'retracted')),
        resolved_by TEXT,
        recorded_ts INTEGER,
        checked_ts INTEGER,
        due_rule_ts INTEGER NOT NULL,
        rule_state TEXT NOT NULL CHECK (rule_state IN ('OPEN', 'RESOLVED')),
        opening_row INTEGER
    ) STRICT
    """,
    # No rule may keep two open issues of one contact and type, whatever a bug tries.
    """
    CREATE UNIQUE INDEX issues_one_open ON issues (contact_id, type) WHERE state = 'OPEN'
    """,
    "CREATE INDEX issues_contact ON issues (contact_id, resolved_ts)",
    "CREATE INDEX issues_recorded ON issues (recorded_ts) WHERE recorded_ts IS NOT NULL",
    "CREATE INDEX issues_touched ON issues (id) WHERE state <> rule_state",
    """
    CREATE TABLE messages (
        -- A row says in which order messages were learnt; a deleted one must not be given again.
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        ghl_id TEXT,
        contact_id TEXT NOT NULL CHECK (contact_id <> ''),
        conversation_id TEXT,
        at_ms INTEGER NOT NULL,
        date_source INTEGER NOT NULL CHECK (date_source IN (0, 1, 2)),
        direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        channel TEXT NOT NULL,
        user_id TEXT,
        source TEXT,
        status TEXT,
        duration_s REAL,
        text TEXT NOT NULL,
        phone TEXT,
        reported_missed INTEGER NOT NULL CHECK (reported_missed IN (0, 1)),
        via_webhook INTEGER NOT NULL CHECK (via_webhook IN (0, 1)),
        via_api INTEGER NOT NULL CHECK (via_api IN (0, 1)),
        learnt_ms INTEGER NOT NULL,
        issue_id INTEGER REFERENCES issues (id)
    ) STRICT
    """,
    "CREATE INDEX messages_contact ON messages (contact_id, at_ms)",
    "CREATE UNIQUE INDEX messages_ghl_id ON messages (ghl_id) WHERE ghl_id IS NOT NULL",
    """
    CREATE INDEX messages_recovered ON messages (learnt_ms)
    WHERE direction = 'inbound' AND via_webhook = 0
    """,
    """
    CREATE INDEX messages_unsettled ON messages (at_ms)
    WHERE status IN ('pending', 'queued', 'sent', 'scheduled', 'ringing', 'in-progress', 'answered')
    """,
    """
    CREATE TABLE raw_events (
        id INTEGER PRIMARY KEY,
        received_ts INTEGER NOT NULL,
        route TEXT NOT NULL,
        payload TEXT NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        issue_id INTEGER REFERENCES issues (id),
        contact_id TEXT,
        message_row INTEGER
    ) STRICT
    """,
    "CREATE INDEX raw_events_received ON raw_events (received_ts)",
    "CREATE INDEX raw_events_contact ON raw_events (contact_id) WHERE contact_id IS NOT NULL",
    """
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY,
        contact_id TEXT NOT NULL,
        contact_name TEXT,
        phone TEXT,
        assigned_to TEXT,
        head_ms INTEGER,
        read_head_ms INTEGER,
        newest_ms INTEGER,
        read_ts INTEGER,
        automated INTEGER NOT NULL DEFAULT 0,
        pending_ts INTEGER,
        retry_ts INTEGER,
        tries INTEGER NOT NULL DEFAULT 0,
        error TEXT
    ) STRICT
    """,
    "CREATE INDEX conversations_contact ON conversations (contact_id)",
    "CREATE INDEX conversations_pending ON conversations (retry_ts) WHERE pending_ts IS NOT NULL",
    "CREATE TABLE kv_store (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('summary', 'reply')),
        contact_id TEXT NOT NULL,
        slot TEXT,
        local_date TEXT,
        once INTEGER NOT NULL CHECK (once IN (0, 1)),
        text TEXT NOT NULL,
        issue_ids TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'unknown')),
        until_ts INTEGER NOT NULL,
        settled_ts INTEGER,
        message_id TEXT,
        error TEXT,
        run_id TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX deliveries_recipient ON deliveries (contact_id, until_ts)",
    "CREATE INDEX deliveries_unsettled ON deliveries (state) WHERE state IN ('sending', 'unknown')",
    """
    CREATE TABLE issue_log (
        id INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        issue_id INTEGER NOT NULL REFERENCES issues (id),
        contact_id TEXT NOT NULL,
        actor TEXT NOT NULL,
        event TEXT NOT NULL,
        reason TEXT NOT NULL,
        covers INTEGER NOT NULL DEFAULT 0,
        run_id TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX issue_log_issue ON issue_log (issue_id)",
    """
    CREATE INDEX issue_log_actions ON issue_log (contact_id, at_ms)
    WHERE event IN ('resolve', 'reopen')
    """,
    """
    CREATE TRIGGER issue_log_is_append_only BEFORE UPDATE OF at_ms, issue_id, actor, event, reason
    ON issue_log BEGIN SELECT RAISE(ABORT, 'issue_log is append-only'); END
    """,
    """
    CREATE TABLE blocked (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        contact_id TEXT NOT NULL,
        phone TEXT,
        since_ms INTEGER NOT NULL,
        until_ms INTEGER,
        actor TEXT NOT NULL,
        lifted_by TEXT
    ) STRICT
    """,
    "CREATE INDEX blocked_contact ON blocked (contact_id)",
    "CREATE INDEX blocked_phone ON blocked (phone) WHERE phone IS NOT NULL",
)

_SETTINGS_THEN = (
    # Which settings decided, and from when on; `version` is the program's that applied them.
    """
    CREATE TABLE policies (
        id INTEGER PRIMARY KEY,
        since_ts INTEGER NOT NULL,
        version TEXT NOT NULL,
        settings TEXT NOT NULL
    ) STRICT
    """,
    """
    INSERT INTO policies (since_ts, version, settings)
    SELECT since.value, json_extract(policy.value, '$.version'),
           json_remove(policy.value, '$.version')
    FROM kv_store AS policy JOIN kv_store AS since ON since.key = 'policy_since_ts'
    WHERE policy.key = 'policy'
    """,
    "DELETE FROM kv_store WHERE key IN ('policy', 'policy_since_ts')",
)

_SAID_BY_MANAGERS = (
    # Snoozes and claims, days, and duty. `undoes` names the row that is taken back; the partial
    # indexes hold the undone only, so that nobody pays for an undo but who makes one.
    """
    CREATE TABLE holds (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        issue_id INTEGER NOT NULL REFERENCES issues (id),
        kind TEXT NOT NULL CHECK (kind IN ('snooze', 'claim')),
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        until_ts INTEGER,
        for_manager TEXT,
        reason TEXT NOT NULL,
        covers INTEGER NOT NULL,
        run_id TEXT NOT NULL,
        undoes INTEGER REFERENCES holds (id)
    ) STRICT
    """,
    "CREATE INDEX holds_issue ON holds (issue_id, kind)",
    """
    CREATE TABLE calendar_days (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        day TEXT NOT NULL,
        windows TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        run_id TEXT NOT NULL,
        undoes INTEGER REFERENCES calendar_days (id)
    ) STRICT
    """,
    """
    CREATE TABLE duty (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        manager_id TEXT NOT NULL CHECK (manager_id <> ''),
        from_ts INTEGER NOT NULL,
        until_ts INTEGER NOT NULL CHECK (until_ts > from_ts),
        is_off INTEGER NOT NULL CHECK (is_off IN (0, 1)),
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        run_id TEXT NOT NULL,
        undoes INTEGER REFERENCES duty (id)
    ) STRICT
    """,
    *(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("holds", "calendar_days", "duty")
    ),
    # An action that was taken back never was: the fold passes it over. No REFERENCES where rows are
    # pruned: the one may go before the other.
    "ALTER TABLE issue_log ADD COLUMN undoes INTEGER",
    "CREATE INDEX issue_log_undone ON issue_log (undoes) WHERE undoes IS NOT NULL",
    # What managers asked for by text, each message once however it was told: `via` is the kind of
    # webhook or the poll, `repeats` the command that another way had told already.
    """
    CREATE TABLE commands (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        manager_id TEXT NOT NULL CHECK (manager_id <> ''),
        at_ms INTEGER NOT NULL,
        text TEXT NOT NULL,
        via TEXT NOT NULL CHECK (via IN ('post', 'event', 'poll')),
        verb TEXT NOT NULL,
        run_id TEXT NOT NULL,
        was TEXT,
        repeats INTEGER,
        undoes INTEGER
    ) STRICT
    """,
    "CREATE INDEX commands_manager ON commands (manager_id, at_ms)",
)

_WHAT_GHL_SAID = (
    "ALTER TABLE messages ADD COLUMN app_id TEXT",
    "ALTER TABLE messages ADD COLUMN type_name TEXT",
    """
    ALTER TABLE messages ADD COLUMN rang_out INTEGER NOT NULL DEFAULT 0 CHECK (rang_out IN (0, 1))
    """,
    "ALTER TABLE messages ADD COLUMN posted INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1))",
    # What the doctor asks for; a message of a known kind costs it nothing.
    "CREATE INDEX messages_unknown ON messages (at_ms) WHERE type_name IS NOT NULL",
    # Numbers are compared, so both sides are written in one way.
    "UPDATE blocked SET phone = normal_phone(phone) WHERE phone IS NOT NULL",
    "UPDATE issues SET phone = normal_phone(phone) WHERE phone IS NOT NULL",
)

_OPTED_OUT = (
    # A CHECK cannot be altered: the table is written anew (sqlite.org/lang_altertable.html, 7).
    """
    CREATE TABLE new_issues (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        type TEXT NOT NULL CHECK (type IN ('SMS', 'CALL')),
        contact_id TEXT NOT NULL CHECK (contact_id <> ''),
        conversation_id TEXT,
        state TEXT NOT NULL CHECK (state IN ('OPEN', 'RESOLVED')),
        created_ts INTEGER NOT NULL,
        due_ts INTEGER NOT NULL,
        resolved_ts INTEGER,
        contact_name TEXT,
        phone TEXT,
        assigned_to TEXT,
        last_inbound_ts INTEGER NOT NULL,
        inbound_count INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        resolution TEXT CHECK (resolution IN ('contact', 'voicemail_left', 'acknowledged',
                                              'opted_out', 'operator', 'spam', 'merged',
                                              'retracted')),
        resolved_by TEXT,
        recorded_ts INTEGER,
        checked_ts INTEGER,
        due_rule_ts INTEGER NOT NULL,
        rule_state TEXT NOT NULL CHECK (rule_state IN ('OPEN', 'RESOLVED')),
        opening_row INTEGER
    ) STRICT
    """,
    """
    INSERT INTO new_issues (id, type, contact_id, conversation_id, state, created_ts, due_ts,
        resolved_ts, contact_name, phone, assigned_to, last_inbound_ts, inbound_count, attempts,
        resolution, resolved_by, recorded_ts, checked_ts, due_rule_ts, rule_state, opening_row)
    SELECT id, type, contact_id, conversation_id, state, created_ts, due_ts,
        resolved_ts, contact_name, phone, assigned_to, last_inbound_ts, inbound_count, attempts,
        resolution, resolved_by, recorded_ts, checked_ts, due_rule_ts, rule_state, opening_row
    FROM issues
    """,
    # A number once given is never given again, also where the last issues were deleted by SQL.
    "DELETE FROM sqlite_sequence WHERE name = 'new_issues'",
    """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_issues', seq FROM sqlite_sequence WHERE name = 'issues'
    """,
    "DROP TABLE issues",
    "ALTER TABLE new_issues RENAME TO issues",
    """
    CREATE UNIQUE INDEX issues_one_open ON issues (contact_id, type) WHERE state = 'OPEN'
    """,
    "CREATE INDEX issues_contact ON issues (contact_id, resolved_ts)",
    "CREATE INDEX issues_recorded ON issues (recorded_ts) WHERE recorded_ts IS NOT NULL",
    "CREATE INDEX issues_touched ON issues (id) WHERE state <> rule_state",
)

_COUNTED_BY_THE_HOUR = (
    """
    CREATE TABLE counts (
        hour_ts INTEGER NOT NULL,
        what TEXT NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (hour_ts, what)
    ) STRICT, WITHOUT ROWID
    """,
)

_READ_IN_TURN = (
    # Whose the last message is says which conversation is read first; 0.1 knew machines only, and
    # its `automated` is not written any more.
    "ALTER TABLE conversations ADD COLUMN last_word INTEGER NOT NULL DEFAULT 0",
    "UPDATE conversations SET last_word = 3 WHERE automated = 1",
    # Read, and to be read once more from then on: that is not pending.
    "ALTER TABLE conversations ADD COLUMN again_ts INTEGER",
    "CREATE INDEX conversations_again ON conversations (again_ts) WHERE again_ts IS NOT NULL",
)

_PROBABLY_THANKS = (
    """
    ALTER TABLE issues ADD COLUMN probably_thanks INTEGER NOT NULL DEFAULT 0
    CHECK (probably_thanks IN (0, 1))
    """,
)

_TOLD = (
    # Alerts and the week's report are texts to managers as well; a CHECK cannot be altered.
    """
    CREATE TABLE new_deliveries (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('summary', 'reply', 'alert', 'weekly')),
        contact_id TEXT NOT NULL,
        slot TEXT,
        local_date TEXT,
        once INTEGER NOT NULL CHECK (once IN (0, 1)),
        text TEXT NOT NULL,
        issue_ids TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'unknown')),
        until_ts INTEGER NOT NULL,
        settled_ts INTEGER,
        message_id TEXT,
        error TEXT,
        run_id TEXT NOT NULL,
        -- What GHL said last of a text it had taken, and how often it was asked.
        fate TEXT,
        fate_asks INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    INSERT INTO new_deliveries (id, kind, contact_id, slot, local_date, once, text, issue_ids,
        state, until_ts, settled_ts, message_id, error, run_id, fate_asks)
    SELECT id, kind, contact_id, slot, local_date, once, text, issue_ids,
        state, until_ts, settled_ts, message_id, error, run_id, 2
    FROM deliveries
    """,
    "DROP TABLE deliveries",
    "ALTER TABLE new_deliveries RENAME TO deliveries",
    "CREATE INDEX deliveries_recipient ON deliveries (contact_id, until_ts)",
    "CREATE INDEX deliveries_unsettled ON deliveries (state) WHERE state IN ('sending', 'unknown')",
    """
    CREATE INDEX deliveries_fate ON deliveries (until_ts)
    WHERE state = 'sent' AND fate_asks < 2 AND message_id IS NOT NULL
    """,
    # Which need of its reader a text meets. Nothing says whether it did: the delivery's state does.
    """
    CREATE TABLE told (
        delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        issue_id INTEGER NOT NULL REFERENCES issues (id),
        level TEXT NOT NULL CHECK (level IN ('urgent', 'due', 'escalated')),
        PRIMARY KEY (issue_id, level, delivery_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX told_delivery ON told (delivery_id)",
    # What GHL keeps of a contact that a line of managers.toml may ask for.
    """
    CREATE TABLE contacts (
        contact_id TEXT PRIMARY KEY CHECK (contact_id <> ''),
        tags TEXT NOT NULL,
        fields TEXT NOT NULL,
        seen_ts INTEGER NOT NULL,
        asked_ts INTEGER
    ) STRICT
    """,
)

_DECIDES = (
    "contact_id",
    "at_ms",
    "ghl_id",
    "direction",
    "channel",
    "user_id",
    "source",
    "app_id",
    "type_name",
    "status",
    "duration_s",
    "text",
    "reported_missed",
    "rang_out",
    "via_webhook",
)
"""Of a message, what the fold reads."""

_MESSAGE_CHANGES = (
    f"CREATE TRIGGER carried_changed_message AFTER UPDATE OF {', '.join(_DECIDES)} ON messages "  # noqa: S608 - names of ours
    f"WHEN {' OR '.join(f'OLD.{name} IS NOT NEW.{name}' for name in _DECIDES)} BEGIN "
    "DELETE FROM carried WHERE contact_id IN (OLD.contact_id, NEW.contact_id) "
    "AND until_ts * 1000 + 999 >= min(OLD.at_ms, NEW.at_ms); END"
)
_FLOOR_MOVES = (
    "UPDATE ON kv_store WHEN NEW.key IN ('floor_ts', 'installed_ts') AND NEW.value IS NOT OLD.value"
)

_WALKED_ONCE = (
    # Up to where the walk through a long wait need not be repeated. Whatever changes what came
    # before takes the row with it, whoever changes it: that is why these are triggers.
    """
    CREATE TABLE carried (
        contact_id TEXT PRIMARY KEY,
        until_ts INTEGER NOT NULL,
        openings TEXT NOT NULL,
        heard TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER carried_new_message AFTER INSERT ON messages BEGIN
        DELETE FROM carried
        WHERE contact_id = NEW.contact_id AND until_ts * 1000 + 999 >= NEW.at_ms;
    END
    """,
    """
    CREATE TRIGGER carried_gone_message AFTER DELETE ON messages BEGIN
        DELETE FROM carried
        WHERE contact_id = OLD.contact_id AND until_ts * 1000 + 999 >= OLD.at_ms;
    END
    """,
    _MESSAGE_CHANGES,
    """
    CREATE TRIGGER carried_action AFTER INSERT ON issue_log
    WHEN NEW.event IN ('resolve', 'reopen') OR NEW.undoes IS NOT NULL BEGIN
        DELETE FROM carried WHERE contact_id = NEW.contact_id;
    END
    """,
    """
    CREATE TRIGGER carried_merged AFTER UPDATE OF contact_id ON issue_log BEGIN
        DELETE FROM carried WHERE contact_id IN (OLD.contact_id, NEW.contact_id);
    END
    """,
    *(
        f"CREATE TRIGGER carried_{name} AFTER {change} BEGIN DELETE FROM carried; END"  # noqa: S608 - words of ours
        for name, change in (
            ("spam", "INSERT ON blocked"),
            ("unspam", "UPDATE ON blocked"),
            ("policy", "INSERT ON policies"),
            ("floor", _FLOOR_MOVES),
        )
    ),
)

_HELD_AND_LET_GO = (
    # Every contact of a customer asks what was held of them: rows taken back are found by number.
    "CREATE INDEX holds_undone ON holds (undoes) WHERE undoes IS NOT NULL",
)

_HEARD = (
    # What was heard of a wait, and since when it is urgent.
    """
    ALTER TABLE issues ADD COLUMN urgency TEXT NOT NULL DEFAULT 'normal'
    CHECK (urgency IN ('urgent', 'normal'))
    """,
    "ALTER TABLE issues ADD COLUMN urgent_ts INTEGER",
    "ALTER TABLE issues ADD COLUMN subject TEXT",
    "ALTER TABLE issues ADD COLUMN callback TEXT",
    "ALTER TABLE issues ADD COLUMN gist TEXT NOT NULL DEFAULT ''",
    "DROP INDEX issue_log_actions",
    """
    CREATE INDEX issue_log_actions ON issue_log (contact_id, at_ms)
    WHERE event IN ('resolve', 'reopen', 'urgent', 'calm')
    """,
    "DROP TRIGGER carried_action",
    """
    CREATE TRIGGER carried_action AFTER INSERT ON issue_log
    WHEN NEW.event IN ('resolve', 'reopen', 'urgent', 'calm') OR NEW.undoes IS NOT NULL BEGIN
        DELETE FROM carried WHERE contact_id = NEW.contact_id;
    END
    """,
)

_TRANSCRIPTS = (
    # When GHL is asked next what was said in a call (NULL: not any more), and what it answered, in
    # spoken order. A transcript goes with its message.
    """
    CREATE TABLE transcripts (
        row INTEGER PRIMARY KEY REFERENCES messages (row) ON DELETE CASCADE,
        asked INTEGER NOT NULL DEFAULT 0,
        next_ts INTEGER,
        said TEXT
    ) STRICT
    """,
    "CREATE INDEX transcripts_next ON transcripts (next_ts) WHERE next_ts IS NOT NULL",
    """
    CREATE INDEX messages_calls ON messages (at_ms)
    WHERE direction = 'inbound' AND channel IN ('CALL', 'IVR_CALL', 'CUSTOM_CALL', 'VOICEMAIL')
    """,
    """
    CREATE TRIGGER carried_transcript AFTER UPDATE OF said ON transcripts BEGIN
        DELETE FROM carried
        WHERE contact_id = (SELECT contact_id FROM messages WHERE row = NEW.row);
    END
    """,
)

_PROMISED = (
    # What somebody of the business promised in a call, by when, and from when on a summary tells of
    # it if nobody has been in touch.
    "ALTER TABLE transcripts ADD COLUMN promise TEXT",
    "ALTER TABLE transcripts ADD COLUMN by_ts INTEGER",
    "ALTER TABLE transcripts ADD COLUMN tell_ts INTEGER",
    "CREATE INDEX transcripts_tell ON transcripts (tell_ts) WHERE tell_ts IS NOT NULL",
)

_NUMBERS_APART = (
    # While any number is marked as spam, every webhook asks for its contact's. A whole index would
    # be taken for queries that have a better one.
    "CREATE INDEX issues_numbers ON issues (contact_id, phone) WHERE phone IS NOT NULL",
)

_EVERY_NUMBER = (
    # Every number that a contact's messages bore, once: whoever is asked for by an old number is
    # found without a look at every message there ever was.
    """
    CREATE TABLE numbers (
        contact_id TEXT NOT NULL,
        phone TEXT NOT NULL,
        PRIMARY KEY (contact_id, phone)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO numbers SELECT DISTINCT contact_id, phone FROM messages WHERE phone IS NOT NULL
    """,
    *(
        f"CREATE TRIGGER numbers_{name} AFTER {change} ON messages WHEN NEW.phone IS NOT NULL "  # noqa: S608 - words of ours
        "BEGIN INSERT OR IGNORE INTO numbers VALUES (NEW.contact_id, NEW.phone); END"
        for name, change in (("new", "INSERT"), ("changed", "UPDATE OF contact_id, phone"))
    ),
)

_NUMBER_LEAVES = (
    "UPDATE OF contact_id, phone ON messages WHEN OLD.phone IS NOT NULL "
    "AND (OLD.contact_id IS NOT NEW.contact_id OR OLD.phone IS NOT NEW.phone)"
)

_NO_NUMBER_OUTLIVES_ITS_MESSAGES = (
    # A number goes with the last message that bore it: deleted, moved to another contact, or told
    # otherwise.
    """
    DELETE FROM numbers WHERE NOT EXISTS (
        SELECT 1 FROM messages AS m
        WHERE m.contact_id = numbers.contact_id AND m.phone = numbers.phone
    )
    """,
    *(
        f"CREATE TRIGGER numbers_{name} AFTER {change} BEGIN "  # noqa: S608 - words of ours
        "DELETE FROM numbers WHERE contact_id = OLD.contact_id AND phone = OLD.phone "
        "AND NOT EXISTS (SELECT 1 FROM messages "
        "WHERE contact_id = OLD.contact_id AND phone = OLD.phone); END"
        for name, change in (
            ("gone", "DELETE ON messages WHEN OLD.phone IS NOT NULL"),
            ("left", _NUMBER_LEAVES),
        )
    ),
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _SETTINGS_THEN,
    _SAID_BY_MANAGERS,
    _WHAT_GHL_SAID,
    _OPTED_OUT,
    _COUNTED_BY_THE_HOUR,
    _READ_IN_TURN,
    _PROBABLY_THANKS,
    _TOLD,
    _WALKED_ONCE,
    _HELD_AND_LET_GO,
    _HEARD,
    _TRANSCRIPTS,
    _PROMISED,
    _NUMBERS_APART,
    _EVERY_NUMBER,
    _NO_NUMBER_OUTLIVES_ITS_MESSAGES,
)
"""MIGRATIONS[n] takes a database of version n to version n + 1."""

TABLES = frozenset(
    {
        "carried",
        "issues",
        "messages",
        "raw_events",
        "conversations",
        "kv_store",
        "deliveries",
        "issue_log",
        "blocked",
        "policies",
        "holds",
        "calendar_days",
        "duty",
        "commands",
        "counts",
        "told",
        "contacts",
        "transcripts",
        "numbers",
    }
)


@cache
def indexes() -> dict[str, str]:
    """The statement of every index of the present version, by its name."""
    made = re.compile(r"\s*CREATE (?:UNIQUE )?INDEX (\w+)")
    found = ((made.match(statement), statement) for step in MIGRATIONS for statement in step)
    return {name[1]: statement for name, statement in found if name is not None}
