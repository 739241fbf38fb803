// The emulator's JSON API, as functions. What it refuses is thrown with its own words, and the status.

async function call(path, method = "GET", body = undefined) {
  const isFile = body instanceof Blob;
  const response = await fetch(`api/${path}`, {
    method,
    headers: body && { "Content-Type": isFile ? body.type || "application/octet-stream" : "application/json" },
    body: body && (isFile ? body : JSON.stringify(body)),
  }).catch(() => {
    throw new Error("the emulator doesn't answer");
  });
  if (!response.ok) throw Object.assign(new Error(await wordsOf(response)), { status: response.status });
  return response.status === 204 ? undefined : response.json();
}

/** What FastAPI says of a refusal: a sentence, or one for each field. */
async function wordsOf(response) {
  const { detail } = await response.json().catch(() => ({}));
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail)) return detail.map(({ loc, msg }) => `${loc.slice(1).join(" ")}: ${msg}`).join("; ");
  return `the emulator answered ${response.status}`;
}

export const listPeople = () => call("people");
export const addPerson = (person) => call("people", "POST", person);
export const readChat = (phone) => call(`people/${phone}/messages`);
export const send = (phone, message) => call(`people/${phone}/messages`, "POST", message);
export const press = (phone, message_id, choice_id) =>
  call(`people/${phone}/presses`, "POST", { message_id, choice_id });
export const keepFile = (file) => call(`media?filename=${encodeURIComponent(file.name ?? "file")}`, "POST", file);

export const listTraffic = () => call("traffic");
export const readProgress = () => call("progress");
export const readFaults = () => call("faults");
export const breakGraph = (rule) => call("faults/graph", "POST", rule);
export const disturbWebhooks = (travel) => call("faults/webhooks", "PUT", travel);
export const disturbVendor = (vendor) => call("faults/vendor", "PUT", vendor);
export const clearFaults = () => call("faults", "DELETE");
export const readLimits = () => call("limits");
export const setLimits = (limits) => call("limits", "PUT", limits);
export const readClock = () => call("clock");
export const putForward = (seconds) => call("clock", "POST", { seconds });
export const resetClock = () => call("clock", "DELETE");
export const listPrograms = () => call("programs");
export const doToProgram = (name, deed) => call(`programs/${name}`, "POST", { do: deed });
export const listScenarios = () => call("scenarios");
export const playScenario = (name) => call(`scenarios/${name}/runs`, "POST", {});
export const stopScenario = () => call("scenarios/run", "DELETE");

/** Follow a stream of events; `onOpen` runs at each (re)connection, for what was missed meanwhile. */
export function watch(path, { onOpen, onLost, ...handlers }) {
  const source = new EventSource(`api/${path}`);
  source.onopen = onOpen;
  source.onerror = onLost ?? null;
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
}
