"""The script that makes a Puck.js or Bangle.js a sensor: `firmware_notes/espruino/crossrep.js`.

The same text, so that the package carries it and nothing here reads a file; a test compares.
"""

SCRIPT = """\
// CrossRep on Espruino: Puck.js v2 and Bangle.js 2 as wrist sensors.
// The link sends this over the console at each connection, without comments and as one line, so
// every statement must end with a semicolon or a brace. Nothing is stored on the device.
// Each line it prints: "~" kind text. S: scale, D: packet, B: battery; S and D are base64 of the
// bytes in firmware_notes/own_sensor.md.
if (global.crossrep) crossrep.stop();
var crossrep = (function () {
  var PER_PACKET = 8;
  var puck = typeof Puck !== "undefined";
  var bytes = new Uint8Array(8 + 12 * PER_PACKET);
  var view = new DataView(bytes.buffer);
  var waiting = 0, count = 0, running = false;
  function say(kind, data) { Bluetooth.println("~" + kind + btoa(data)); }
  function put(at, value) {
    view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(value))), true);
  }
  function sample(ax, ay, az, gx, gy, gz) {
    var at = 8 + 12 * waiting;
    put(at, ax); put(at + 2, ay); put(at + 4, az);
    put(at + 6, gx); put(at + 8, gy); put(at + 10, gz);
    count = (count + 1) & 65535;
    if (++waiting < PER_PACKET) return;
    bytes[0] = 32 + waiting;
    view.setUint16(2, count, true);
    view.setUint32(4, Math.round(getTime() * 1e6) % 4294967296, true);
    waiting = 0;
    say("D", bytes);
  }
  function fromPuck(d) { sample(d.acc.x, d.acc.y, d.acc.z, d.gyro.x, d.gyro.y, d.gyro.z); }
  function fromBangle(a) { sample(8192 * a.x, 8192 * a.y, 8192 * a.z, 0, 0, 0); }
  function scale(hz) {
    var s = new Uint8Array(16), v = new DataView(s.buffer);
    s[0] = 1;
    s[1] = puck ? 1 : 0;
    v.setFloat32(4, 9.80665 / 8192, true);
    v.setFloat32(8, puck ? 0.035 * Math.PI / 180 : 0, true);
    v.setFloat32(12, hz, true);
    say("S", s);
  }
  function chip(code) {
    Bangle.accelWr(0x18, 0x6C);
    Bangle.accelWr(0x1B, code ? 0x40 | code : 0);
    Bangle.accelWr(0x18, 0xEC);
  }
  function start(hz) {
    stop();
    running = true;
    NRF.on("disconnect", stop);
    scale(hz);
    if (puck) {
      Puck.on("accel", fromPuck);
      Puck.accelOn(hz);
      Puck.accelWr(0x11, (Puck.accelRd(0x11) & 0xF0) | 8);
    } else {
      Bangle.on("accel", fromBangle);
      chip({ 25: 1, 50: 2, 100: 3 }[hz]);
      Bangle.setPollInterval(1000 / hz);
    }
  }
  function stop() {
    if (!running) return;
    running = false;
    waiting = 0;
    NRF.removeListener("disconnect", stop);
    if (puck) {
      Puck.removeListener("accel", fromPuck);
      Puck.accelOff();
    } else {
      Bangle.removeListener("accel", fromBangle);
      chip(0);
      Bangle.setPollInterval(80);
    }
  }
  function blink() { if (puck) digitalPulse(LED1, 1, 1000); else Bangle.buzz(500); }
  function battery() { Bluetooth.println("~B" + E.getBattery()); }
  return { start: start, stop: stop, blink: blink, battery: battery };
})();
"""
