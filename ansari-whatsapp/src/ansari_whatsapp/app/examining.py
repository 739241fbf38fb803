"""Look at all that the gateway needs, one after the other, and say of each fault what to do."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import httpx
from pymongo.errors import PyMongoError

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.app.wiring import backend_http, graph_http
from ansari_whatsapp.meta.account import Account, NotToldError, Subscription, Token
from ansari_whatsapp.mongo.client import open_client
from ansari_whatsapp.utils.ansari_client import (
    AnsariClient,
    BackendRefusedError,
    BackendUnavailableError,
    Person,
)
from ansari_whatsapp.utils.config import Settings

SCOPE: Final = "whatsapp_business_messaging"
NOBODY: Final = Person(phone="10000000000", whatsapp_id=None)
EMPTY_WEBHOOK: Final = b'{"object":"whatsapp_business_account","entry":[]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one thing stands; `advice` is None where it is well."""

    subject: str
    advice: str | None = None


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Yield a finding for each thing, in the order in which one leads to the next."""
    yield Finding(subject="settings")
    yield Finding(subject="MongoDB", advice=await _mongo(settings))
    yield Finding(subject="backend and its key", advice=await _backend(settings))
    yield Finding(subject="open for people", advice=await _maintenance(settings))
    async with graph_http(settings) as graph, httpx.AsyncClient(timeout=10) as web:
        account = Account(graph)
        token, advice = await _token(account, settings)
        yield Finding(subject="access token", advice=advice)
        if token is None:
            return
        for number in sorted(settings.number_ids):
            yield Finding(subject=f"number {number}", advice=await _number(account, number))
        subscription, advice = await _subscription(account, token, settings)
        yield Finding(subject="app secret and webhook subscription", advice=advice)
        if subscription is not None:
            advice = await _address(web, subscription.url, settings)
            yield Finding(subject=f"public address {subscription.url}", advice=advice)


async def _mongo(settings: Settings) -> str | None:
    try:
        async with open_client(settings.mongo_url.get_secret_value()) as client:
            hello = await client.admin.command("hello")
    except PyMongoError as error:
        return f"It does not answer ({type(error).__name__}): check MONGO_URL."
    if "setName" not in hello:
        return "It is no replica set: start mongod with --replSet and run rs.initiate()."
    return None


async def _maintenance(settings: Settings) -> str | None:
    if settings.whatsapp_under_maintenance:
        return "Nobody is answered: take WHATSAPP_UNDER_MAINTENANCE out."
    try:
        async with open_client(settings.mongo_url.get_secret_value()) as client:
            last = (await Controls(client[settings.mongo_db_name]).read()).maintenance
    except PyMongoError:
        return None  # said of MongoDB already
    if last and last.ended_at is None:
        since = f"{last.began_at:%Y-%m-%d %H:%M} UTC"
        return f"Nobody is answered since {since}: `ansari-whatsapp maintenance off` ends that."
    return None


async def _backend(settings: Settings) -> str | None:
    try:
        async with backend_http(settings) as http:
            await AnsariClient(http).is_registered(NOBODY)
    except BackendUnavailableError as error:
        if "401" in str(error):
            return "It refuses our key: give both sides the same WHATSAPP_SERVICE_API_KEY."
        return f"It does not answer ({error}): start it, and check BACKEND_SERVER_URL."
    except BackendRefusedError as error:
        return f"It is no backend of ours ({error}): check BACKEND_SERVER_URL."
    return None


async def _token(account: Account, settings: Settings) -> tuple[Token | None, str | None]:
    secret = settings.meta_access_token_from_sys_user.get_secret_value()
    try:
        token = await account.token(secret)
    except NotToldError as error:
        if "190" in str(error):
            return None, "Meta refuses it: put a new one into META_ACCESS_TOKEN_FROM_SYS_USER."
        return None, f"Meta does not answer ({error}): check META_GRAPH_URL and the way out."
    if not token.is_valid:
        return None, "It has expired: put a new one into META_ACCESS_TOKEN_FROM_SYS_USER."
    if SCOPE not in token.scopes:
        return token, f"It lacks {SCOPE}: make a new one with it in Meta Business Settings."
    return token, None


async def _number(account: Account, number_id: str) -> str | None:
    try:
        await account.see_number(number_id)
    except NotToldError as error:
        return (
            f"The token does not reach it ({error}): META_BUSINESS_PHONE_NUMBER_ID wants the id, "
            "not the number, and the system user needs access to its account."
        )
    return None


async def _subscription(
    account: Account, token: Token, settings: Settings
) -> tuple[Subscription | None, str | None]:
    try:
        found = await account.subscription(token.app_id, settings.app_secrets[-1])
    except NotToldError as error:
        return None, f"Meta refuses the app secret ({error}): check META_ANSARI_APP_SECRET."
    if found is None:
        return None, "There is none: enter address and verify token in Meta's app dashboard."
    if "messages" not in found.fields:
        return found, "It leaves `messages` out: subscribe to it in Meta's app dashboard."
    return found, None


async def _address(web: httpx.AsyncClient, url: str, settings: Settings) -> str | None:
    """Send what Meta would, and then the same without its seal."""
    seal = hmac.new(settings.app_secrets[-1].encode(), EMPTY_WEBHOOK, sha256).hexdigest()
    sealed = {"X-Hub-Signature-256": f"sha256={seal}"}
    try:
        taken = await web.post(url, content=EMPTY_WEBHOOK, headers=sealed)
        open_to_all = await web.post(url, content=EMPTY_WEBHOOK)
    except httpx.TransportError as error:
        return f"Nobody answers ({type(error).__name__}): check DNS, certificate and proxy."
    if taken.status_code in {401, 403}:
        return "The gateway there has another META_ANSARI_APP_SECRET: give all instances the same."
    if taken.status_code != httpx.codes.OK:
        return f"A signed webhook gets {taken.status_code} instead of 200: see the gateway's log."
    if open_to_all.is_success:
        return "It takes webhooks without a signature: no gateway of ours listens there."
    return None
