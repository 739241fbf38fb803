"""What must be unique in the three collections, and what their queries need to be quick."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from ansari_backend.conversations.store import Indexes


def _unique_where_present(field: str) -> IndexModel:
    """A person may lack either id, so only those who have it must differ in it."""
    present = {field: {"$exists": True}}
    return IndexModel([(field, ASCENDING)], unique=True, partialFilterExpression=present)


def _where_present(field: str) -> IndexModel:
    return IndexModel([(field, ASCENDING)], partialFilterExpression={field: {"$exists": True}})


INDEXES: Indexes = {
    "users": (
        IndexModel([("user_id", ASCENDING)], unique=True),
        _unique_where_present("phone_num"),
        _unique_where_present("whatsapp_id"),
    ),
    "threads": (
        IndexModel([("thread_id", ASCENDING)], unique=True),
        IndexModel([("user_id", ASCENDING), ("updated_at", DESCENDING)]),
    ),
    "messages": (
        IndexModel([("message_id", ASCENDING)], unique=True),
        IndexModel([("thread_id", ASCENDING), ("created_at", ASCENDING), ("_id", ASCENDING)]),
        _where_present("key"),
        _where_present("question"),
    ),
}
