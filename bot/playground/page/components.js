// Discord's message components as elements. `act(deed, said)` sends a press or a choice.

import { icon, make } from "./dom.js";
import { markdown, safeAddress } from "./markdown.js";
import { fileOf, gallery, thumbnail } from "./pictures.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "primary" };

export function components(list, world, act) {
  return list.map((component) => one(component, world, act)).filter(Boolean);
}

function one(component, world, act) {
  switch (component.type) {
    case 1: return make("div", { class: "row" }, components(component.components, world, act));
    case 2: return pressable(component, act);
    case 3: case 5: case 6: case 7: case 8: return select(component, world, act);
    case 9: return make("div", { class: "section" }, make("div", { class: "words" }, components(component.components, world, act)), one(component.accessory, world, act));
    case 10: return make("div", { class: "words" }, markdown(component.content ?? "", world));
    case 11: return thumbnail(component);
    case 12: return gallery(component.items);
    case 13: return fileOf(component);
    case 14: return make("hr", { class: `${component.divider === false ? "bare" : ""} ${component.spacing === 2 ? "large" : ""}` });
    case 17: return container(component, world, act);
    default: return make("p", { class: "unknown", text: `A component of type ${component.type}, which this page does not draw` });
  }
}

function container(component, world, act) {
  const card = make("div", { class: "card" }, components(component.components, world, act));
  if (typeof component.accent_color === "number") {
    card.classList.add("accented");
    card.style.setProperty("--accent-bar", `#${component.accent_color.toString(16).padStart(6, "0").slice(-6)}`);
  }
  if (component.spoiler) hide(card);
  return card;
}

function hide(card) {
  card.inert = true;
  card.classList.add("veiled");
  const show = make("button", { type: "button", class: "press secondary", text: "Show what is hidden" });
  const veil = make("div", { class: "veil" }, show);
  show.addEventListener("click", () => { card.inert = false; card.classList.remove("veiled"); veil.remove(); });
  queueMicrotask(() => card.before(veil));
}

function pressable(component, act) {
  const label = [component.emoji?.id ? null : component.emoji?.name, component.label].filter(Boolean);
  const words = label.map((text, index) => make("span", { class: index < label.length - 1 ? "emoji" : "", text }));
  const look = `press ${STYLES[component.style] ?? "secondary"}`;
  if (component.style === 5) {
    const href = safeAddress(component.url);
    return href && !component.disabled
      ? make("a", { class: look, href, target: "_blank", rel: "noopener noreferrer" }, words, icon("out"))
      : make("span", { class: `${look} off` }, words);
  }
  const press = () => act("press", { button: component.custom_id });
  return make("button", { type: "button", class: look, disabled: component.disabled, "data-custom-id": component.custom_id, on: { click: press } }, words);
}

function select(component, world, act) {
  const many = (component.max_values ?? 1) > 1;
  const list = make("select", { class: "choose", multiple: many, disabled: component.disabled, "data-custom-id": component.custom_id, "aria-label": component.placeholder || "Choose" });
  if (many) list.size = Math.min(6, choices(component, world).length);
  fillSelect(list, component, world, !many);
  const send = () => act("select", { select: component.custom_id, values: [...list.selectedOptions].map((option) => option.value).filter(Boolean) });
  if (!many) list.addEventListener("change", send);
  return many ? make("div", { class: "row" }, list, make("button", { type: "button", class: "press secondary", text: "Choose", on: { click: send } })) : list;
}

export function fillSelect(list, component, world, blank) {
  const offered = choices(component, world);
  if (blank && !offered.some((choice) => choice.default)) list.append(make("option", { value: "", text: component.placeholder || "Choose…", selected: true }));
  for (const choice of offered) {
    const text = choice.description ? `${choice.label} — ${choice.description}` : choice.label;
    list.append(make("option", { value: choice.value, selected: choice.default, text }));
  }
}

export function choices(component, world) {
  if (component.type === 3 || component.options) return component.options ?? [];
  const people = [...world.people.values()].map(({ id, name }) => ({ value: id, label: name }));
  const places = [...world.channels.values()].map(({ id, name }) => ({ value: id, label: `#${name}` }));
  return component.type === 8 ? places : component.type === 6 ? [] : people;
}
