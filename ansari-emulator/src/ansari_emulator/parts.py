"""How a request finds the WhatsApp that its app runs."""

from typing import Annotated

from fastapi import Depends, Request

from ansari_emulator.whatsapp import WhatsApp


async def get_whatsapp(request: Request) -> WhatsApp:
    """The one platform of this app, made when it started.

    It awaits nothing, but FastAPI would look a plain function up in another thread each time.
    """
    whatsapp: WhatsApp = request.app.state.whatsapp
    return whatsapp


Platform = Annotated[WhatsApp, Depends(get_whatsapp)]
