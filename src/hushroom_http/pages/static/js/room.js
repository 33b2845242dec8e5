// The room of a session: sound, presence, the clock and the steps, on top of forms that work without it.
import "../vendor/livekit-client.umd.js";
import { io } from "../vendor/socket.io.esm.min.js";
import { Level, Microphone, hearMyself, listDevices, wish } from "./microphone.js";

const { Room, RoomEvent, Track, DisconnectReason } = globalThis.LivekitClient;
const AGAIN_MS = 2000;
const ENDED = new Set([DisconnectReason.ROOM_DELETED, DisconnectReason.PARTICIPANT_REMOVED, DisconnectReason.ROOM_CLOSED]);
const html = globalThis.trustedTypes?.createPolicy("hushroom", { createHTML: (text) => text });

class SessionRoom extends HTMLElement {
  connectedCallback() {
    this.words = Object.fromEntries([...this.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
    this.seen = new Set([...this.querySelectorAll("[data-drift]")].map((one) => one.dataset.drift));
    this.addEventListener("click", (event) => this.act(event));
    this.addEventListener("submit", (event) => this.send(event));
    this.addEventListener("change", (event) => this.choose(event));
    const alert = this.querySelector("[data-alert]");
    if (alert) alert.value = read("hushroom-alert") || "words";
    this.talk();
    document.addEventListener("visibilitychange", () => { if (!document.hidden && !this.isLeft) this.refresh(); });
    const unfit = this.unfit();
    if (unfit) { this.show(unfit); this.show("before", false); }
  }

  unfit() {
    if (!isSecureContext) return "unfit-insecure";
    return navigator.mediaDevices?.getUserMedia && globalThis.RTCPeerConnection ? "" : "unfit-browser";
  }

  part(name) { return this.querySelector(`[data-part="${name}"]`); }
  show(name, shown = true) { this.part(name).hidden = !shown; }
  say(place, word, device = "") {
    const text = (this.words[word] ?? "").replace("{device}", device);
    this.querySelector(`[data-say="${place}"]`).textContent = text;
  }

  get alert() { return this.querySelector("[data-alert]")?.value ?? "words"; }

  async act(event) {
    const button = event.target.closest("[data-act]");
    const acts = { check: "check", listen: "listen", join: "join", microphone: "toggle", sound: "play" };
    if (button) await this[acts[button.dataset.act]](button);
  }

  async choose(event) {
    if (event.target.matches("[data-alert]")) write("hushroom-alert", event.target.value);
    if (!event.target.matches("[data-devices]")) return;
    if (this.microphone?.track) await this.microphone.choose(event.target.value); else await this.check();
  }

  // Before going in -----------------------------------------------------------------------------------------------

  async check() {
    const deviceId = this.querySelector("#before-device").value;
    this.trial?.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: wish(deviceId) });
      [this.trial] = stream.getAudioTracks();
    } catch (problem) {
      this.say("microphone", problem.name === "NotAllowedError" ? "refused" : "missing");
      return;
    }
    this.show("microphone");
    await listDevices(this.querySelectorAll("[data-devices]"), this.trial.getSettings().deviceId);
    this.trialLevel ??= new Level(this.querySelector('[data-level="before"]'));
    this.trialLevel.follow(this.trial);
  }

  async listen(button) {
    button.disabled = true;
    this.say("microphone", "speak");
    await hearMyself(this.trial, new Audio()).finally(() => { button.disabled = false; });
    this.say("microphone", "played");
  }

  // Sound ---------------------------------------------------------------------------------------------------------

  // The one element for the sound of everybody is made in the click that goes in, which lets the browser play it.
  async join(button) {
    button.disabled = true;
    this.heard = new MediaStream();
    this.speaker = document.createElement("audio");
    this.speaker.autoplay = true;
    this.speaker.srcObject = this.heard;
    this.append(this.speaker);
    const device = this.querySelector("#before-device").value;
    const muted = this.querySelector("[data-muted]").checked;
    this.trialLevel?.stop();
    this.trial?.stop();
    this.say("connection", "connecting");
    this.microphone = new Microphone(this.querySelector('[data-level="sent"]'), (word, name) => this.say("microphone", word, name));
    this.microphone.onchange = () => this.label();
    await this.openMicrophone(device, muted);
    this.show("before", false);
    this.show("inside");
    this.label();
    this.querySelector('[data-act="microphone"]').focus();
    this.stayAwake();
    await this.connect();
  }

  async openMicrophone(device, muted) {
    try {
      await this.microphone.open(device, muted);
      this.say("microphone", "");
      await listDevices(this.querySelectorAll("[data-devices]"), this.microphone.device);
    } catch (problem) {
      this.say("microphone", problem.name === "NotAllowedError" ? "refused" : "missing");
    }
  }

  async connect() {
    this.room = this.newRoom();
    try {
      const keys = await this.keys();
      if (this.isLeft) return;
      await this.room.connect(keys.url, keys.token);
      if (this.microphone.track) await this.microphone.publish(this.room);
      this.say("connection", this.wasConnected ? "reconnected" : "connected");
      this.wasConnected = true;
      this.presence();
    } catch {
      this.tryAgain();
    }
  }

  newRoom() {
    const room = new Room({ dynacast: false, adaptiveStream: false });
    room.on(RoomEvent.TrackSubscribed, (track) => this.hear(track));
    room.on(RoomEvent.TrackUnsubscribed, (track) => this.heard.removeTrack(track.mediaStreamTrack));
    room.on(RoomEvent.SignalReconnecting, () => this.say("connection", "reconnecting"));
    room.on(RoomEvent.Reconnecting, () => this.say("connection", "reconnecting"));
    room.on(RoomEvent.Reconnected, () => { this.say("connection", "reconnected"); this.microphone.refresh(); this.presence(); });
    room.on(RoomEvent.Disconnected, (reason) => this.ended(room, reason));
    for (const event of [RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.ActiveSpeakersChanged,
      RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.TrackPublished, RoomEvent.TrackUnpublished]) {
      room.on(event, () => this.presence());
    }
    return room;
  }

  hear(track) {
    if (track.kind !== Track.Kind.Audio) return;
    this.heard.addTrack(track.mediaStreamTrack);
    this.play();
  }

  // An element that was given a stream without tracks, and is not allowed to play, may never load what came later.
  async play() {
    if (!this.speaker.readyState) this.speaker.srcObject = this.heard;
    try {
      await this.speaker.play();
      this.show("blocked", false);
    } catch (problem) {
      if (problem.name === "NotAllowedError") this.show("blocked");
    }
  }

  // The room is gone at the end of the session; otherwise a new connection is made until it works.
  async ended(room, reason) {
    if (room !== this.room) return;
    if (reason === DisconnectReason.DUPLICATE_IDENTITY) { this.say("connection", "elsewhere"); this.letSleep(); return; }
    if (reason === DisconnectReason.CLIENT_INITIATED) return;
    if (ENDED.has(reason)) await this.refresh();
    this.tryAgain();
  }

  tryAgain() {
    if (this.isLeft) return;
    this.say("connection", "reconnecting");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), AGAIN_MS);
  }

  async toggle() {
    if (this.microphone.track) {
      await this.microphone.toggle();
      return;
    }
    await this.openMicrophone("", false);
    if (this.microphone.track) await this.microphone.publish(this.room);
    this.label();
  }

  // The label of the button is what is sent.
  label() {
    const button = this.querySelector('[data-act="microphone"]');
    const { track, isMuted, isSilent } = this.microphone;
    button.textContent = this.words[!track ? "none" : isMuted ? "off" : isSilent ? "again" : "on"];
    button.setAttribute("aria-pressed", String(!track || isMuted || isSilent));
    this.presence();
  }

  presence() {
    const here = new Map([...this.room?.remoteParticipants.values() ?? []].map((one) => [one.identity, one]));
    for (const place of this.querySelectorAll("[data-presence]")) {
      const row = place.closest("[data-person]");
      const isMe = row.hasAttribute("data-me");
      const one = isMe ? this.room?.localParticipant : here.get(place.dataset.presence);
      const isHere = isMe ? this.room?.state === "connected" : Boolean(one);
      const isMuted = isMe ? !this.microphone || this.microphone.isMuted || this.microphone.isSilent : !one?.isMicrophoneEnabled;
      row.toggleAttribute("data-speaks", Boolean(isHere && one?.isSpeaking));
      const word = !isHere ? "away" : isMuted ? "here-muted" : one.isSpeaking ? "speaking" : "here";
      if (this.wasConnected) place.textContent = this.words[word];
    }
  }

  // The browser takes the lock back when the page is hidden, so it is asked for again.
  async stayAwake() {
    this.holdAwake = async () => {
      if (!document.hidden) this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
    };
    document.addEventListener("visibilitychange", this.holdAwake);
    await this.holdAwake();
  }

  letSleep() {
    document.removeEventListener("visibilitychange", this.holdAwake);
    this.awake?.release();
  }

  // The session ------------------------------------------------------------------------------------------------------

  async keys() {
    const answer = await this.post(`${this.dataset.path}/entry`, new URLSearchParams({ form_token: this.dataset.token }));
    if (!answer.ok) throw new Error(`no keys: ${answer.status}`);
    return answer.json();
  }

  post(path, body) { return fetch(path, { method: "POST", body, redirect: "manual" }); }

  talk() {
    const auth = (give) => this.keys().then(({ access }) => give({ token: access }), () => give({}));
    const sessionId = this.dataset.session;
    const options = { auth, transports: ["websocket"] };
    this.session = io("/ws/session", options);
    this.drift = io("/ws/drift", options);
    // What happens until the server has let this page in is not told to it, so the page is read once it is in.
    this.session.on("connect", () => this.session.emit("join-room", { sessionId }, () => this.refresh()));
    this.drift.on("connect", () => this.drift.emit("join-session", { sessionId }, () => this.refresh()));
    this.session.on("session-state-update", () => this.refresh());
    this.session.on("timer-milestone", ({ percent }) => { this.say("milestone", `milestone-${percent}`); this.refresh(); });
    this.drift.on("drift-alert", () => this.refresh());
    this.drift.on("drift-acknowledged", () => this.refresh());
    for (const socket of [this.session, this.drift]) {
      socket.on("disconnect", async (reason) => {
        if (reason !== "io server disconnect") return;
        await this.refresh();
        setTimeout(() => { if (!this.isLeft) socket.connect(); }, AGAIN_MS);
      });
    }
  }

  // A form is sent without leaving the page, because leaving would end the sound; the answer is read afterwards.
  async send(event) {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    if (form.hasAttribute("data-sending")) return;
    form.setAttribute("data-sending", "");
    const place = form.closest("[data-live]");
    const answer = await this.post(form.action, new URLSearchParams(new FormData(form))).catch(() => null);
    form.removeAttribute("data-sending");
    if (answer?.status === 422) { this.put(place, parsed(await answer.text())); return; }
    // What was written has arrived, so that pages that are asked for from now on take its place.
    if (answer?.type === "opaqueredirect") place.arrived = (this.asked ?? 0) + 1;
    await this.refresh();
  }

  // Reads the page again and puts in what may have changed; a page that leads elsewhere is followed.
  async refresh() {
    clearTimeout(this.later);
    const turn = this.nextTurn();
    const answer = await fetch(this.dataset.path).catch(() => null);
    if (this.isLeft) return;
    if (!answer || answer.status === 429 || answer.status >= 500) this.later = setTimeout(() => this.refresh(), AGAIN_MS);
    if (!answer?.ok) return;
    if (answer.redirected) { this.leave(answer.url); return; }
    this.swap(await answer.text(), turn);
  }

  nextTurn() {
    this.asked = (this.asked ?? 0) + 1;
    return this.asked;
  }

  // An answer that comes after the answer to a later request is old, and is dropped.
  swap(text, turn) {
    if (turn < this.shown) return;
    this.shown = turn;
    const page = parsed(text);
    for (const place of this.querySelectorAll("[data-live]")) {
      const hasArrived = turn >= place.arrived;
      if (isWritten(place) && !hasArrived) continue;
      if (hasArrived) place.arrived = undefined;
      this.put(place, page, hasArrived);
    }
    this.notice();
  }

  put(place, page, isSure = false) {
    const news = page.querySelector(`[data-live="${place.dataset.live}"]`);
    if (!news || (!isSure && same(place, news))) return;
    const hadFocus = place.contains(document.activeElement);
    place.replaceChildren(...news.childNodes);
    if (hadFocus) (place.querySelector("button, textarea, a") ?? this.querySelector('[data-act="microphone"]'))?.focus();
  }

  // Drift is shown, sounds softly, both or neither, as the seeker chose.
  notice() {
    const found = [...this.querySelectorAll("[data-drift]")];
    const fresh = found.filter((one) => !this.seen.has(one.dataset.drift));
    for (const one of found) this.seen.add(one.dataset.drift);
    if (this.dataset.isCompanion || !fresh.length) return;
    if (["words", "both"].includes(this.alert)) this.querySelector('[data-say="milestone"]').textContent = fresh[0].querySelector("p").textContent;
    if (["tone", "both"].includes(this.alert)) tone();
  }

  // Everything is closed before the page goes, so that nothing of it asks the server for more.
  leave(address) {
    if (this.isLeft) return;
    this.isLeft = true;
    clearTimeout(this.again);
    clearTimeout(this.later);
    this.letSleep();
    for (const one of [this.session, this.drift, this.room]) one?.disconnect();
    location.assign(address);
  }
}

