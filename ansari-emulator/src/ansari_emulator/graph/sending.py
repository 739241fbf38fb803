"""Send a message to a person, or fail at it as a rule of the faults says."""

from fastapi import Response
from fastapi.responses import JSONResponse

from ansari_emulator.chats.contents import Content, FromTemplate, kind_of
from ansari_emulator.chats.messages import Failure, Message
from ansari_emulator.chats.people import Person, UnknownPersonError
from ansari_emulator.faults.answers import HungUp, Late, crash
from ansari_emulator.faults.graph_rules import Crash, Fault, GraphRule, HangUp, Lose, Refuse, Stall
from ansari_emulator.graph import errors, recording
from ansari_emulator.graph.envelopes import Send
from ansari_emulator.graph.errors import GraphError
from ansari_emulator.quotas.quotas import OverPairRateError, OverRateError, WindowClosedError
from ansari_emulator.records.calls import CallKind, Outcome
from ansari_emulator.whatsapp import WhatsApp


def send(whatsapp: WhatsApp, number_id: str, sending: Send) -> Response:
    """Send what the business wants sent, and answer as Meta does, or not at all."""
    try:
        person = _recipient(whatsapp, sending)
    except UnknownPersonError:
        raise errors.undeliverable() from None
    content = sending.content(whatsapp)
    _insist_on_quotas(whatsapp, number_id, person, content)
    rule = whatsapp.faults.graph.strike(person.phone)
    message = None
    if rule is None or rule.lets_through:
        message = whatsapp.answer(
            person,
            content,
            number_id=number_id,
            callback_data=sending.biz_opaque_callback_data,
            replies_to=sending.context.message_id if sending.context else None,
            to_phone=bool(sending.to),
            failure=_failure(rule),
        )
    recording.note(
        whatsapp,
        CallKind(kind_of(content)),
        person.phone,
        message_id=message.id if message else None,
        outcome=_outcome(rule),
    )
    answer = HungUp() if message is None else _acknowledgment(person, sending, message)
    return answer if rule is None else _failed(rule.fault, answer, whatsapp)


def _failure(rule: GraphRule | None) -> Failure | None:
    if rule is None or not isinstance(rule.fault, Lose):
        return None
    code = rule.fault.code
    return Failure(code=code, title=errors.of_code(code).message.removeprefix(f"(#{code}) "))


def _insist_on_quotas(whatsapp: WhatsApp, number_id: str, person: Person, content: Content) -> None:
    is_template = isinstance(content, FromTemplate)
    try:
        whatsapp.quotas.take(number_id, person.phone, whatsapp.now(), is_template=is_template)
    except OverRateError:
        raise errors.of_code(130429) from None
    except OverPairRateError:
        raise errors.of_code(131056) from None
    except WindowClosedError:
        raise errors.of_code(131047) from None


def _recipient(whatsapp: WhatsApp, sending: Send) -> Person:
    if sending.to:
        return whatsapp.people.with_phone(sending.to)
    return whatsapp.people.with_user_id(sending.recipient or "")


def _acknowledgment(person: Person, sending: Send, message: Message) -> Response:
    body = {
        "messaging_product": "whatsapp",
        "contacts": [_contact(person, sending)],
        "messages": [{"id": message.id}],
    }
    return JSONResponse(body)


def _contact(person: Person, sending: Send) -> dict[str, str]:
    if sending.to:
        return {"input": sending.to, "wa_id": person.phone}
    return {"input": person.user_id, "user_id": person.user_id}


def _outcome(rule: GraphRule | None) -> Outcome:
    if rule is None:
        return Outcome.ACCEPTED
    match rule.fault:
        case Refuse():
            return Outcome.REFUSED
        case Crash():
            return Outcome.SERVER_ERROR
        case Stall():
            return Outcome.TIMEOUT
        case HangUp():
            return Outcome.RESET
        case Lose():
            return Outcome.ACCEPTED


def _failed(fault: Fault, late: Response, whatsapp: WhatsApp) -> Response:
    """What the business gets; `late` is for one that has the patience."""
    match fault:
        case Refuse(code=code):
            return refusal(errors.of_code(code))
        case Crash():
            return crash()
        case Stall(seconds=seconds):
            return Late(late, seconds, whatsapp.faults.stalls)
        case HangUp():
            return HungUp()
        case Lose():
            return late


def refusal(error: GraphError) -> JSONResponse:
    """Meta's refusal as Meta sends it."""
    return JSONResponse(error.body(), error.status)
