// Ask for a place, by its degrees: a map would have to come from elsewhere.

import { find } from "./dom.js";

/** The place, or null when somebody thinks better of it. */
export function askWhere() {
  const dialog = find("where");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "send" ? filledIn() : null), { once: true });
  });
}

function filledIn() {
  const name = find("where-name").value.trim();
  return {
    latitude: Number(find("latitude").value),
    longitude: Number(find("longitude").value),
    ...(name && { name }),
  };
}
