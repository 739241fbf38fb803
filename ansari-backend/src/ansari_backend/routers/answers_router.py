"""What a gateway asks about an answer after it was given: its sources, and how it was liked."""

from fastapi import APIRouter

from ansari_backend.routers.access import Admitted, Guarded
from ansari_backend.routers.refusals import EVERY_CALL, UNKNOWN
from ansari_backend.routers.wire import Asker, NumberedSource, Sources, Success, Verdict

router = APIRouter(
    prefix="/whatsapp/v2", tags=["answers"], responses=EVERY_CALL, route_class=Guarded
)


@router.get("/threads/{thread_id}/sources", responses=UNKNOWN)
async def sources(thread_id: str, who: Asker, parts: Admitted) -> Sources:
    """Show in full what the last answer quoted."""
    person = await parts.people.find(who)
    thread = await parts.threads.find(person.user_id, thread_id)
    answer = await parts.messages.last_answer(thread.thread_id)
    return Sources(
        sources=[
            NumberedSource(number=number, title=one.title, text=one.text, url=one.link)
            for number, one in enumerate(answer.sources if answer else (), start=1)
        ]
    )


@router.put("/feedback", responses=UNKNOWN)
async def judge(body: Verdict, parts: Admitted) -> Success:
    """Keep what the person thinks of an answer, in the place of what they thought before."""
    person = await parts.people.find(body.who)
    await parts.opinions.put(person.user_id, body.key, body.feedback)
    return Success()
