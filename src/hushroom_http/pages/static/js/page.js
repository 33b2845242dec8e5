// The one module of every page. A page works without it.

// After a refusal the list of problems is read first, and a link in it leads into the field.
const problems = document.getElementById("problems");
if (problems) problems.focus();
addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

// A page out of the back/forward cache may be older than the signing out, so it is asked for again. A page with typed
// words is kept, when the server still writes it for the same sign-in; it stays hidden until that is known.
// The first choice of a list is chosen where the page names none.
const isTyped = (field) => (field.options
  ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected))
  : field.value !== field.defaultValue || field.checked !== field.defaultChecked);
addEventListener("pageshow", async (event) => {
  if (!event.persisted || !document.body.hasAttribute("data-signed-in")) return;
  const root = document.documentElement;
  const token = document.querySelector("[name=form_token]")?.outerHTML;
  root.style.visibility = "hidden";
  const isOwn = token && [...document.querySelectorAll("main :is(input, select, textarea)")].some(isTyped)
    && await fetch(location.href).then(async (now) => !now.redirected && (await now.text()).includes(token), () => false);
  if (isOwn) root.style.visibility = "";
  else location.reload();
});

// A form is sent once, also after a double click; after a while, or when a page comes back, it can be sent again.
const WHILE_MS = 10000;
let sent = null;
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (sent === event.target && !event.target.hasAttribute("data-again")) event.preventDefault();
  sent = event.target;
  setTimeout(() => { sent = null; }, WHILE_MS);
});
addEventListener("pageshow", () => { sent = null; });

// The zone of this browser is proposed where a page asks for one.
for (const field of document.querySelectorAll("[data-proposes-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field.value || field.value === "UTC") field.value = zone || field.value;
}

// The service worker keeps the files of this release and the page without a network.
if ("serviceWorker" in navigator) {
  const worker = "/sw.js";
  const own = globalThis.trustedTypes?.createPolicy("hushroom-worker", { createScriptURL: () => worker });
  navigator.serviceWorker.register(own ? own.createScriptURL(worker) : worker).catch(() => {});
}
