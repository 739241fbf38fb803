"""`ansari-whatsapp doctor`: a line for each thing, ✓ or what to do."""

import asyncio

import typer

from ansari_whatsapp.app.examining import examine
from ansari_whatsapp.app.settings import read_settings
from ansari_whatsapp.utils.config import Settings


def is_well() -> bool:
    """Check everything, and tell of each; whether there is nothing to do."""
    return asyncio.run(_is_well(read_settings()))


async def _is_well(settings: Settings) -> bool:
    is_well = True
    async for finding in examine(settings):
        is_well = is_well and finding.advice is None
        if finding.advice is None:
            typer.echo(f"✓ {finding.subject}")
        else:
            typer.echo(f"✗ {finding.subject}: {finding.advice}")
    return is_well
