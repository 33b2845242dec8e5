// Passkeys: the browser asks for a challenge, lets the device answer it, and sends the answer as a form of ours.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const text = (buffer) => {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const descriptors = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    const isAble = Boolean(window.PublicKeyCredential);
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "able") !== isAble;
    if (!isAble) return;
    this.form.addEventListener("submit", (event) => this.sent(event));
    // A page that comes back must not send the answer of before.
    addEventListener("pageshow", () => { this.form.elements.credential.value = ""; });
    this.begun();
  }

  begun() {}

  sent(event) {
    if (this.form.elements.credential.value || this.form.elements.name?.value.trim() === "") return;
    event.preventDefault();
    this.run();
  }

  async options() {
    const body = new URLSearchParams({ form_token: this.form.elements.form_token.value });
    const password = this.form.elements.currentPassword?.value;
    if (password) body.set("currentPassword", password);
    const answer = await fetch(this.dataset.begin, { method: "POST", body });
    if (answer.status === 422) throw Object.assign(new Error((await answer.json()).problem), { name: "Refused" });
    if (!answer.ok) throw new Error(`the challenge was answered ${answer.status}`);
    const { publicKey } = await answer.json();
    return { ...publicKey, challenge: bytes(publicKey.challenge) };
  }

  finish(credential, response) {
    const id = credential.id;
    this.form.elements.credential.value = JSON.stringify({ id, rawId: id, type: credential.type, response });
    this.form.requestSubmit();
  }

  say(words) { this.querySelector("[role=status]").textContent = words; }
}

const OFFERED_MS = 4 * 60 * 1000;

class PasskeySignIn extends PasskeyForm {
  async begun() {
    if (this.hasAttribute("data-by-button") || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
    this.isOffered = true;
    this.offer();
    // A challenge lives for five minutes.
    setInterval(() => { if (this.isOffered && !document.hidden) this.offer(); }, OFFERED_MS);
  }

  // The browser offers passkeys beside addresses, where the address is typed.
  offer() { return this.ask("conditional").catch(() => null); }

  async run() {
    this.say("");
    const wasOffered = this.isOffered;
    this.isOffered = false;
    try {
      await this.ask("optional");
    } catch {
      this.say(this.dataset.failed);
      this.isOffered = wasOffered;
      if (wasOffered) this.offer();
    }
  }

  async ask(mediation) {
    this.asking?.abort();
    const { signal } = this.asking = new AbortController();
    const options = await this.options();
    const publicKey = { ...options, allowCredentials: descriptors(options.allowCredentials) };
    const credential = await navigator.credentials.get({ publicKey, mediation, signal });
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
    this.finish(credential, {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    });
  }
}

class PasskeyRegistration extends PasskeyForm {
  async run() {
    this.say("");
    try {
      const options = await this.options();
      const user = { ...options.user, id: bytes(options.user.id) };
      const publicKey = { ...options, user, excludeCredentials: descriptors(options.excludeCredentials) };
      const credential = await navigator.credentials.create({ publicKey });
      const { clientDataJSON, attestationObject } = credential.response;
      this.finish(credential, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
    } catch (problem) {
      const said = { InvalidStateError: this.dataset.known, Refused: problem.message }[problem.name];
      this.say(said ?? this.dataset.failed);
    }
  }
}

customElements.define("passkey-sign-in", PasskeySignIn);
customElements.define("passkey-registration", PasskeyRegistration);
