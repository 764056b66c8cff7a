// Records a voice message with the browser's own recorder.
// Refuses to keep the microphone a moment longer than the recording.

import { h, iconButton } from "../dom.js";
import { span } from "../words.js";
import { oggOf } from "./ogg.js";
import { toast } from "../overlay/toast.js";

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export const canRecord = () => Boolean(globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia);

/** A bar that records until it is sent or thrown away; `done` follows either way. */
export async function record(context, done) {
  const { words, actions } = context;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast(words.say("noMicrophone"));
    return null;
  }
  const type = TYPES.find((candidate) => MediaRecorder.isTypeSupported(candidate));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const pieces = [];
  const began = performance.now();
  const clock = h("span", { class: "record-time" }, "0:00");
  const tick = setInterval(() => (clock.textContent = span((performance.now() - began) / 1000)), 250);
  let wanted = false;

  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", async () => {
    clearInterval(tick);
    for (const track of stream.getTracks()) track.stop();
    done();
    if (!wanted || pieces.length === 0) return;
    await actions.upload([await voiceFile(pieces, recorder.mimeType)], "voice", "");
  });
  recorder.start(500);
  const finish = (send) => {
    wanted = send;
    if (recorder.state !== "inactive") recorder.stop();
  };
  const bar = h(
    "div",
    {
      class: "record",
      role: "group",
      "aria-label": words.say("recording"),
      "data-testid": "recording",
      onkeydown: (event) => event.key === "Escape" && finish(false),
    },
    iconButton("trash", words.say("cancel"), () => finish(false), { "data-testid": "record-cancel" }),
    h("span", { class: "record-dot", "aria-hidden": "true" }),
    clock,
    h("span", { class: "record-label" }, words.say("recording")),
    iconButton("send", words.say("send"), () => finish(true), { class: "send ready", "data-testid": "record-send" }),
  );
  return bar;
}

/** A voice message is Opus in Ogg; what the browser cannot give in that form goes as it is. */
async function voiceFile(pieces, type) {
  const recorded = new Blob(pieces);
  if (type.startsWith("audio/webm")) {
    const ogg = oggOf(new Uint8Array(await recorded.arrayBuffer()));
    if (ogg) return new File([ogg], "voice.ogg", { type: "audio/ogg" });
  }
  return new File([recorded], type.startsWith("audio/mp4") ? "voice.m4a" : "voice.ogg", { type: type.split(";")[0] });
}
