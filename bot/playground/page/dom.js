// Elements without markup: text is only ever text.

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SHAPES = {
  hash: "M9 3 7 21M17 3l-2 18M4 8h17M3 16h17",
  thread: "M4 5v6a4 4 0 0 0 4 4h11m-4-4 4 4-4 4",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm4 0v5a2.5 2.5 0 0 0 5 0v-1a9 9 0 1 0-3.5 7.1",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Z",
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM16.5 13.5v6M13.5 16.5h6",
  more: "M6 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0Zm7 0a1 1 0 1 1-2 0 1 1 0 0 1 2 0Zm7 0a1 1 0 1 1-2 0 1 1 0 0 1 2 0Z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  edit: "M4 20h4L19 9l-4-4L4 16v4Z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 6h16M4 12h16M4 18h16",
  wire: "M3 8h14l-4-4M21 16H7l4 4",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  slash: "M8 20 16 4",
  spark: "M12 3v5m0 8v5m9-9h-5m-8 0H3m15.4-6.4-3.6 3.6m-5.6 5.6-3.6 3.6m12.8 0-3.6-3.6M9.2 9.2 5.6 5.6",
};

export function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  picture.append(path);
  return picture;
}

export function button(label, shape, act, props = {}) {
  return make("button", { type: "button", class: "plain", "aria-label": label, title: label, on: { click: act }, ...props }, icon(shape));
}

// One colour per name, the same in every start.
export function avatar(person) {
  const face = make("span", { class: "avatar", "aria-hidden": "true" });
  if (person?.bot) face.append(make("img", { src: "/page/leaf.svg", alt: "" }));
  else {
    const name = person?.name ?? "?";
    face.textContent = [...name][0].toUpperCase();
    face.style.setProperty("--hue", String(([...name].reduce((sum, letter) => sum * 31 + letter.codePointAt(0), 7) * 47) % 360));
  }
  return face;
}

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1048576 ? `${(count / 1024).toFixed(0)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;
}

export function toast(sentence) {
  const note = make("p", { class: "toast", text: sentence });
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 7000);
}
