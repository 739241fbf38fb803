// Elements and times. Words are only ever set as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const CALENDAR = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export const find = (id) => document.getElementById(id);
export const clock = (moment) => CLOCK.format(new Date(moment));
export const seconds = (moment) => SECONDS.format(new Date(moment));
export const day = (moment) => CALENDAR.format(new Date(moment));

export function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Words of unknown language: their own letters decide where they begin. */
export function words(name, className, text) {
  const made = element(name, className, text);
  made.dir = "auto";
  return made;
}

export function button(className, label, onClick) {
  const made = element("button", className, label);
  made.type = "button";
  if (onClick) made.addEventListener("click", onClick);
  return made;
}

/** A drawing with a name, for those who see it and those who hear it. */
export function drawing(className, label, viewBox, shapes) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", viewBox);
  made.setAttribute("class", className);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", label);
  for (const shape of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    made.append(path);
  }
  return made;
}

/** A copy of a template's only element, and a finder of its parts by class. */
export function copyOf(id) {
  const made = find(id).content.firstElementChild.cloneNode(true);
  return [made, (name) => made.querySelector(`.${name}`)];
}

/** Menus close when somebody goes elsewhere, or presses Escape. */
export function closeWhenLeft(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  details.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !details.contains(relatedTarget)) details.open = false;
  });
}

/** Show `values` in the fields of the same names. What somebody is just changing is left alone. */
export function fillFields(form, values) {
  if (form.contains(document.activeElement)) return;
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = values[field.name];
    else field.value = values[field.name] ?? "";
  }
}

/** What the fields hold, by their names; an empty one holds null. */
export function readFields(form) {
  return Object.fromEntries([...form.elements].map((field) => [field.name, valueOf(field)]));
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.value === "") return null;
  return field.type === "number" ? Number(field.value) : field.value;
}
