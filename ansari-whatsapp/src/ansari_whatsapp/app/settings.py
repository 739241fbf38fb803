"""Read the settings for a command, and end it with sentences where they are wrong."""

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.secret_files import SecretFileError


def read_settings() -> Settings:
    """Read the settings, or end with a line for each that is missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            typer.echo(_sentence(fault), err=True)
        typer.echo("See .env.example for what each setting means.", err=True)
    except SecretFileError as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(2)


def _sentence(fault: ErrorDetails) -> str:
    """Name the setting and what is wrong with it; a sentence of our own does both already."""
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    name = "_".join(str(place) for place in fault["loc"]).upper()
    return f"{name}: {fault['msg']}"
