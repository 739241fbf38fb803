"""Make one call to a service, and translate all that can go wrong with it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from ansari_backend.providers.failures import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderError,
    ProviderRefusedError,
    ProviderUnreadableError,
)

LARGEST: Final = 2_000_000
"""Bytes of an answer; a few passages take a hundredth of that."""
_CONNECT_SECONDS: Final = 3.0
_SILENCE_SECONDS: Final = 10.0
_MOST_CONNECTIONS: Final = 50
_DENIED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""What isn't there is denied too: the path names what the operator has set."""
_BUSY: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)

Reply = TypeVar("Reply", bound=BaseModel)


def new_client() -> httpx.AsyncClient:
    """Make the client that all services share; an operator's proxy in the environment is used."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=_MOST_CONNECTIONS),
        headers={"Accept": "application/json", "User-Agent": "ansari-backend"},
    )


async def fetch(
    client: httpx.AsyncClient,
    request: httpx.Request,
    reply: type[Reply],
) -> Reply:
    """Send the request and read its answer.

    Raises:
        ProviderError: There is no answer of this form.
    """
    async with _translated(), _answered(client, request) as response:
        _check(response.status_code, response.headers)
        body = await _body(response)
    try:
        return reply.model_validate_json(body)
    except ValidationError as error:
        # Without its cause, whose text holds what came.
        raise ProviderUnreadableError(f"{error.error_count()} fields can't be read") from None


@asynccontextmanager
async def _answered(
    client: httpx.AsyncClient, request: httpx.Request
) -> AsyncIterator[httpx.Response]:
    response = await client.send(request, stream=True)
    try:
        yield response
    finally:
        await response.aclose()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except httpx.DecodingError as error:
        raise ProviderUnreadableError(type(error).__name__) from None
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise ProviderBusyError(type(error).__name__) from None


async def _body(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > LARGEST:
            raise ProviderUnreadableError("the answer is too large")
    return body


def _check(status: int, headers: Mapping[str, str]) -> None:
    if status == HTTPStatus.OK:
        return
    raise _failure(status, headers)


def _failure(status: int, headers: Mapping[str, str]) -> ProviderError:
    reason = f"HTTP {status}"
    if status in _DENIED:
        return ProviderDeniedError(reason)
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderBusyError(reason, retry_after=_seconds(headers.get("Retry-After", "")))
    if status >= HTTPStatus.BAD_REQUEST:
        return ProviderRefusedError(reason)
    return ProviderUnreadableError(reason)


def _seconds(retry_after: str) -> float | None:
    """Read a number of seconds or a date (RFC 9110, 10.2.3); None for anything else."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())
