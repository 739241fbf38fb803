"""Read the settings for a command, and end it with sentences where they are wrong."""

import typer
from pydantic import ValidationError

from ansari_whatsapp.utils.config import Settings
from ansari_whatsapp.utils.secret_files import SecretFileError


def read_settings() -> Settings:
    """Read the settings, or end with a line for each that is missing or wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            name = "_".join(str(place) for place in fault["loc"]).upper()
            typer.echo(f"{name or 'Settings'}: {fault['msg']}", err=True)
        typer.echo("See .env.example for what each setting means.", err=True)
    except SecretFileError as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(2)
