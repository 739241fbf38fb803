// The emulator's JSON API, as functions.

async function call(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`api/${path}`, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

export const listPeople = () => call("people");
export const addPerson = (name, phone) => call("people", { name, phone });
export const readChat = (phone) => call(`people/${phone}/messages`);
export const press = (phone, message_id, choice_id) => call(`people/${phone}/presses`, { message_id, choice_id });
export const say = (phone, text) => call(`people/${phone}/messages`, { text });

/** Follow what happens; `onOpen` runs at each (re)connection, for what was missed meanwhile. */
export function watch({ onOpen, onLost, ...handlers }) {
  const source = new EventSource("api/events");
  source.onopen = onOpen;
  source.onerror = onLost;
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
}
