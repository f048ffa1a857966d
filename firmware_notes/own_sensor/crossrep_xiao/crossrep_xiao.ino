// CrossRep's own sensor on a Seeed XIAO nRF52840 Sense (board package "Seeed nRF52 mbed-enabled
// Boards"). Libraries: ArduinoBLE, and "Seeed Arduino LSM6DS3". What it says on the air and why:
// firmware_notes/own_sensor.md. Nothing leaves the board before somebody writes "start".
#include <ArduinoBLE.h>
#include <LSM6DS3.h>

#include "crossrep_packet.h"

const float G_MS2 = 9.80665f;
const float ACC_MS2 = 0.000244f * G_MS2;           // 8 g, by the chip's data sheet
const float GYR_RADS = 0.035f * 3.14159265f / 180; // 1000 deg/s, by the chip's data sheet
const unsigned long BLINK_MS = 3000;
const unsigned long BATTERY_MS = 30000;

LSM6DS3 imu(I2C_MODE, 0x6A);
BLEService motion("50ac0001-d417-43ea-aeea-c7205eb341bb");
BLECharacteristic data("50ac0002-d417-43ea-aeea-c7205eb341bb", BLENotify, CROSSREP_MOST_BYTES);
BLECharacteristic scale("50ac0003-d417-43ea-aeea-c7205eb341bb", BLERead, CROSSREP_SCALE_BYTES, true);
BLECharacteristic control("50ac0004-d417-43ea-aeea-c7205eb341bb", BLEWrite, 3);
BLEService batteryService("180F");
BLEUnsignedCharCharacteristic batteryLevel("2A19", BLERead);

crossrep_packer packer;
uint16_t rateHz = 104;
bool streaming = false;
unsigned long blinkUntil = 0;
unsigned long batteryAt = 0;

void setRate(uint16_t tenths) {
  rateHz = tenths <= 780 ? 52 : tenths <= 1560 ? 104 : 208;
  imu.settings.accelRange = 8;
  imu.settings.accelSampleRate = rateHz;
  imu.settings.gyroRange = 1000;
  imu.settings.gyroSampleRate = rateHz;
  imu.begin();
  uint8_t bytes[CROSSREP_SCALE_BYTES];
  crossrep_scale(bytes, ACC_MS2, GYR_RADS, rateHz);
  scale.writeValue(bytes, sizeof bytes);
}

// A single cell between 3.3 V (empty) and 4.2 V (full), through the board's divider of 1510/510.
uint8_t batteryPercent() {
  float volts = analogRead(PIN_VBAT) * (3.3f / 1024) * (1510.0f / 510.0f);
  float percent = (volts - 3.3f) / 0.9f * 100;
  return percent < 0 ? 0 : percent > 100 ? 100 : (uint8_t)percent;
}

void obey() {
  const uint8_t *bytes = control.value();
  int length = control.valueLength();
  if (length == 3 && bytes[0] == 1 && !streaming) setRate(bytes[1] | bytes[2] << 8);
  if (length == 1 && bytes[0] == 2) {
    crossrep_start(&packer, CROSSREP_MOST_BYTES);
    streaming = true;
  }
  if (length == 1 && bytes[0] == 3) streaming = false;
  if (length == 1 && bytes[0] == 4) blinkUntil = millis() + BLINK_MS;
}

void measure() {
  uint8_t ready = 0;
  imu.readRegister(&ready, LSM6DS3_ACC_GYRO_STATUS_REG);
  if ((ready & 3) != 3) return;
  uint32_t now = micros();
  uint8_t raw[12]; // the chip gives rates first, then accelerations, lowest byte first
  imu.readRegisterRegion(raw, LSM6DS3_ACC_GYRO_OUTX_L_G, sizeof raw);
  int16_t values[6];
  for (int i = 0; i < 6; i++) {
    int from = i < 3 ? i + 3 : i - 3;
    values[i] = (int16_t)(raw[2 * from] | raw[2 * from + 1] << 8);
  }
  size_t length = crossrep_add(&packer, values, now);
  if (length > 0 && !data.writeValue(packer.bytes, length)) crossrep_not_sent(&packer, length);
}

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  pinMode(VBAT_ENABLE, OUTPUT);
  digitalWrite(VBAT_ENABLE, LOW);
  crossrep_power_on(&packer);
  BLE.begin();
  BLE.setLocalName("CrossRep");
  BLE.setDeviceName("CrossRep");
  BLE.setAdvertisedService(motion);
  BLE.setConnectionInterval(12, 24);   // 15 to 30 ms; what the computer gives is taken
  BLE.setSupervisionTimeout(400);      // 4 s
  motion.addCharacteristic(data);
  motion.addCharacteristic(scale);
  motion.addCharacteristic(control);
  batteryService.addCharacteristic(batteryLevel);
  BLE.addService(motion);
  BLE.addService(batteryService);
  setRate(1040);
  batteryLevel.writeValue(batteryPercent());
  BLE.advertise();
}

void loop() {
  BLE.poll();
  if (!BLE.connected()) streaming = false;
  if (control.written()) obey();
  if (streaming) measure();
  digitalWrite(LED_BUILTIN, millis() < blinkUntil && millis() / 250 % 2 ? LOW : HIGH);
  if (millis() - batteryAt > BATTERY_MS) {
    batteryAt = millis();
    batteryLevel.writeValue(batteryPercent());
  }
}
