"""The template in a `messages` call.

https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-message-templates
"""

from typing import Literal

from pydantic import BaseModel

from ansari_emulator.chats.contents import FromTemplate
from ansari_emulator.chats.templates import Templates, UnknownTemplateError, WrongBlanksError
from ansari_emulator.graph import errors


class _Language(BaseModel):
    code: str


class _Parameter(BaseModel):
    type: str
    parameter_name: str | None = None
    text: str = ""
    payload: str = ""


class _Component(BaseModel):
    type: Literal["header", "body", "footer", "button"]
    sub_type: str | None = None
    index: int = 0
    parameters: tuple[_Parameter, ...] = ()


class TemplateBody(BaseModel):
    """Which template, and what goes into its blanks."""

    name: str
    language: _Language
    components: tuple[_Component, ...] = ()

    def content(self, templates: Templates) -> FromTemplate:
        """The message as the person gets it.

        Raises:
            GraphError: There is no such template, or it has other blanks.
        """
        blanks = [
            blank for each in self.components if each.type == "body" for blank in each.parameters
        ]
        words = [blank.text for blank in blanks if blank.parameter_name is None]
        named = {blank.parameter_name: blank.text for blank in blanks if blank.parameter_name}
        try:
            template = templates.get(self.name, self.language.code)
            return template.filled(words, named, self._payloads())
        except UnknownTemplateError:
            raise errors.unknown_template(self.name, self.language.code) from None
        except WrongBlanksError as error:
            raise errors.wrong_blanks(f"body: {error}") from None

    def _payloads(self) -> dict[int, str]:
        return {
            button.index: button.parameters[0].payload
            for button in self.components
            if button.sub_type == "quick_reply" and button.parameters
        }
