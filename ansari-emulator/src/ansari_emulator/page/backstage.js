// The pane behind the phones: traffic, faults and scenarios, one at a time.

import { watch } from "./api.js";
import { find } from "./dom.js";
import { openFaults } from "./faults.js";
import { openScenarios } from "./scenarios.js";
import { openTraffic } from "./traffic.js";

const TABS = ["traffic", "faults", "scenarios"];

/** `clearDesk` puts all phones away before a scenario begins. */
export function openBackstage({ clearDesk }) {
  const traffic = openTraffic();
  const faults = openFaults(() => isShown("faults"));
  const scenarios = openScenarios(clearDesk);
  find("backstage-open").addEventListener("click", () => showPane(find("backstage").hidden));
  find("backstage-close").addEventListener("click", () => showPane(false));
  for (const name of TABS) {
    const tab = find(`tab-${name}`);
    tab.addEventListener("click", () => choose(name));
    tab.addEventListener("keydown", (event) => walk(event, name));
  }
  find("backstage").addEventListener("shown", () => faults.refresh());
  watch("backstage", { onOpen: traffic.catchUp, exchange: traffic.add, scenario: scenarios.move });
  return { isPlaying: scenarios.isPlaying };
}

const isShown = (name) => !find("backstage").hidden && !find(`pane-${name}`).hidden;

function showPane(isOpen) {
  find("backstage").hidden = !isOpen;
  find("backstage-open").ariaExpanded = String(isOpen);
  document.body.classList.toggle("with-backstage", isOpen);
  if (isOpen) find("backstage").dispatchEvent(new Event("shown"));
  (isOpen ? document.querySelector('[role="tab"][aria-selected="true"]') : find("backstage-open")).focus();
}

function choose(name) {
  for (const each of TABS) {
    const isChosen = each === name;
    find(`pane-${each}`).hidden = !isChosen;
    find(`tab-${each}`).ariaSelected = String(isChosen);
    find(`tab-${each}`).tabIndex = isChosen ? 0 : -1;
  }
  find("backstage").dispatchEvent(new Event("shown"));
}

/** The arrow keys go from tab to tab, as everywhere. */
function walk(event, name) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = TABS[(TABS.indexOf(name) + step + TABS.length) % TABS.length];
  choose(next);
  find(`tab-${next}`).focus();
}
