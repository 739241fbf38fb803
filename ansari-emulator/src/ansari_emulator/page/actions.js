// What can be done with a message: reply, forward, react; and when it came how far.

import { button, closeWhenLeft, element, seconds } from "./dom.js";

const EMOJIS = ["👍", "❤️", "🙏", "👎"];

/** Each button names its deed in `data-deed`; the phone does it. */
export function actions(message) {
  const summary = element("summary", "", element("span", "hidden", "Actions for this message"));
  const panel = element("div", "panel");
  if (message.kind !== "reaction") panel.append(deed("reply", "Reply"));
  if (message.text) panel.append(deed("forward", "Forward to Ansari"));
  panel.append(reactions(), element("ul", "times", ...timesOf(message)));
  const made = element("details", "actions", summary, panel);
  closeWhenLeft(made);
  made.addEventListener("toggle", () => made.open && panel.scrollIntoView({ block: "nearest" }));
  return made;
}

/** When it came to each status, in words. */
export const timesOf = ({ reached }) =>
  Object.entries(reached)
    .sort(([, one], [, other]) => Date.parse(one) - Date.parse(other))
    .map(([status, moment]) => element("li", "", `${status} ${seconds(moment)}`));

function reactions() {
  const made = element("div", "emojis");
  made.role = "group";
  made.ariaLabel = "React";
  for (const emoji of EMOJIS) {
    const one = deed("react", emoji, emoji);
    one.ariaLabel = `React with ${emoji}`;
    made.append(one);
  }
  const none = deed("react", "✕", "");
  none.ariaLabel = "Take the reaction away";
  made.append(none);
  return made;
}

function deed(name, label, emoji) {
  const made = button("deed", label);
  made.dataset.deed = name;
  if (emoji !== undefined) made.dataset.emoji = emoji;
  return made;
}
