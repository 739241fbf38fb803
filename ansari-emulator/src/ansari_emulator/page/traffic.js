// What goes over the wire: each webhook and each Graph call, newest first, folded.

import { listTraffic } from "./api.js";
import { element, find, seconds } from "./dom.js";

const MOST = 200;

export function openTraffic() {
  const drawn = new Set();

  function add(exchange) {
    if (drawn.has(exchange.number)) return;
    drawn.add(exchange.number);
    find("exchanges").prepend(row(exchange));
    while (find("exchanges").children.length > MOST) find("exchanges").lastChild.remove();
    filter();
  }

  function filter() {
    const way = find("traffic-way").value;
    const rows = [...find("exchanges").children];
    for (const each of rows) each.hidden = way !== "" && each.dataset.way !== way;
    find("no-traffic").hidden = rows.some((each) => !each.hidden);
  }

  find("traffic-way").addEventListener("change", filter);
  find("traffic-clear").addEventListener("click", () => {
    find("exchanges").replaceChildren();
    filter();
  });
  return {
    add,
    /** After a restart the emulator counts from 1 again. */
    catchUp: async () => {
      drawn.clear();
      find("exchanges").replaceChildren();
      (await listTraffic()).forEach(add);
    },
  };
}

function row(exchange) {
  const { at, way, method, path, request, status, answer, seconds: took } = exchange;
  const isGood = status !== null && status < 400;
  const outcome = element("span", `outcome ${isGood ? "good" : "bad"}`, status === null ? "no answer" : String(status));
  const summary = element(
    "summary",
    "",
    element("time", "", seconds(at)),
    element("span", "way", way === "webhook" ? "→ webhook" : "← Graph"),
    element("b", "what", whatIsIn(way, request, path)),
    outcome,
    element("span", "took", `${Math.round(took * 1000)} ms`),
  );
  const folded = element("details", "exchange", summary);
  folded.addEventListener("toggle", () => unfold(folded, { method, path, request, answer }), { once: true });
  const made = element("li", "", folded);
  made.dataset.way = way;
  return made;
}

/** Long bodies are drawn only when somebody looks. */
function unfold(folded, { method, path, request, answer }) {
  folded.append(
    element("p", "", `${method} ${path}`),
    ...body("Request", request),
    ...body("Answer", answer),
  );
}

function body(label, text) {
  if (!text) return [];
  const shown = element("pre", "", readable(text));
  shown.tabIndex = 0;
  shown.role = "region";
  shown.ariaLabel = label;
  return [element("h3", "", label), shown];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readable(text) {
  const value = parsed(text);
  return value === null ? text : JSON.stringify(value, null, 1);
}

/** In a few words: the kinds of message, or the statuses, or what is asked of Meta. */
function whatIsIn(way, request, path) {
  const value = parsed(request);
  if (way === "graph") return asked(value, path);
  const values = (value?.entry ?? []).flatMap(({ changes }) => changes ?? []).map((change) => change.value ?? {});
  const told = values.flatMap(({ messages = [], statuses = [] }) => [
    ...messages.map(({ type }) => type),
    ...statuses.map(({ status }) => status),
  ]);
  return told.join(", ") || "something else";
}

function asked(value, path) {
  if (value?.typing_indicator) return "read, typing";
  if (value?.status) return value.status;
  if (value?.messaging_product) return value.type ?? "text";
  return path.split("/").slice(2).join("/");
}
