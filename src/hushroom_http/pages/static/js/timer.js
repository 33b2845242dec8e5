// The clock of a session: it counts on from what the server said, and speaks in whole minutes.
class SessionTimer extends HTMLElement {
  connectedCallback() {
    this.begin = performance.now();
    this.minutes = new Intl.NumberFormat(this.dataset.numbers, { style: "unit", unit: "minute", unitDisplay: "long" });
    this.beat = setInterval(() => this.tell(), 1000);
    this.tell();
  }

  disconnectedCallback() { clearInterval(this.beat); }

  get elapsed() {
    const since = this.hasAttribute("data-runs") ? (performance.now() - this.begin) / 1000 : 0;
    return Number(this.dataset.elapsed) + since;
  }

  tell() {
    const left = Number(this.dataset.planned) - this.elapsed;
    const [words, count] = left > 0 ? [this.dataset.left, Math.ceil(left / 60)] : [this.dataset.over, Math.floor(-left / 60)];
    const text = words.replace("{time}", this.minutes.format(count));
    const place = this.querySelector("[role=timer]");
    if (place.textContent !== text) place.textContent = text;
    const ring = this.closest(".clock")?.querySelector(".done");
    const percent = Math.min(100, Math.floor(100 * this.elapsed / Number(this.dataset.planned)));
    ring?.setAttribute("stroke-dasharray", `${percent} 100`);
  }
}

customElements.define("session-timer", SessionTimer);
