// Pictures in posts: galleries, spoilers, thumbnails, files and the large view.

import { bytes, icon, make } from "./dom.js";
import { safeAddress } from "./markdown.js";

export function gallery(items) {
  const shown = items.map((item) => tile(item.media.attachment, item)).filter(Boolean);
  return make("div", { class: "gallery", "data-count": Math.min(shown.length, 5) }, shown);
}

// Plain attachments: pictures as a gallery, anything else as a file.
export function attachments(list) {
  const drawn = list.filter(isPicture);
  const parts = list.filter((attachment) => !isPicture(attachment)).map(file);
  if (drawn.length) parts.unshift(make("div", { class: "gallery", "data-count": Math.min(drawn.length, 5) }, drawn.map((attachment) => tile(attachment, attachment))));
  return parts;
}

export function thumbnail(component) {
  const attachment = component.media.attachment;
  return isPicture(attachment) ? tile(attachment, component, "tile thumbnail") : elsewhere(component.media);
}

export function fileOf(component) {
  return component.file.attachment ? file(component.file.attachment) : elsewhere(component.file);
}

function isPicture(attachment) {
  return Boolean(attachment?.width && attachment.type?.startsWith("image/"));
}

function tile(attachment, { description, spoiler, media }, name = "tile") {
  if (!isPicture(attachment)) return attachment ? file(attachment) : elsewhere(media);
  const alt = description || attachment.description || attachment.name;
  const { width, height } = attachment;
  const picture = make("img", { src: attachment.address, alt, width, height, decoding: "async", draggable: "false" });
  const open = make("button", { type: "button", class: name, title: alt, "aria-label": `Enlarge: ${alt}` }, picture);
  open.style.setProperty("--ratio", `${width} / ${height}`);
  open.style.setProperty("--wide", String(width / height));
  if (spoiler) cover(open, alt);
  open.addEventListener("click", () => (open.classList.contains("covered") ? uncover(open, alt) : enlarge(attachment, alt)));
  return open;
}

function cover(open) {
  open.classList.add("covered");
  open.setAttribute("aria-label", "Spoiler, press to show");
  open.append(make("span", { class: "spoiler", text: "Spoiler" }));
}

function uncover(open, alt) {
  open.classList.remove("covered");
  open.setAttribute("aria-label", `Enlarge: ${alt}`);
  open.querySelector(".spoiler").remove();
}

function file(attachment) {
  const words = make("span", {}, make("strong", { text: attachment.name }), make("small", { text: bytes(attachment.size) }));
  return make("a", { class: "file", href: attachment.address, download: attachment.name }, icon("file"), words);
}

function elsewhere(media) {
  const href = safeAddress(media?.url ?? "");
  return href ? make("a", { class: "file", href, target: "_blank", rel: "noopener noreferrer" }, icon("out"), "A picture elsewhere") : null;
}

function enlarge(attachment, alt) {
  const large = make("img", { src: attachment.address, alt });
  const facts = `${attachment.name} · ${attachment.width} × ${attachment.height} · ${bytes(attachment.size)}`;
  const view = make("dialog", { class: "large", "aria-label": alt },
    make("div", { class: "large-picture" }, large),
    make("p", {}, make("span", { text: alt }), make("small", {}, `${facts} · `, make("a", { href: attachment.address, download: attachment.name, text: "Download" }))),
    make("button", { type: "button", class: "plain close", "aria-label": "Close", on: { click: () => view.close() } }, icon("close")));
  view.addEventListener("click", (event) => event.target.closest("p, button") || view.close());
  view.addEventListener("close", () => view.remove());
  document.body.append(view);
  view.showModal();
}
