"""Every fault that can be switched on, in one hand."""

from dataclasses import dataclass, field

from ansari_emulator.faults.graph_rules import GraphRules
from ansari_emulator.faults.stalls import Stalls
from ansari_emulator.faults.vendor import Vendor, VendorAnswers
from ansari_emulator.faults.webhook_travel import Roads, Travel


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The faults of one WhatsApp: none at first."""

    graph: GraphRules = field(default_factory=GraphRules)
    roads: Roads = field(default_factory=Roads)
    stalls: Stalls = field(default_factory=Stalls)
    vendor: Vendor = field(default_factory=Vendor)

    def clear(self) -> None:
        """Let all go well again; calls that wait already go on waiting."""
        self.graph.clear()
        self.roads.set(Travel())
        self.vendor.answers = VendorAnswers.WELL
