// Puts the page together.

import { icon, make, toast } from "./dom.js";
import { Composer } from "./composer.js";
import { Link, Refused } from "./link.js";
import { Messages } from "./messages.js";
import { Modals } from "./modal.js";
import { Places } from "./places.js";
import { Store } from "./store.js";
import { TrafficPanel } from "./traffic.js";

const PAINTERS = { "stand-in": "Pictures come from the stand-in painter.", model: "Pictures come from the real Gemini model and may cost money." };
const CONNECTIONS = { open: "", lost: "Connecting…", locked: "Open the page by the address that was printed.",
  ended: "This demo has ended or was started anew: open the address that it prints." };

// The secret comes in the address's fragment, once; afterwards this tab keeps it.
function takeSecret() {
  const given = location.hash.slice(1);
  if (given) {
    sessionStorage.setItem("secret", given);
    history.replaceState(null, "", location.pathname);
  }
  return given || sessionStorage.getItem("secret") || "";
}

const world = new Store();
const link = new Link(takeSecret(), world);
world.place = sessionStorage.getItem("place");
const composer = new Composer(world, link);
const hands = { act, reply: (message) => composer.reply(message), edit: (message) => composer.edit(message), copy };
const panels = { places: document.getElementById("places"), traffic: document.getElementById("traffic") };
const shell = document.getElementById("window");

new Messages(world, hands);
new Modals(world, link);
new Places(world, (person) => { sessionStorage.setItem("viewer", person); link.follow(person); });
const traffic = new TrafficPanel(world, link, () => show("traffic", false));

async function act(deed, said) {
  try {
    await link.deed(deed, said);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
  }
}

async function copy(message) {
  const shown = document.querySelector(`#m-${CSS.escape(message.id)} .parts`)?.innerText;
  await navigator.clipboard.writeText(message.content || shown || "").then(() => toast("Copied."), () => toast("The browser did not allow copying."));
}

const openers = { places: document.getElementById("open-places"), traffic: document.getElementById("toggle-traffic") };

function show(name, open) {
  shell.classList.toggle(`with-${name}`, open);
  openers[name].setAttribute("aria-expanded", String(open));
  const other = name === "places" ? "traffic" : "places";
  if (open && matchMedia("(max-width: 1100px)").matches) { shell.classList.remove(`with-${other}`); openers[other].setAttribute("aria-expanded", "false"); }
  if (open && name === "traffic") traffic.reveal();
  if (open) panels[name].querySelector("button")?.focus({ preventScroll: true });
}

openers.places.append(icon("menu"));
openers.traffic.append(icon("wire"), make("span", { text: "Requests" }));
openers.places.addEventListener("click", () => show("places", true));
openers.traffic.addEventListener("click", () => show("traffic", !shell.classList.contains("with-traffic")));
document.getElementById("scrim").addEventListener("click", () => { show("places", false); show("traffic", false); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const open = Object.keys(openers).find((name) => shell.classList.contains(`with-${name}`));
  if (!open) return;
  show(open, false);
  openers[open].focus();
});

world.on("world place channels", () => {
  const channel = world.channel;
  document.getElementById("painter").textContent = PAINTERS[world.painter] ?? "";
  document.getElementById("painter").classList.toggle("paid", world.painter === "model");
  if (!channel) return;
  const shape = { text: "hash", thread: "thread", direct: "at" }[channel.kind];
  document.getElementById("place-name").replaceChildren(icon(shape), channel.name);
  document.getElementById("members").textContent = channel.members.map((id) => world.person(id).name).join(", ");
  document.title = `${channel.kind === "text" ? "#" : ""}${channel.name} · Plantain playground`;
});
world.on("place", () => { if (world.place) sessionStorage.setItem("place", world.place); show("places", false); });
world.on("connection", (state) => { document.getElementById("connection").textContent = CONNECTIONS[state]; });

link.follow(sessionStorage.getItem("viewer"));
