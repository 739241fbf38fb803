"""What an error of the Graph API means for the message that we wanted to send.

Meta asks to go by `error.code` alone: the HTTP status misleads (a rate limit is a 400) and subcodes
are deprecated. https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final


class SendError(Exception):
    """A message was not sent, or we don't know. `code` is Meta's, 0 where it gave none."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Graph API error {code}")
        self.code = code


class SendRefusedError(SendError):
    """A firm no: trying again would not help this message. Record it and go on."""


class SendUnknownError(SendError):
    """It may have been sent: wait for a status that tells before sending it again."""


class SendLaterError(SendError):
    """It was not sent, and may be sent after a pause."""


class PersonLimitError(SendLaterError):
    """Too many messages to this person: leave them alone for a while. Others go on."""


class NumberLimitError(SendLaterError):
    """Too many messages from this number: slow down all that it sends."""


class OperatorNeededError(SendLaterError):
    """Token, permission or account: stop the number, keep the queue, and call the operator."""


_MEANINGS: Final[Mapping[int, type[SendError]]] = MappingProxyType(
    {
        131056: PersonLimitError,
        # Limits of app, account and number: refused before anything was done.
        **dict.fromkeys((4, 80007, 130429), NumberLimitError),
        # The token: expired, missing, or without the permission.
        **dict.fromkeys((0, 3, 10, 190, 131005, *range(200, 300)), OperatorNeededError),
        # The account: restricted, locked, unpaid, its number deleted or not registered. That it may
        # not write to a country (130497) is none of these: it concerns that person alone.
        **dict.fromkeys((33, 368, 131031, 131037, 131042, 131045), OperatorNeededError),
        **dict.fromkeys((133000, 133005, 133006, 133008, 133009, 133010), OperatorNeededError),
        # Meta's own trouble, after which messages were seen to arrive all the same.
        **dict.fromkeys((1, 2, 131000, 131016, 131057, 133004, 2494100), SendUnknownError),
    }
)


def known_code(code: int | None) -> str:
    """Name a code that we know, for a label: Meta has hundreds, and may make more."""
    if not code:
        return "none"
    return str(code) if code in _MEANINGS else "other"


def send_error(code: int | None, http_status: int) -> SendError:
    """Tell what to do about an answer that is no success.

    Args:
        code: `error.code` of the body, None where the body holds none.
        http_status: Decides only when there is no code.
    """
    if code is None:
        return _without_a_code(http_status)
    return _MEANINGS.get(code, SendRefusedError)(code)


def _without_a_code(http_status: int) -> SendError:
    """Judge by the status alone.

    The Graph API always gives a code, so this is mostly somebody on the way to it, whose no is
    about all that we send and not about this message: it is kept.
    """
    if http_status >= HTTPStatus.INTERNAL_SERVER_ERROR or http_status == HTTPStatus.REQUEST_TIMEOUT:
        return SendUnknownError(0)
    if http_status == HTTPStatus.TOO_MANY_REQUESTS:
        return NumberLimitError(0)
    if http_status == HTTPStatus.BAD_REQUEST:
        return SendRefusedError(0)
    return OperatorNeededError(0)
