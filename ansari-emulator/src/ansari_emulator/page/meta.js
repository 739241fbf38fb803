// What Meta decides about the business: how fast it may send, whether the 24 hours count, and the time.

import * as api from "./api.js";
import { day, fillFields, find, readFields, seconds } from "./dom.js";

const AS_META_HAS_THEM = { service_window: true, per_second: 80, pair_seconds: 6, pair_burst: 45 };

/** `attempt` does what it is given, and shows what came of it or why nothing did. */
export function openMeta(attempt) {
  find("limits").addEventListener("change", () => attempt(() => api.setLimits(readFields(find("limits")))));
  find("limits").addEventListener("submit", (event) => event.preventDefault());
  find("limits-as-meta").addEventListener("click", () => attempt(() => api.setLimits(AS_META_HAS_THEM)));
  find("later").addEventListener("click", ({ target }) => {
    const { seconds } = target.dataset;
    if (seconds) attempt(() => api.putForward(Number(seconds)));
  });
  find("real-time").addEventListener("click", () => attempt(api.resetClock));
}

export function showMeta(limits, { now }) {
  fillFields(find("limits"), limits);
  find("meta-now").dateTime = now;
  find("meta-now").textContent = `${day(now)}, ${seconds(now)}`;
}

/** No limits but the 24 hours, and the real time. */
export async function resetMeta() {
  await Promise.all([api.setLimits({}), api.resetClock()]);
}
