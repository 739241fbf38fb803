// Play a scenario on the phones at reading speed, and follow its steps.

import { listScenarios, playScenario, stopScenario } from "./api.js";
import { element, find, words } from "./dom.js";

/** `clearDesk` puts the phones away that are out. */
export function openScenarios(clearDesk) {
  let scenarios = [];
  let isPlaying = false;

  const chosen = () => scenarios.find(({ name }) => name === find("scenario").value);

  function describe() {
    const { about, steps } = chosen();
    find("about-scenario").textContent = about;
    find("steps").replaceChildren(...steps.map((step) => words("li", "", step)));
    find("verdict").textContent = "";
  }

  async function play() {
    const { name } = chosen();
    describe();
    isPlaying = true;
    showButtons();
    clearDesk();
    find("stop").focus();
    try {
      await playScenario(name);
    } catch (error) {
      end(error.message);
    }
  }

  function end(verdict) {
    isPlaying = false;
    showButtons();
    find("verdict").textContent = verdict;
    find("steps").querySelector("[aria-current]")?.removeAttribute("aria-current");
  }

  function showButtons() {
    const hadFocus = document.activeElement === find("stop");
    find("play").disabled = find("scenario").disabled = isPlaying;
    find("stop").disabled = !isPlaying;
    if (hadFocus && !isPlaying) find("play").focus();
  }

  function move({ name, state, step, problem }) {
    if (find("scenario").value !== name) return; // another page plays another one
    if (state === "playing") return showStep(step);
    if (state === "passed") [...find("steps").children].forEach((each) => each.classList.add("done"));
    end({ passed: "✓ All came as it must.", failed: `✗ ${problem}`, stopped: "Stopped." }[state]);
  }

  find("scenario").addEventListener("change", describe);
  find("play").addEventListener("click", play);
  find("stop").addEventListener("click", stopScenario);
  showButtons();
  listScenarios().then((all) => {
    scenarios = all;
    find("scenario").replaceChildren(...all.map(({ name, title }) => new Option(title, name)));
    describe();
  });
  return { move, isPlaying: () => isPlaying };
}

function showStep(place) {
  [...find("steps").children].forEach((each, own) => {
    each.classList.toggle("done", own < place);
    if (own === place) each.ariaCurrent = "step";
    else each.removeAttribute("aria-current");
  });
  find("steps").children[place].scrollIntoView({ block: "nearest" });
}
