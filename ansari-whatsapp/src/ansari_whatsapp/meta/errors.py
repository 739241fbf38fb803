"""What an error of the Graph API means for the message that we wanted to send.

Meta asks to go by `error.code` alone: the HTTP status misleads (a rate limit is a 400) and subcodes
are deprecated. https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from typing import Final


class SendError(Exception):
    """A message was not sent, or we don't know. `code` is Meta's, 0 where it gave none."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Graph API error {code}")
        self.code = code


class SendRefusedError(SendError):
    """A firm no: trying again would not help this message. Record it and go on."""


class SendLaterError(SendError):
    """It was not sent, and may be sent after a pause."""


class SendUnknownError(SendError):
    """It may have been sent: wait for a status that tells before sending it again."""


NOT_PROCESSED: Final = frozenset({4, 80007, 130429, 131056})
"""Limits of app, account, number and pair: refused before anything was done."""

NOT_ALLOWED_NOW: Final = frozenset({0, 3, 10, 190, 131005, *range(200, 300)})
"""Token or permission: the operator can mend it, and the message is still good."""

MAY_HAVE_BEEN_SENT: Final = frozenset({1, 2, 131000, 131016, 131057, 133004, 2494100})
"""Meta's own trouble, after which messages were seen to arrive all the same."""


def send_error(code: int | None, http_status: int) -> SendError:
    """Tell what to do about an answer that is no success.

    Args:
        code: `error.code` of the body, None where the body holds none.
        http_status: Decides only when there is no code.
    """
    if code is None:
        unclear = http_status >= 500  # noqa: PLR2004 - HTTP's own border
        return SendUnknownError(0) if unclear else SendRefusedError(0)
    if code in NOT_PROCESSED or code in NOT_ALLOWED_NOW:
        return SendLaterError(code)
    if code in MAY_HAVE_BEEN_SENT:
        return SendUnknownError(code)
    return SendRefusedError(code)
