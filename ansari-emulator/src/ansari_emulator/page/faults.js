// Break things, and see what becomes of the messages.

import * as api from "./api.js";
import { button, element, fillFields, find, readFields } from "./dom.js";
import { openMeta, resetMeta, showMeta } from "./meta.js";

const EVERY_MS = 1000;
const WITH_CODE = ["error", "failed"];
const DEEDS = {
  running: ["kill", "stop", "restart"],
  stopped: ["resume", "kill", "restart"],
  dead: ["start"],
};

/** `isShown` tells whether somebody looks: only then is the emulator asked. */
export function openFaults(isShown) {
  find("travel").addEventListener("change", () => attempt(() => api.disturbWebhooks(readFields(find("travel")))));
  find("vendor").addEventListener("change", () => attempt(() => api.disturbVendor(readFields(find("vendor")))));
  find("new-rule").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(addRule);
  });
  find("rule-kind").addEventListener("change", showCode);
  find("mend").addEventListener("click", () => attempt(mend));
  find("programs").addEventListener("click", ({ target }) => {
    const { program, deed } = target.closest("button")?.dataset ?? {};
    if (deed) attempt(() => api.doToProgram(program, deed));
  });
  openMeta(attempt);
  setInterval(() => isShown() && !underWay && refresh().catch(() => {}), EVERY_MS);
  return { refresh: () => isShown() && attempt(async () => {}) };
}

let underWay = 0;
let begun = 0;

async function attempt(deed) {
  underWay += 1;
  begun += 1;
  try {
    await deed().finally(() => (underWay -= 1));
    find("fault-problem").textContent = "";
    if (!underWay) await refresh();
  } catch (error) {
    find("fault-problem").textContent = error.message;
  }
}

/** What was read before a deed is out of date after it, and isn't shown. */
async function refresh() {
  const before = begun;
  const asked = [api.listPrograms(), api.readFaults(), api.readProgress(), api.readLimits(), api.readClock()];
  const [programs, faults, progress, limits, clock] = await Promise.all(asked);
  if (begun !== before) return;
  showMeta(limits, clock);
  showPrograms(programs);
  showVendor(faults.vendor);
  showRules(faults.graph);
  fillFields(find("travel"), faults.webhooks);
  showProgress(progress);
}

/** Only what has changed is drawn again: a button that has the focus keeps it. */
function showPrograms(programs) {
  const now = JSON.stringify(programs);
  const list = find("programs");
  if (list.dataset.drawn === now) return;
  const focused = document.activeElement?.dataset?.program;
  list.dataset.drawn = now;
  list.replaceChildren(...programs.map(program));
  find("no-programs").hidden = programs.length > 0;
  if (focused) list.querySelector(`[data-program="${focused}"]`)?.focus();
}

function program({ name, state }) {
  const deeds = DEEDS[state].map((deed) => {
    const made = button("small", deed);
    made.ariaLabel = `${deed} ${name}`;
    Object.assign(made.dataset, { program: name, deed });
    return made;
  });
  return element("li", "program", element("b", "", name), element("span", `state ${state}`, state), ...deeds);
}

/** Where nobody asks it, a switch would only pretend. */
function showVendor(vendor) {
  fillFields(find("vendor"), vendor);
  find("vendor-answers").disabled = !vendor.in_use;
  find("no-vendor").hidden = vendor.in_use;
}

function showRules(rules) {
  const told = ({ kind, code, accepted, share, times, applied }) =>
    [
      WITH_CODE.includes(kind) ? `${kind} ${code}` : kind.replace("_", " "),
      accepted && "but accepted",
      share < 1 && `${Math.round(share * 100)} %`,
      times && (times === 1 ? "once" : `${times} times`),
      `struck ${applied}`,
    ]
      .filter(Boolean)
      .join(", ");
  find("rules").replaceChildren(...rules.map((rule) => element("li", "", told(rule))));
}

function showProgress(progress) {
  for (const [name, number] of Object.entries(progress)) {
    const shown = find(`progress-${name}`);
    const text = number === null ? "unknown" : String(number);
    if (shown.textContent !== text) shown.textContent = text;
    shown.classList.toggle("unknown", number === null);
  }
}

function showCode() {
  find("rule-code-label").hidden = !WITH_CODE.includes(find("rule-kind").value);
}

async function addRule() {
  const { kind, code, share, times, accepted } = find("new-rule").elements;
  await api.breakGraph({
    kind: kind.value,
    ...(WITH_CODE.includes(kind.value) && { code: Number(code.value) }),
    share: Number(share.value) / 100,
    times: times.value ? Number(times.value) : null,
    accepted: accepted.checked,
  });
}

/** No more faults, limits and leaps of time, and every program runs again. */
async function mend() {
  await Promise.all([api.clearFaults(), resetMeta()]);
  for (const { name, state } of await api.listPrograms()) {
    if (state === "stopped") await api.doToProgram(name, "resume");
    if (state === "dead") await api.doToProgram(name, "start");
  }
}
