"""Set what Meta would have decided about the business."""

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict

from ansari_emulator.chats.templates import Template
from ansari_emulator.parts import Platform

router = APIRouter(prefix="/api", tags=["Settings"])


class NewTemplate(BaseModel):
    """Words with blanks such as `{{1}}` or `{{name}}`, and perhaps buttons for quick replies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()


@router.post("/templates", status_code=status.HTTP_204_NO_CONTENT)
async def approve(new: NewTemplate, whatsapp: Platform) -> None:
    """Approve a template; one of the same name and language is replaced."""
    whatsapp.templates.approve(Template(**dict(new)))
