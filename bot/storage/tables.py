"""The tables. What this module declares and what the migrations build is the same; a test holds it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

# `seq` is the order of acceptance; `request`, `reply`, `failure` and `notes` are JSON text; times are UTC.
# `unposted` is true or nothing.
turns = Table(
    "turns",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("place", BigInteger, nullable=False),
    Column("guild", BigInteger),
    Column("upload_limit", BigInteger, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("origin", BigInteger, nullable=False, unique=True),
    Column("application", BigInteger, nullable=False),
    Column("token", Text),
    Column("message", BigInteger),
    Column("parent", String(64), ForeignKey("turns.id"), index=True),
    Column("follows_head", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("request", Text, nullable=False),
    Column("reply", Text),
    Column("failure", Text),
    Column("post", BigInteger, index=True),
    Column("notes", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("called_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("reserved", BigInteger, nullable=False),
    Column("charged", BigInteger),
    Column("task", Text),
    Column("sent_to", BigInteger),
    Column("unposted", Boolean),
    sqlite_autoincrement=True,
)
Index(None, turns.c.place, turns.c.seq)
Index(
    "turns_unfinished_idx",
    turns.c.seq,
    sqlite_where=turns.c.closed_at.is_(None),
    postgresql_where=turns.c.closed_at.is_(None),
)

Index(
    "turns_unposted_idx",
    turns.c.person,
    sqlite_where=turns.c.unposted.is_not(None),
    postgresql_where=turns.c.unposted.is_not(None),
)
_owed = and_(turns.c.task.is_not(None), turns.c.reply.is_(None))
Index("turns_owed_idx", turns.c.seq, sqlite_where=_owed, postgresql_where=_owed)

# The ledger: for each turn one opening entry (what is reserved), and one more (what is added or given back) each time
# that it is known better what it holds or has cost. `amount` is in millionths of a US dollar.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("turn", String(64), ForeignKey("turns.id"), nullable=False, index=True),
    Column("closing", Boolean, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("guild", BigInteger),
    Column("person", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    sqlite_autoincrement=True,
)

# `reset_at`: the newest turn (its `seq`) that a place had when it was reset; none up to it becomes the head any more.
places = Table(
    "places",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("head", String(64), ForeignKey("turns.id")),
    Column("reset_at", BigInteger),
)

# Who asked, from before they are shown that an answer comes until the turn is accepted, or they are told why not.
asked = Table(
    "asked",
    metadata,
    Column("origin", BigInteger, primary_key=True, autoincrement=False),
    Column("application", BigInteger, nullable=False),
    Column("token", Text),
    Column("message", BigInteger),
    Column("place", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

# A batch, its requests (JSON text) and its jobs at the provider (`rows`: numbers of requests, `left_out`:
# options that are not sent, both as JSON text).
batches = Table(
    "batches",
    metadata,
    Column("serial", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("place", BigInteger, nullable=False),
    Column("guild", BigInteger),
    Column("upload_limit", BigInteger, nullable=False),
    Column("person", BigInteger, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("origin", BigInteger, nullable=False, unique=True),
    Column("application", BigInteger, nullable=False),
    Column("way", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("post", BigInteger),
    Column("thread", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    sqlite_autoincrement=True,
)
_running = and_(batches.c.started_at.is_not(None), batches.c.closed_at.is_(None))
Index("batches_running_idx", batches.c.serial, sqlite_where=_running, postgresql_where=_running)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch", BigInteger, ForeignKey("batches.serial"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("request", Text, nullable=False),
)

batch_jobs = Table(
    "batch_jobs",
    metadata,
    Column("batch", BigInteger, ForeignKey("batches.serial"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("family", Text, nullable=False),
    Column("rows", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("name", Text),
    Column("model", Text),
    Column("account", Text),
    Column("placed_at", DateTime(timezone=True)),
    Column("left_out", Text),
    Column("instead_of", Text),
)
