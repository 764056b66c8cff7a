// The voice and audio players: play, seek, speed, and a waveform measured from the sound itself.
// Refuses to let two sounds play at once.

import { h, icon } from "../dom.js";
import { span } from "../words.js";

const BARS = 44;
const SPEEDS = [1, 1.5, 2];
let playing = null;

export function voice(file, address, context) {
  const bars = Array.from({ length: BARS }, () => h("i", {}));
  const wave = h("div", { class: "wave" }, bars);
  const player = assemble(file, address, context, wave, null);
  measure(address, bars, wave);
  return player;
}

export function audio(file, address, context) {
  const title = file.title ?? file.file_name ?? context.words.say("audio");
  const lines = h(
    "div",
    { class: "audio-lines" },
    h("span", { class: "audio-title" }, title),
    h("span", { class: "audio-performer" }, file.performer ?? context.words.size(file.file_size ?? 0)),
  );
  return assemble(file, address, context, h("div", { class: "wave line" }), lines);
}

function assemble(file, address, { words }, wave, lines) {
  const sound = new Audio();
  sound.preload = "none";
  let length = file.duration || 0;
  const clock = h("span", { class: "player-time" }, span(length));
  const sign = icon("play");
  const button = h(
    "button",
    { type: "button", class: "player-button", "aria-label": words.say("play"), "data-testid": "play" },
    sign,
  );
  const rate = h(
    "button",
    { type: "button", class: "player-rate", "aria-label": words.say("speed"), hidden: true },
    "1×",
  );
  Object.assign(wave, {
    tabIndex: 0,
    role: "slider",
    ariaLabel: words.say("seek"),
    ariaValueMin: "0",
    ariaValueMax: String(length),
    ariaValueNow: "0",
  });

  const show = () => {
    const part = length ? Math.min(1, sound.currentTime / length) : 0;
    wave.style.setProperty("--part", String(part));
    wave.ariaValueNow = String(Math.round(sound.currentTime));
    const bars = wave.children;
    for (let at = 0; at < bars.length; at += 1) bars[at].classList.toggle("played", at / bars.length < part);
    clock.textContent =
      sound.paused && !sound.currentTime ? span(length) : `${span(sound.currentTime)} / ${span(length)}`;
  };
  const seek = (part) => {
    if (!sound.src) sound.src = address;
    sound.currentTime = Math.min(1, Math.max(0, part)) * (length || 0);
    show();
  };
  const turned = () => {
    sign.firstChild.setAttribute("href", `/web/icons.svg#${sound.paused ? "play" : "pause"}`);
    button.setAttribute("aria-label", words.say(sound.paused ? "play" : "pause"));
    rate.hidden = sound.paused;
    if (!sound.paused) follow();
  };
  const follow = () => {
    show();
    if (!sound.paused && root.isConnected) requestAnimationFrame(follow);
    else if (!sound.paused) sound.pause();
  };

  button.addEventListener("click", () => {
    if (!sound.src) sound.src = address;
    if (!sound.paused) return sound.pause();
    if (playing !== sound) playing?.pause();
    playing = sound;
    return sound.play().catch(() => root.classList.add("broken"));
  });
  rate.addEventListener("click", () => {
    sound.playbackRate = SPEEDS[(SPEEDS.indexOf(sound.playbackRate) + 1) % SPEEDS.length];
    rate.textContent = `${sound.playbackRate}×`;
  });
  wave.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    seek((event.clientX - box.left) / box.width);
  });
  wave.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    seek((sound.currentTime + (event.key === "ArrowLeft" ? -5 : 5)) / (length || 1));
  });
  for (const name of ["play", "pause"]) sound.addEventListener(name, turned);
  sound.addEventListener("ended", () => {
    sound.currentTime = 0;
    show();
  });
  sound.addEventListener("durationchange", () => {
    if (Number.isFinite(sound.duration)) length = sound.duration;
    show();
  });

  const root = h(
    "div",
    { class: `media player ${lines ? "audio" : "voice"}`, "data-testid": lines ? "audio" : "voice" },
    button,
    h("div", { class: "player-body" }, lines, wave, h("div", { class: "player-foot" }, clock, rate)),
  );
  return root;
}

/** Draws the loudness of the sound; where it cannot be decoded, the bars stay level. */
async function measure(address, bars, wave) {
  const level = (values) => bars.forEach((bar, at) => bar.style.setProperty("--level", String(values[at])));
  level(Array(BARS).fill(0.18));
  try {
    const bytes = await (await fetch(address)).arrayBuffer();
    const decoder = new OfflineAudioContext(1, 1, 44_100);
    const samples = (await decoder.decodeAudioData(bytes)).getChannelData(0);
    const step = Math.max(1, Math.floor(samples.length / BARS));
    const peaks = bars.map((_, at) => {
      let peak = 0;
      for (let index = at * step; index < (at + 1) * step && index < samples.length; index += 16)
        peak = Math.max(peak, Math.abs(samples[index]));
      return peak;
    });
    const loudest = Math.max(...peaks, 0.01);
    level(peaks.map((peak) => Math.max(0.12, peak / loudest)));
  } catch {
    wave.classList.add("level");
  }
}