function parsed(text) { return new DOMParser().parseFromString(html ? html.createHTML(text) : text, "text/html"); }

// What somebody is writing, or was asked to write otherwise, stays until it has arrived.
function isWritten(place) {
  const isOpen = (one) => one === document.activeElement || one.value !== one.defaultValue || one.hasAttribute("aria-invalid");
  return [...place.querySelectorAll("textarea")].some(isOpen);
}

// Form ids differ in each answer and say nothing.
function same(one, other) {
  const plain = (node) => node.innerHTML.replace(/name="form_id" value="[^"]*"/g, "").replace(/data-elapsed="\d+"/, "");
  return one.dataset.live !== "clock" && plain(one) === plain(other);
}

function tone() {
  const context = new AudioContext();
  const volume = new GainNode(context, { gain: 0.08 });
  const voice = new OscillatorNode(context, { frequency: 392 });
  voice.connect(volume).connect(context.destination);
  voice.start();
  volume.gain.setTargetAtTime(0, context.currentTime + 0.25, 0.1);
  voice.stop(context.currentTime + 0.8);
  voice.addEventListener("ended", () => context.close());
}

function read(name) { try { return localStorage.getItem(name); } catch { return null; } }
function write(name, value) { try { localStorage.setItem(name, value); } catch { /* asked again */ } }

customElements.define("session-room", SessionRoom);
