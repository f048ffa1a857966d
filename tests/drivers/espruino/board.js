// A stand-in for an Espruino board: runs the text that a link types, plays samples, prints what
// the script prints. Usage: node board.js puck|bangle SAMPLES.json < TYPED > PRINTED
"use strict";
const fs = require("fs");
const vm = require("vm");
const [kind, samplesFile] = process.argv.slice(2);
const samples = JSON.parse(fs.readFileSync(samplesFile, "utf8"));

class Emitter {
  constructor() { this.listeners = {}; }
  on(name, f) { (this.listeners[name] = this.listeners[name] || []).push(f); }
  removeListener(name, f) {
    this.listeners[name] = (this.listeners[name] || []).filter((g) => g !== f);
  }
  emit(name, value) { (this.listeners[name] || []).slice().forEach((f) => f(value)); }
}

const registers = kind === "puck" ? { 0x11: 0x30 } : {};
const state = { now: 0, hz: 0, interval: 80, blinks: 0 };
const chip = new Emitter();
chip.accelWr = (register, value) => { registers[register] = value; };
chip.accelRd = (register) => registers[register];
chip.accelOn = (hz) => { state.hz = hz; registers[0x11] = 0x30; };
chip.accelOff = () => { state.hz = 0; };
chip.setPollInterval = (ms) => { state.interval = ms; };
chip.buzz = () => { state.blinks += 1; };
const NRF = new Emitter();

const world = {
  Bluetooth: { println: (text) => process.stdout.write(text + "\r\n") },
  // Espruino's btoa takes arrays of bytes too.
  btoa: (bytes) => Buffer.from(bytes).toString("base64"),
  getTime: () => state.now,
  digitalPulse: () => { state.blinks += 1; },
  LED1: 1,
  E: { getBattery: () => 87 },
  NRF,
};
world[kind === "puck" ? "Puck" : "Bangle"] = chip;
world.global = world;
vm.createContext(world);

function type(text) {
  for (const line of text.split("\n")) {
    // 0x03 clears the line, 0x10 keeps the console from repeating it.
    const command = line.replace(/^.*\x03/, "");
    if (command === "") continue;
    if (command[0] !== "\x10") process.stdout.write(command + "\r\n");
    vm.runInContext(command.replace(/^\x10/, ""), world);
  }
}

const [before, after] = fs.readFileSync(0, "utf8").split("\f");
type(before);
for (const [t, ax, ay, az, gx, gy, gz] of samples) {
  state.now = t;
  const acc = { x: ax, y: ay, z: az };
  chip.emit("accel", kind === "puck" ? { acc, gyro: { x: gx, y: gy, z: gz } } : acc);
}
type(after);
const listeners = (chip.listeners.accel || []).length + (NRF.listeners.disconnect || []).length;
process.stderr.write(JSON.stringify({ registers, hz: state.hz, interval: state.interval, blinks: state.blinks, listeners }));
