"""Read secrets from files, as orchestrators mount them: `NAME_FILE` names the file of `NAME`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource


class SecretFileError(Exception):
    """The service cannot start; the text says what to mend, without what was set."""


def with_files(source: PydanticBaseSettingsSource) -> Iterator[PydanticBaseSettingsSource]:
    """Give a source of variables, and after it the files that its variables name."""
    yield source
    if isinstance(source, EnvSettingsSource):
        yield SecretFiles(source.settings_cls, source)


class SecretFiles(PydanticBaseSettingsSource):
    """Secrets out of the files that the variables of another source name."""

    def __init__(self, settings_cls: type[BaseSettings], beside: EnvSettingsSource) -> None:
        super().__init__(settings_cls)
        self._variables = beside.env_vars

    def __call__(self) -> dict[str, Any]:
        """Give every secret that is in a file.

        Raises:
            SecretFileError: A file can't be read, or its secret is set beside it.
        """
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: secret for name, secret in found.items() if secret is not None}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give the secret of this name, or None; see pydantic-settings for the rest."""
        place = self._variables.get(f"{field_name}_file")
        if not place or not _is_secret(field):
            return None, field_name, False
        name = field_name.upper()
        if self._variables.get(field_name):
            raise SecretFileError(f"{name} and {name}_FILE are both set: keep one of them.")
        return _content(f"{name}_FILE", Path(place)), field_name, False


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _content(name: str, place: Path) -> str:
    """Read a secret; editors end the last line, which is no part of it."""
    try:
        secret = place.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretFileError(f"{name}: the file can't be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise SecretFileError(f"{name}: the file is not text in UTF-8.") from None
    if not secret:
        raise SecretFileError(f"{name}: the file is empty.")
    return secret
