// Words as WhatsApp shows them: each line has a direction of its own.

import { element } from "./dom.js";

export function line({ kind, number, spans }) {
  const made = element("div", `line ${kind}`);
  made.dir = "auto";
  made.dataset.number = number;
  const holder = kind === "plain" ? made : made.appendChild(element("span", ""));
  holder.append(...spans.map(span));
  return made;
}

function span({ text, marks }) {
  if (marks.length === 0) return document.createTextNode(text);
  const made = element(marks.includes("link") ? "a" : "span", marks.join(" "), text);
  if (marks.includes("link")) Object.assign(made, { href: text, target: "_blank", rel: "noreferrer" });
  return made;
}
