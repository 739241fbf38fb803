"""Which services of others the settings turn on."""

import typer

from ansari_backend.app.failing import told
from ansari_backend.app.settings import AgentSettings, SettingsError, opened, read
from ansari_backend.providers.failures import ProviderSettingError
from ansari_backend.providers.library import SETTINGS, Keys, open_library
from ansari_backend.providers.usul import ADDRESS as USUL_ADDRESS


def tell_services() -> None:
    """Say which services of others are searched besides, and what turns the others on."""
    with told(SettingsError):
        keys = library_keys(read(AgentSettings))
    with told(ProviderSettingError):
        on = [provider.name for provider in open_library(keys).providers]
    off = [
        f"{service} ({setting} is not set)"
        for service, setting in SETTINGS.items()
        if not any(name.startswith(service) for name in on)
    ]
    if on:
        typer.echo(f"Services that are searched besides: {', '.join(on)}.")
    if off:
        typer.echo(f"Services that are off: {', '.join(off)}.")


def library_keys(settings: AgentSettings) -> Keys:
    """Give what the services of others are reached with."""
    return Keys(
        kalimat=opened(settings.kalemat_api_key),
        usul=opened(settings.usul_api_token),
        usul_address=settings.usul_base_url or USUL_ADDRESS,
        usul_fiqh_books=settings.usul_fiqh_books,
        usul_tafsir_books=settings.usul_tafsir_books,
        vectara=opened(settings.vectara_api_key),
        vectara_fiqh_corpus=settings.mawsuah_vectara_corpus_key,
        vectara_tafsir_corpus=settings.tafsir_vectara_corpus_key,
    )
