"""How the contents of messages are shown in JSON."""

from dataclasses import asdict

from pydantic import BaseModel

from ansari_emulator.chats.contents import (
    Attachment,
    Card,
    Cards,
    Content,
    FromTemplate,
    Offering,
    Place,
    Reaction,
    Unsupported,
)
from ansari_emulator.chats.offers import Offer, OfferKind, Pressed


class MediaView(BaseModel):
    """A file: `GET /api/media/{id}` has its bytes, unless it is only a link."""

    kind: str
    id: str | None
    link: str | None
    mime_type: str | None
    caption: str | None
    filename: str | None
    voice: bool
    animated: bool

    @classmethod
    def of(cls, attachment: Attachment) -> "MediaView":
        """How `attachment` is shown."""
        return cls.model_validate({**asdict(attachment), "id": attachment.media_id})


class PlaceView(BaseModel):
    """A point on the map, in degrees."""

    latitude: float
    longitude: float
    name: str | None
    address: str | None
    url: str | None


class CardView(BaseModel):
    """Somebody's contact."""

    name: str
    phones: list[str]

    @classmethod
    def of(cls, card: Card) -> "CardView":
        """How `card` is shown."""
        return cls(name=card.formatted_name, phones=[each.phone for each in card.phones])


class ReactionView(BaseModel):
    """An emoji on the message of this id; an empty one takes it away."""

    message_id: str
    emoji: str


class ChoiceView(BaseModel):
    """A button or a row of a list; `section` is the heading above it."""

    id: str
    title: str
    description: str | None
    section: str | None


class OfferView(BaseModel):
    """What there is to press.

    A list is behind a button with the words `opener`; the only button of a `cta_url` has them on
    it and opens `url`; a `location_request_message` and a `contact_request` have a button of
    WhatsApp's own.
    """

    kind: OfferKind
    choices: list[ChoiceView]
    opener: str | None
    url: str | None

    @classmethod
    def of(cls, offer: Offer) -> "OfferView":
        """How `offer` is shown."""
        return cls.model_validate(asdict(offer))


class TemplateView(BaseModel):
    """Which approved message this is."""

    name: str
    language: str


class ContentView(BaseModel):
    """What a message holds beside its words; what it doesn't hold is null."""

    media: MediaView | None = None
    location: PlaceView | None = None
    contacts: list[CardView] | None = None
    reaction: ReactionView | None = None
    pressed: ChoiceView | None = None
    template: TemplateView | None = None
    unsupported: str | None = None
    header: str | None = None
    header_media: MediaView | None = None
    footer: str | None = None


def view_of(content: Content) -> ContentView:
    """How `content` is shown."""
    view = ContentView()
    match content:
        case Attachment():
            view = ContentView(media=MediaView.of(content))
        case Place():
            view = ContentView(location=PlaceView.model_validate(asdict(content)))
        case Cards(cards=cards):
            view = ContentView(contacts=[CardView.of(card) for card in cards])
        case Reaction():
            view = ContentView(reaction=ReactionView.model_validate(asdict(content)))
        case Pressed(choice=choice):
            view = ContentView(pressed=ChoiceView.model_validate(asdict(choice)))
        case FromTemplate(name=name, language=language):
            view = ContentView(template=TemplateView(name=name, language=language))
        case Unsupported(kind=kind):
            view = ContentView(unsupported=kind or "unknown")
        case Offering():
            view = _offering(content)
    return view


def _offering(offering: Offering) -> ContentView:
    header = offering.header
    if isinstance(header, Attachment):
        return ContentView(header_media=MediaView.of(header), footer=offering.footer)
    return ContentView(header=header, footer=offering.footer)
