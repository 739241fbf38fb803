"""docs/privacy.md tells people what the code does."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from ansari_backend.app.retention import retention as kept_by_the_backend
from ansari_backend.app.settings import Settings as BackendSettings
from ansari_whatsapp.app.retention import retention as kept_by_the_gateway
from ansari_whatsapp.utils.config import Settings as GatewaySettings

PAGE = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text(encoding="utf-8")
GATEWAY = {
    "whatsapp_service_api_key": "a key",
    "meta_business_phone_number_id": "1",
    "meta_access_token_from_sys_user": "token",
    "meta_webhook_verify_token": "verify",
    "meta_ansari_app_secret": "secret",
}


def rows(service: str) -> dict[str, tuple[str, str, str]]:
    """What the page says of a service's collections: what, why, and how long."""
    row = rf"^\| `(\w+)` \({service}\) \| (.+?) \| (.+?) \| (.+?) \|$"
    return {
        name: (what, why, time) for name, what, why, time in re.findall(row, PAGE, re.MULTILINE)
    }


def span(how_long: timedelta | None) -> str:
    if how_long is None:
        return "until"
    is_short = how_long < timedelta(days=2)
    hours = round(how_long.total_seconds() / 3600)
    return f"{hours} hours" if is_short else f"{how_long.days} days"


def assert_told(told: dict[str, tuple[str, str, str]], kept: Any) -> None:
    assert set(told) == {one.collection for one in kept}
    for one in kept:
        what, why, time = told[one.collection]
        assert (what, one.why.startswith(why)) == (one.what, True)
        assert span(one.how_long) in time


def test_the_page_tells_what_the_backend_keeps() -> None:
    settings = BackendSettings(_env_file=None, whatsapp_service_api_key="a key")

    assert_told(rows("backend"), kept_by_the_backend(settings))


def test_the_page_tells_what_the_gateway_keeps() -> None:
    settings = GatewaySettings(_env_file=None, **GATEWAY)

    assert_told(rows("gateway"), kept_by_the_gateway(settings))
