"""Let a command work on the gateway's store, and end with a sentence where that can't be had."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from ansari_whatsapp.app.settings import read_settings
from ansari_whatsapp.mongo.client import open_client
from ansari_whatsapp.utils.whatsapp_logger import configure_logging

Database = AsyncDatabase[dict[str, object]]
Result = TypeVar("Result")


def with_store(use: Callable[[Database], Awaitable[Result]]) -> Result:
    """Open the store that the settings name, and give what `use` makes of it."""

    async def run() -> Result:
        settings = read_settings()
        # Else people would have other names here than in the logs.
        configure_logging(settings.logging_level, as_json=False, key=settings.backend_key)
        async with open_client(settings.mongo_url.get_secret_value()) as mongo:
            return await use(mongo[settings.mongo_db_name])

    try:
        return asyncio.run(run())
    except PyMongoError as error:
        typer.echo(f"MongoDB does not answer ({type(error).__name__}): see MONGO_URL.", err=True)
        raise typer.Exit(1) from None
