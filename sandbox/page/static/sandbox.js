"use strict";
// Looks at every section again every two seconds, and turns buttons and forms into calls of the sandbox's JSON doors.

const PERIOD_MS = 2000;
const toast = document.getElementById("toast");
const shown = new Map();
let phone = new URLSearchParams(location.search).get("phone") ?? "";
let toastTimer;

function say(text, { bad = false, copy = "" } = {}) {
  toast.textContent = text;
  toast.className = bad ? "bad" : "";
  toast.dataset.copy = copy;
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.hidden = true; }, copy ? 20000 : 4000);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(`已复制 · copied: ${text}`);
  } catch {
    say(`请手动复制 · please copy by hand: ${text}`, { bad: true });
  }
}

async function call(path, method, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.error ?? `${answer.status}`);
  return content;
}

async function act(work) {
  try {
    const content = await work();
    if (typeof content?.code === "string") say(`${content.code}（点此复制 · click to copy）`, { copy: content.code });
    await lookAgain();
    return content;
  } catch (error) {
    say(error.message, { bad: true });
    return undefined;
  }
}

function inUse(piece) {
  const active = document.activeElement;
  return piece.contains(active) && active.matches("select, input");
}

function replace(piece, html) {
  const name = piece.dataset.piece;
  if (shown.get(name) === html || inUse(piece)) return;
  const open = new Set([...piece.querySelectorAll("details[open]")].map((one) => one.dataset.keep ?? ""));
  const scrolled = piece.querySelector(".list")?.scrollTop ?? 0;
  piece.innerHTML = html;
  shown.set(name, html);
  for (const one of piece.querySelectorAll("details")) one.open = open.has(one.dataset.keep ?? "");
  const list = piece.querySelector(".list");
  if (list) list.scrollTop = scrolled;
}

async function look(piece) {
  const name = piece.dataset.piece;
  const query = name === "phones" && phone ? `?phone=${encodeURIComponent(phone)}` : "";
  const answer = await fetch(`/page/${name}${query}`);
  if (answer.ok) replace(piece, await answer.text());
}

async function lookAgain() {
  const alive = document.getElementById("alive");
  try {
    await Promise.all([...document.querySelectorAll("[data-piece]")].map(look));
    alive.textContent = "运行中";
    alive.className = "badge good";
  } catch {
    alive.textContent = "已停止 · stopped";
    alive.className = "badge warn";
  }
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-call], [data-phone]");
  if (!target) return;
  if (target.dataset.phone) {
    phone = target.dataset.phone;
    history.replaceState(null, "", `?phone=${phone}${location.hash}`);
    lookAgain();
  } else if (target.dataset.call) {
    const body = target.dataset.body ? JSON.parse(target.dataset.body) : undefined;
    target.disabled = true;
    act(() => call(target.dataset.call, target.dataset.method, body)).finally(() => { target.disabled = false; });
  } else if (target.dataset.copy) {
    copyText(target.dataset.copy);
  }
});

document.getElementById("fault-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const [service, kind] = form.get("fault").split("/");
  act(() => call("/faults", "POST", { service, kind, times: Number(form.get("times")), detail: form.get("detail") }));
});

// Add yourself: a still from the camera, or a file, scaled down before it leaves the page.
const addForm = document.getElementById("add-form");
const video = document.getElementById("camera");
const still = document.getElementById("still");
let photo = "";

async function offerNumber() {
  const query = new URLSearchParams({ born: addForm.born.value, sex: addForm.sex.value });
  const content = await act(() => call(`/population/residents/offer?${query}`, "GET"));
  if (content) addForm.id_number.value = content.id_number;
}

function keep(source, width, height) {
  const scale = Math.min(1, 1280 / Math.max(width, height));
  still.width = Math.round(width * scale);
  still.height = Math.round(height * scale);
  still.getContext("2d").drawImage(source, 0, 0, still.width, still.height);
  photo = still.toDataURL("image/jpeg", 0.92);
  still.hidden = false;
  video.hidden = true;
  document.getElementById("no-photo").hidden = true;
}

function stopCamera() {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  document.getElementById("camera-take").hidden = true;
}

document.getElementById("camera-on").addEventListener("click", async () => {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: 1280 }, audio: false });
    await video.play();
    video.hidden = false;
    still.hidden = true;
    document.getElementById("no-photo").hidden = true;
    document.getElementById("camera-take").hidden = false;
  } catch {
    say("无法打开摄像头，请选择照片 · no camera, please choose a photo", { bad: true });
  }
});

document.getElementById("camera-take").addEventListener("click", () => {
  keep(video, video.videoWidth, video.videoHeight);
  stopCamera();
});

document.getElementById("photo-file").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    stopCamera();
    keep(picture, picture.width, picture.height);
  } catch {
    say("无法读取照片，请用 JPEG 或 PNG · not a readable photo", { bad: true });
  }
});

addForm.born.addEventListener("change", offerNumber);
addForm.sex.addEventListener("change", offerNumber);
document.getElementById("add-yourself").addEventListener("toggle", (event) => {
  if (event.target.open) offerNumber(); else stopCamera();
});

addForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!photo) {
    say("请先拍照或选择照片 · take or choose a photo first", { bad: true });
    return;
  }
  const { name, phone: number, id_number } = Object.fromEntries(new FormData(addForm));
  const added = await act(() => call("/population/residents", "POST", { name, id_number, phone: number, photo }));
  if (added) {
    say(`已加入 · added: ${added.name} ${added.id_number}`, { copy: added.id_number });
    addForm.name.value = "";
    photo = "";
    still.hidden = true;
    document.getElementById("no-photo").hidden = false;
    await offerNumber();
  }
});

setInterval(() => { if (!document.hidden) lookAgain(); }, PERIOD_MS);
