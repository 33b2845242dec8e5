// What a device can do for its reader: show push messages, and keep the pages as an app. Both are asked by us first, in
// words, and the browser asks only after a yes.
const LATER_MS = 30 * 24 * 60 * 60 * 1000;

// What this browser remembers. It may refuse to: then it asks again the next time.
const memory = {
  read(name) { try { return localStorage.getItem(name); } catch { return null; } },
  write(name, value) { try { localStorage.setItem(name, value); } catch { /* asked again */ } },
  forget(name) { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } },
};
const isLater = (name) => Date.now() - Number(memory.read(name)) < LATER_MS;

class PushQuestion extends HTMLElement {
  async connectedCallback() {
    this.addEventListener("click", (event) => this.act(event.target.dataset?.act));
    this.mark = `hushroom-push:${this.dataset.reader}`;
    const state = await this.find();
    if (state) this.say(state);
  }

  get always() { return this.hasAttribute("data-always"); }

  // The state to show first; none where there is nothing to say.
  async find() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      return this.always && "unsupported";
    }
    const found = await fetch("/notifications/key").catch(() => null);
    if (!found?.ok) return null;
    this.key = (await found.text()).trim();
    if (Notification.permission === "denied") return this.always && "denied";
    // Another person may have allowed this browser: only one's own yes counts, and it is told to the present sign-in.
    if (Notification.permission === "granted" && memory.read(this.mark)) {
      const kept = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
      if (kept && await this.tell("/notifications/devices", kept)) return this.always && "on";
    }
    return this.always || !isLater(`${this.mark}:later`) ? "ask" : null;
  }

  say(state) {
    this.hidden = false;
    for (const part of this.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
  }

  async act(act) {
    if (act === "later") {
      memory.write(`${this.mark}:later`, String(Date.now()));
      this.hidden = true;
    } else if (act === "allow") {
      this.say(await this.allow());
    } else if (act === "stop") {
      this.say(await this.stop());
    }
  }

  async allow() {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return answer === "denied" ? "denied" : "ask";
    try {
      const subscription = await this.subscribe((await navigator.serviceWorker.ready).pushManager);
      if (!await this.tell("/notifications/devices", subscription)) return "failed";
    } catch {
      return "failed";
    }
    memory.write(this.mark, "yes");
    return "on";
  }

  // A subscription that is bound to an earlier key of the server is replaced.
  async subscribe(manager) {
    const wanted = { userVisibleOnly: true, applicationServerKey: this.key };
    try {
      return await manager.subscribe(wanted);
    } catch (problem) {
      const old = problem.name === "InvalidStateError" && await manager.getSubscription();
      if (!old) throw problem;
      await old.unsubscribe();
      return manager.subscribe(wanted);
    }
  }

  async stop() {
    memory.forget(this.mark);
    const kept = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
    if (kept) {
      await this.tell("/notifications/devices/end", kept);
      await kept.unsubscribe();
    }
    return "ask";
  }

  // Sends a form of ours; a redirect says that it is done.
  async tell(path, subscription) {
    const { endpoint, keys } = subscription.toJSON();
    const fields = { form_token: this.dataset.token, endpoint, p256dh: keys.p256dh, auth: keys.auth };
    const sent = { method: "POST", body: new URLSearchParams(fields), redirect: "manual" };
    const answer = await fetch(path, sent).catch(() => null);
    return answer?.type === "opaqueredirect";
  }
}

const INSTALL_ANSWERED = "hushroom-install:answered";

// Each device is asked once: the browser's own menu still installs the app after a no.
class InstallPrompt extends HTMLElement {
  connectedCallback() {
    addEventListener("beforeinstallprompt", (event) => this.offer(event));
    addEventListener("appinstalled", () => { this.hidden = true; });
    this.addEventListener("click", (event) => this.act(event.target.dataset?.act));
  }

  offer(event) {
    event.preventDefault();
    this.event = event;
    this.hidden = Boolean(memory.read(INSTALL_ANSWERED));
  }

  async act(act) {
    if (!act) return;
    memory.write(INSTALL_ANSWERED, act);
    this.hidden = true;
    if (act === "install") await this.event.prompt();
  }
}

customElements.define("push-question", PushQuestion);
customElements.define("install-prompt", InstallPrompt);
