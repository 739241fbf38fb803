"""A model of people, instances that die between any two steps, and a Meta that tells late.

Whatever the order of these, in the end each message is answered once, and each person in order.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from mortality import DiedError, Fuse, MortalDatabase
from pymongo import AsyncMongoClient

from ansari_whatsapp.admission.controls import Controls
from ansari_whatsapp.admission.quotas import Quotas
from ansari_whatsapp.admission.watch import Watch
from ansari_whatsapp.conversation.admitting import Admitting
from ansari_whatsapp.conversation.answering import Answering
from ansari_whatsapp.conversation.asking import Asking
from ansari_whatsapp.conversation.conversation import Conversation
from ansari_whatsapp.conversation.granting import Granting
from ansari_whatsapp.conversation.hearing import Hearing
from ansari_whatsapp.conversation.heeding import Heeding
from ansari_whatsapp.conversation.identities import Identities
from ansari_whatsapp.conversation.leaving import Leaving
from ansari_whatsapp.conversation.listening import Listening
from ansari_whatsapp.conversation.news import News
from ansari_whatsapp.conversation.quoting import Quoting
from ansari_whatsapp.conversation.recorder import StatusRecorder
from ansari_whatsapp.conversation.turn import Policy
from ansari_whatsapp.inbox.chats import Chats, HoldLostError
from ansari_whatsapp.inbox.forgetting import Forgetting
from ansari_whatsapp.inbox.store import Inbox
from ansari_whatsapp.meta.events import read_events
from ansari_whatsapp.meta.graph import GraphClient
from ansari_whatsapp.meta.media import Media
from ansari_whatsapp.meta.uploads import Uploads
from ansari_whatsapp.outbox.delivery import DeliverLaterError, Delivery
from ansari_whatsapp.outbox.pacing import Pacing
from ansari_whatsapp.outbox.store import FencedOffError, Outbox
from ansari_whatsapp.utils.ansari_client import AnsariClient
from ansari_whatsapp.utils.metrics import Metrics

PEOPLE = ("16500000001", "16500000002")
NUMBER = "1"
POLICY = Policy(
    number_ids=frozenset({NUMBER}),
    retention=timedelta(hours=3),
    age_limit=timedelta(days=1),
    patience=timedelta(minutes=10),
    burst_window=timedelta(0),
)


@dataclass
class Outside:
    """Backend and Meta: they outlive every gateway."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    untold: list[dict[str, Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What Meta does with the next calls: take them and say nothing, or not take them."""

    def graph(self, request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        if call.get("status") == "read":
            return httpx.Response(200, json={"success": True})
        fate = self.lost.pop() if self.lost else "taken"
        if fate == "not taken":
            raise httpx.ReadTimeout("no answer")
        wamid = f"wamid.out.{len(self.sent)}"
        self.sent.append(call)
        reference = call["biz_opaque_callback_data"]
        self.untold.append(
            {"id": wamid, "status": "sent", "timestamp": "1", "biz_opaque_callback_data": reference}
        )
        if fate == "taken silently":
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(200, json={"messages": [{"id": wamid}]})

    @staticmethod
    def backend(request: httpx.Request) -> httpx.Response:
        match request.url.path.removeprefix("/whatsapp/v2"):
            case "/users/exists":
                return httpx.Response(200, json={"exists": True})
            case "/threads/last":
                now = datetime.now(UTC).isoformat()
                return httpx.Response(200, json={"thread_id": "t", "last_message_time": now})
            case _:
                return httpx.Response(200, text="An answer.")


class Gateways(RuleBasedStateMachine):
    """Rules are what may happen; `teardown` lets everything settle and looks."""

    url: str

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.Runner()
        self.client: Any = self.loop.run(self._connect())
        self.name = f"test_{uuid4().hex[:12]}"
        self.database = self.client[self.name]
        self.watch = Watch(Controls(self.database), always_closed=False)
        self.outside = Outside()
        self.wamids = count()
        self.accepted: dict[str, list[str]] = {person: [] for person in PEOPLE}
        self.loop.run(self._prepare())

    async def _connect(self) -> Any:
        return AsyncMongoClient(self.url, tz_aware=True, w="majority", journal=True)

    async def _prepare(self) -> None:
        for room in (Inbox(self.database), Outbox(self.database), Chats(self.database)):
            await room.prepare()

    @rule(person=st.sampled_from(PEOPLE), times=st.integers(1, 3), fuse=st.integers(0, 3))
    def a_message_comes(self, person: str, times: int, fuse: int) -> None:
        wamid = f"w{next(self.wamids)}"
        self.loop.run(self._accept(person, wamid, times, fuse))

    async def _accept(self, person: str, wamid: str, times: int, fuse: int) -> None:
        """Meta sends until it has a 200, also to a process that dies in the middle, and again."""
        message = {
            "from": person,
            "id": wamid,
            "timestamp": str(1_700_000_000 + len(self.accepted[person])),
            "type": "text",
            "text": {"body": wamid},
        }
        value = {"metadata": {"phone_number_id": NUMBER}, "messages": [message]}
        body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
        events = read_events(body.encode())
        dying = Inbox(MortalDatabase(self.database, Fuse(fuse)))  # type: ignore[arg-type]
        with suppress(BaseException):  # its writer died: no 200
            await asyncio.wait_for(dying.accept(events), 0.1 if fuse < 2 else 10)
        for _ in range(times):
            await Inbox(self.database).accept(events)
        self.accepted[person].append(wamid)

    @rule(fates=st.lists(st.sampled_from(["not taken", "taken silently"]), max_size=2))
    def meta_loses_its_voice(self, fates: list[str]) -> None:
        self.outside.lost = fates

    @rule(person=st.sampled_from(PEOPLE), steps=st.integers(0, 30))
    def an_instance_serves_and_dies(self, person: str, steps: int) -> None:
        self.loop.run(self._serve(person, steps))

    @rule()
    def statuses_come(self) -> None:
        self.loop.run(self._tell_statuses())

    @rule()
    def much_time_passes(self) -> None:
        self.loop.run(self._pass_time())

    async def _serve(self, person: str, steps: int) -> None:
        database: Any = MortalDatabase(self.database, Fuse(steps))
        inbox, outbox = Inbox(database), Outbox(database)
        hearing = Hearing(inbox, POLICY)
        async with (
            self._client_for(self.outside.graph) as graph_http,
            self._client_for(self.outside.backend) as backend_http,
        ):
            graph = GraphClient(graph_http, Metrics())
            backend = AnsariClient(backend_http)
            identities = Identities(backend, inbox, outbox)
            asking = Asking(backend, retention=POLICY.retention)
            forgetting = Forgetting(database)
            leaving = Leaving(backend, forgetting, outbox, Chats(database))
            answering = Answering(
                hearing=hearing,
                asking=asking,
                granting=Granting(backend, asking, leaving, Uploads(graph_http, Metrics())),
                heeding=Heeding(backend, outbox, identities),
                listening=Listening(Media(graph_http, Metrics()), None),
                quoting=Quoting(inbox, outbox),
                graph=graph,
                watch=self.watch,
                patience=POLICY.patience,
                metrics=Metrics(),
            )
            conversation = Conversation(
                inbox=inbox,
                outbox=outbox,
                hearing=hearing,
                admitting=Admitting(
                    Controls(database),
                    self.watch,
                    Quotas(database, per_hour=100_000),
                    person_per_hour=100_000,
                ),
                answering=answering,
                identities=identities,
                forgetting=forgetting,
                leaving=leaving,
                delivery=Delivery(
                    outbox,
                    graph,
                    Pacing(),
                    status_wait=timedelta(seconds=30),
                    order_wait=timedelta(0),
                    hears_since=datetime(2020, 1, 1, tzinfo=UTC),
                    has_unread_statuses=inbox.has_unread_statuses,
                ),
                metrics=Metrics(),
            )
            try:
                async with Chats(database).hold(person) as hold:
                    while hold and await conversation.take_turn(hold, News()):
                        pass
            except (DiedError, DeliverLaterError, FencedOffError, HoldLostError):
                return

    @staticmethod
    def _client_for(handler: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.MockTransport(handler), base_url="https://out.test"
        )

    async def _tell_statuses(self) -> None:
        value = {"metadata": {"phone_number_id": NUMBER}, "statuses": self.outside.untold}
        body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]})
        self.outside.untold = []
        inbox, outbox = Inbox(self.database), Outbox(self.database)
        await inbox.accept(read_events(body.encode()))
        await StatusRecorder(inbox, outbox, Chats(self.database), Metrics()).record()

    async def _pass_time(self) -> None:
        """Statuses come well within the time after which a part is sent again."""
        await self._tell_statuses()
        long_ago = datetime.now(UTC) - timedelta(minutes=5)
        await self.database["chats"].update_many({}, {"$set": {"until": long_ago}})
        await self.database["outbox"].update_many(
            {"parts.0.tried_at": {"$exists": True}}, {"$set": {"parts.0.tried_at": long_ago}}
        )

    def teardown(self) -> None:
        self.outside.lost = []
        try:
            self.loop.run(self._settle())
        finally:
            self.loop.run(self._close())
            self.loop.close()
        answered = [call["context"]["message_id"] for call in self.outside.sent]
        assert Counter(answered) == Counter(w for chat in self.accepted.values() for w in chat)
        for chat in self.accepted.values():
            assert [wamid for wamid in answered if wamid in chat] == chat

    async def _settle(self) -> None:
        for _ in range(3):
            await self._pass_time()
            for person in PEOPLE:
                await self._serve(person, steps=10_000)
        assert await Inbox(self.database).people_waiting(10) == {}

    async def _close(self) -> None:
        await self.client.drop_database(self.name)
        await self.client.close()


def test_each_message_is_answered_once_whenever_instances_die(mongo_url: str) -> None:
    Gateways.url = mongo_url
    run_state_machine_as_test(
        Gateways,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
