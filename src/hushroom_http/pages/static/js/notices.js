// <live-notices>: says what is new while the page is open, and keeps the number of unread notifications right.
// Without this module the page shows both as they were when it was written.
class LiveNotices extends HTMLElement {
  #source = null;
  #last = "";
  #follow = () => (document.hidden ? this.#close() : this.#open());
  #leave = () => this.#close();

  connectedCallback() {
    // A hidden page holds no connection, because a browser opens only a few to one site.
    document.addEventListener("visibilitychange", this.#follow);
    addEventListener("pagehide", this.#leave);
    this.#follow();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#follow);
    removeEventListener("pagehide", this.#leave);
    this.#close();
  }

  #open() {
    if (this.#source) return;
    const after = this.#last && `?after=${encodeURIComponent(this.#last)}`;
    this.#source = new EventSource(`/notices${after}`);
    this.#source.addEventListener("message", (event) => this.#tell(event));
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #tell(event) {
    this.#last = event.lastEventId;
    const { told, label } = JSON.parse(event.data);
    const link = document.querySelector(".notices");
    if (link) link.textContent = label;
    if (told.length) this.querySelector("[role=status]").textContent = [...told, label].join(". ");
  }
}
customElements.define("live-notices", LiveNotices);
