"""How the scripted vendor of models answers at present, and whether anybody asks it."""

from enum import StrEnum


class VendorAnswers(StrEnum):
    """What becomes of a call."""

    WELL = "well"
    OVERLOADED = "overloaded"
    """503, as a vendor says it who has too much to do."""
    SILENT = "silent"
    """It takes the call and says nothing."""
    RESET = "reset"
    """The connection breaks off."""


class Vendor:
    """The switch, and what is known of who feels it."""

    def __init__(self) -> None:
        self.answers = VendorAnswers.WELL
        self.asked = 0
        self._expected = False

    @property
    def in_use(self) -> bool:
        """Whether somebody asks it: else to break it would change nothing for anybody."""
        return self._expected or self.asked > 0

    def expect(self) -> None:
        """Somebody was set up to ask it."""
        self._expected = True

    def was_asked(self) -> None:
        """Count a call."""
        self.asked += 1
