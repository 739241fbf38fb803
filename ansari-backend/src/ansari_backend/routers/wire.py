"""The bodies of the WhatsApp API: strict in what they take, so that nothing odd gets further."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, Self, cast

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator
from pydantic.config import JsonDict
from pydantic.json_schema import SkipJsonSchema

from ansari_backend.conversations.values import Feedback, Identity

TITLE_LIMIT = 100
MESSAGE_LIMIT = 65_536
REASON_LIMIT = 2000


def _without_plus(number: str) -> str:
    return number.removeprefix("+")


def _cut(title: str) -> str:
    """A gateway sends the first six words, which may be long: no reason to refuse a person."""
    return title.strip()[:TITLE_LIMIT].rstrip()


Absent = SkipJsonSchema[None]
"""What is left out is None here; an address or a header has no word for it."""
PhoneNum = Annotated[str, Field(pattern=r"^\+?[0-9]{4,20}$"), AfterValidator(_without_plus)]
WhatsappId = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$")]
TurnKey = Annotated[str, Field(min_length=1, max_length=256)]
Title = Annotated[str, Field(pattern=r"\S"), AfterValidator(_cut)]
Words = Annotated[str, Field(pattern=r"\S", max_length=MESSAGE_LIMIT)]


class Body(BaseModel):
    """Takes values as what they are: a number in quotation marks is no number."""

    model_config = ConfigDict(strict=True, frozen=True)


IDS: Final = ("phone_num", "whatsapp_id")


def _with_one_of(*groups: Sequence[str]) -> ConfigDict:
    """Say in the document what a validator insists on: of each group, one must be there."""
    return ConfigDict(json_schema_extra={"allOf": [_one_of(group) for group in groups]})


def _one_of(names: Sequence[str]) -> JsonDict:
    present = [{"required": [name], "properties": {name: {"type": "string"}}} for name in names]
    return {"anyOf": cast("list[JsonValue]", present)}


class FromPerson(Body):
    """Every body says whom it is about, by at least one id."""

    model_config = _with_one_of(IDS)

    phone_num: PhoneNum | None = None
    whatsapp_id: WhatsappId | None = None

    @model_validator(mode="after")
    def _has_an_id(self) -> Self:
        if self.phone_num is None and self.whatsapp_id is None:
            raise ValueError("phone_num or whatsapp_id is needed")
        return self

    @property
    def who(self) -> Identity:
        """The person's ids."""
        return Identity(phone_num=self.phone_num, whatsapp_id=self.whatsapp_id)


class Registration(FromPerson):
    """`POST /users/register`."""

    preferred_language: Language


class SharedLocation(FromPerson):
    """`PUT /users/location`."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class NewThread(FromPerson):
    """`POST /threads`."""

    title: Title


class NewMessage(FromPerson):
    """`POST /messages/process`."""

    thread_id: Annotated[str, Field(max_length=MESSAGE_LIMIT)]
    message: Words


class NewIdentity(FromPerson):
    """`PUT /users/identity`: the ids from now on, and those until now."""

    model_config = _with_one_of(IDS, ("previous_phone_num", "previous_whatsapp_id"))

    previous_phone_num: PhoneNum | None = None
    previous_whatsapp_id: WhatsappId | None = None

    @model_validator(mode="after")
    def _has_a_previous_id(self) -> Self:
        if self.previous_phone_num is None and self.previous_whatsapp_id is None:
            raise ValueError("previous_phone_num or previous_whatsapp_id is needed")
        return self

    @property
    def previous(self) -> Identity:
        """The ids until now."""
        return Identity(phone_num=self.previous_phone_num, whatsapp_id=self.previous_whatsapp_id)


class Verdict(FromPerson):
    """`PUT /feedback`."""

    key: TurnKey
    verdict: Literal["good", "bad", "none"]
    reason: Annotated[str, Field(max_length=REASON_LIMIT)] | None = None

    @property
    def feedback(self) -> Feedback | None:
        """What is to be kept; `none` takes back what was said before."""
        if self.verdict == "none":
            return None
        return Feedback(verdict=self.verdict, reason=self.reason)


class Registered(BaseModel):
    """A person is known from now on."""

    status: str = "success"
    user_id: str


class Existence(BaseModel):
    """Whether a person is known."""

    exists: bool


class Success(BaseModel):
    """It is done."""

    status: str = "success"


class StartedThread(BaseModel):
    """A thread to write in."""

    thread_id: str


class LastThread(BaseModel):
    """The thread to go on with, if there is one."""

    thread_id: str | None
    last_message_time: datetime | None


class SaidMessage(BaseModel):
    """One message of a history."""

    id: str
    role: str
    content: str


class History(BaseModel):
    """Part of a thread, oldest first."""

    thread_name: str
    messages: list[SaidMessage]


class NumberedSource(BaseModel):
    """A passage that an answer quoted, under the number that the answer gave it."""

    number: int
    title: str
    text: str
    url: str | None


class Sources(BaseModel):
    """What the last answer of a thread quoted."""

    sources: list[NumberedSource]


def identity_in_query(
    phone_num: Annotated[PhoneNum | Absent, Query()] = None,
    whatsapp_id: Annotated[WhatsappId | Absent, Query()] = None,
) -> Identity:
    """Read a person's ids from the address.

    Raises:
        RequestValidationError: Neither is there.
    """
    if phone_num is None and whatsapp_id is None:
        missing = {"type": "missing", "loc": ("query", "phone_num"), "msg": "Field required"}
        raise RequestValidationError([missing])
    return Identity(phone_num=phone_num, whatsapp_id=whatsapp_id)


Asker = Annotated[Identity, Depends(identity_in_query)]
