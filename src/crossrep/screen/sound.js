// Short sounds made here, planned on the audio clock, and speech where the device has a voice.

import {settings} from './settings.js';
import {current} from './words.js';

let audio = null, ticks = [], voiceGain = 1, last = '';

export function wake() {
  try {
    audio ||= new AudioContext();
    if (audio.state === 'suspended') audio.resume();
  } catch { audio = null; }
}
const on = () => audio && settings.sound === 'on';

// One soft note: sine with a quiet octave, gentle edges. All below 1.5 kHz and equally loud.
function note(at, hertz, long = .28, loud = .16, wood = false) {
  const gain = audio.createGain(), tone = audio.createOscillator();
  tone.type = wood ? 'triangle' : 'sine';
  tone.frequency.setValueAtTime(hertz, at);
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud * voiceGain, at + (wood ? .004 : .03));
  gain.gain.exponentialRampToValueAtTime(.0008, at + long);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + long + .02);
  return tone;
}
const SOUNDS = {
  lift: [[0, 392], [.14, 523]],
  rep: [[0, 440, .5]],
  ready: [[0, 440], [.2, 523], [.9, 440], [1.1, 523]],
  paused: [[0, 262], [.26, 262]],
};
export function play(name) {
  if (!on()) return;
  const now = audio.currentTime + .02;
  for (const [after, hertz, long] of SOUNDS[name]) note(now + after, hertz, long);
}
// A low wooden tick at each second of the way down, planned ahead, also when the network stutters.
export function tickFrom(elapsed, until) {
  hush();
  if (!on()) return;
  const begun = audio.currentTime + .01 - elapsed;
  for (let s = Math.ceil(elapsed); s <= until; s++) ticks.push(note(begun + s, 196, .12, .2, true));
}
export function hush() {
  for (const tone of ticks) try { tone.stop(); } catch { /* it has ended */ }
  ticks = [];
}
export const planned = () => ticks.length;

const voice = () => window.speechSynthesis?.getVoices().find(v => v.lang.startsWith(current()));
export const canSpeak = () => !!voice();
export function speak(text, slowly = false) {
  const mine = voice();
  if (!mine || settings.voice !== 'on' || !text) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  Object.assign(said, {voice: mine, lang: mine.lang, rate: slowly ? .8 : .95});
  voiceGain = .45;
  said.onend = said.onerror = () => { if (last === text) voiceGain = 1; };
  last = text;
  speechSynthesis.speak(said);
}
