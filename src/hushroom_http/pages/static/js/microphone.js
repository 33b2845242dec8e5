// The microphone of the reader: which one, how loud, what happens when it goes away. What is muted stays muted.
const { createLocalAudioTrack, Track, TrackEvent } = globalThis.LivekitClient;
// A microphone that works always gives some noise: as long a time without any says that it is dead.
const DEAD_MS = 15000;

// Shows the level of a media track in a meter, ten times a second, and notices a track that gives nothing at all.
export class Level {
  constructor(meter) {
    this.meter = meter;
    this.isDead = false;
  }

  follow(track) {
    this.stop();
    if (!track) return;
    this.track = track;
    this.quietSince = performance.now();
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    const samples = new Float32Array(this.analyser.fftSize);
    this.beat = setInterval(() => {
      this.analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      this.meter.value = Math.min(1, Math.sqrt(power) * 4);
      this.notice(power);
    }, 100);
  }

  // A track that is muted on purpose, or that the browser does not measure now, says nothing about its microphone.
  notice(power) {
    const isMeasured = this.track.enabled && this.context.state === "running";
    if (power || !isMeasured) this.quietSince = performance.now();
    const isDead = !power && (this.isDead || performance.now() - this.quietSince > DEAD_MS);
    if (isDead === this.isDead) return;
    this.isDead = isDead;
    this.onchange?.();
  }

  stop() {
    clearInterval(this.beat);
    this.context?.close();
    this.context = null;
    this.meter.value = 0;
  }
}

// A microphone that was chosen is the only one that will do; without a choice the browser's own comes first.
export function wish(deviceId) { return { deviceId: deviceId ? { exact: deviceId } : { ideal: "default" } }; }

// Fills the lists of microphones; the browser tells names only after it was allowed to listen.
export async function listDevices(lists, chosen) {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const inputs = devices.filter((one) => one.kind === "audioinput" && one.deviceId);
  for (const list of lists) {
    list.replaceChildren(...inputs.map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)));
  }
  return inputs;
}

// Records three seconds and plays them, so that people hear what others will hear.
export async function hearMyself(track, element) {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const ended = new Promise((done) => { recorder.addEventListener("stop", done); });
  recorder.start();
  setTimeout(() => recorder.stop(), 3000);
  await ended;
  const address = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
  element.srcObject = null;
  element.src = address;
  await element.play();
  await new Promise((done) => { element.addEventListener("ended", done, { once: true }); });
  element.removeAttribute("src");
  URL.revokeObjectURL(address);
}

export class Microphone {
  constructor(meter, tell) {
    this.level = new Level(meter);
    this.level.onchange = () => this.hark();
    this.tell = tell;
    this.track = null;
    this.wanted = "";
    this.wasSilent = false;
    navigator.mediaDevices.addEventListener("devicechange", () => this.look());
  }

  get isMuted() { return this.track?.isMuted ?? true; }

  // Nothing is sent although the person did not mute: the device took the microphone away, for a call as an example.
  get isSilent() { return !this.isMuted && (this.track.isUpstreamPaused || this.level.isDead); }

  async open(deviceId, muted) {
    this.wanted = deviceId;
    this.track = await createLocalAudioTrack(wish(deviceId)).catch((problem) => {
      if (!deviceId || problem.name === "NotAllowedError") throw problem;
      return createLocalAudioTrack(wish(""));
    });
    if (muted) await this.track.mute();
    this.track.on(TrackEvent.Ended, () => setTimeout(() => this.replace(), 300));
    for (const event of [TrackEvent.Muted, TrackEvent.Unmuted, TrackEvent.Restarted, TrackEvent.UpstreamPaused,
      TrackEvent.UpstreamResumed]) {
      this.track.on(event, () => this.refresh());
    }
    this.track.on(TrackEvent.Muted, () => { if (!this.isOwnAct) this.tell("muted-by-server"); });
    this.refresh();
    return this.track;
  }

  async publish(room) {
    await room.localParticipant.publishTrack(this.track, { source: Track.Source.Microphone });
    this.refresh();
  }

  async toggle() {
    if (this.isSilent) { await this.revive(); return; }
    if (this.track.mediaStreamTrack.readyState === "ended") await this.restart("");
    this.isOwnAct = true;
    if (this.track.isMuted) await this.track.unmute(); else await this.track.mute();
    this.isOwnAct = false;
    this.tell("");
    this.refresh();
  }

  async revive() {
    this.tell("starting");
    await this.restart(this.wanted).catch(() => this.tell("busy"));
  }

  async choose(deviceId) {
    this.wanted = deviceId;
    await this.restart(deviceId).catch(() => this.replace());
  }

  // A microphone that went away is replaced by another one, and the person is told.
  async replace() {
    const before = this.device;
    if (this.track.mediaStreamTrack.readyState === "ended") await this.restart("").catch(() => {});
    const isDead = this.track.mediaStreamTrack.readyState === "ended";
    this.isOwnAct = true;
    if (isDead && !this.track.isMuted) await this.track.mute();
    this.isOwnAct = false;
    this.refresh(before);
    this.tell(isDead ? "missing" : "lost", this.label);
  }

  // The chosen microphone is used again when it returns; one that vanished without a word is noticed here.
  async look() {
    const inputs = await navigator.mediaDevices.enumerateDevices();
    const has = (id) => inputs.some((one) => one.kind === "audioinput" && one.deviceId === id);
    if (!this.track) return;
    if (this.wanted && has(this.wanted) && this.device !== this.wanted) {
      await this.restart(this.wanted).then(() => this.tell("back", this.label), () => this.replace());
    } else if (this.device && !has(this.device)) {
      await this.restart("").catch(() => {});
      this.tell("lost", this.label);
    }
    this.refresh();
  }

  get device() { return this.track?.mediaStreamTrack.getSettings().deviceId ?? ""; }
  get label() { return this.track?.mediaStreamTrack.label ?? ""; }

  // Another device begins as muted as the last one was.
  async restart(deviceId) {
    const muted = this.track.isMuted;
    await this.track.restartTrack(wish(deviceId));
    this.track.mediaStreamTrack.enabled = !muted;
    this.refresh();
  }

  // The meter shows the track that is sent.
  refresh() {
    const sent = this.track?.sender?.track ?? this.track?.mediaStreamTrack ?? null;
    this.level.follow(this.track?.isUpstreamPaused ? null : sent);
    this.hark();
  }

  // The person is told when the microphone falls silent by itself, and when it is heard again.
  hark() {
    const { isSilent, wasSilent } = this;
    this.wasSilent = isSilent;
    if (isSilent !== wasSilent && !this.isMuted) this.tell(isSilent ? "silent" : "works");
    this.onchange?.();
  }
}
