// A stand-in for the board: just what the sketch uses, on a computer. Time, the chip's registers
// and what the radio takes are set by main.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

enum { OUTPUT, LOW = 0, HIGH = 1, LED_BUILTIN = 11, VBAT_ENABLE = 14, PIN_VBAT = 32 };
enum { BLERead = 1, BLEWrite = 2, BLENotify = 4 };
enum { I2C_MODE };
enum { LSM6DS3_ACC_GYRO_STATUS_REG = 0x1E, LSM6DS3_ACC_GYRO_OUTX_L_G = 0x22 };

struct Board {
  uint32_t us = 0;
  bool ready = false, connected = true, takes = true;
  uint8_t registers[12] = {0};
  int led = HIGH, blinks = 0;
};
extern Board board;
inline unsigned long millis() { return board.us / 1000; }
inline unsigned long micros() { return board.us; }
inline void pinMode(int, int) {}
inline void digitalWrite(int pin, int level) {
  if (pin != LED_BUILTIN) return;
  board.blinks += level == LOW && board.led == HIGH;
  board.led = level;
}
inline int analogRead(int) { return 410; }

struct BLECharacteristic {
  std::string uuid;
  int properties, most;
  bool fixed, fresh = false;
  std::vector<uint8_t> bytes;
  std::vector<std::vector<uint8_t>> sent;
  BLECharacteristic(const char *uuid, int properties, int most, bool fixed = false)
      : uuid(uuid), properties(properties), most(most), fixed(fixed) {}
  int writeValue(const uint8_t *from, size_t length) {
    if (length > (size_t)most || (properties & BLENotify && !board.takes)) return 0;
    bytes.assign(from, from + length);
    if (properties & BLENotify) sent.push_back(bytes);
    return 1;
  }
  const uint8_t *value() { return bytes.data(); }
  int valueLength() { return (int)bytes.size(); }
  bool written() { bool was = fresh; fresh = false; return was; }
};
struct BLEUnsignedCharCharacteristic : BLECharacteristic {
  BLEUnsignedCharCharacteristic(const char *uuid, int properties) : BLECharacteristic(uuid, properties, 1) {}
  int writeValue(uint8_t one) { return BLECharacteristic::writeValue(&one, 1); }
};
struct BLEService {
  std::string uuid;
  explicit BLEService(const char *uuid) : uuid(uuid) {}
  void addCharacteristic(BLECharacteristic &) {}
};
struct BLELocal {
  void begin() {}
  void setLocalName(const char *) {}
  void setDeviceName(const char *) {}
  void setAdvertisedService(BLEService &) {}
  void setConnectionInterval(int, int) {}
  void setSupervisionTimeout(int) {}
  void addService(BLEService &) {}
  void advertise() {}
  void poll() {}
  bool connected() { return board.connected; }
};
extern BLELocal BLE;

struct LSM6DS3 {
  struct { int accelRange, accelSampleRate, gyroRange, gyroSampleRate; } settings;
  LSM6DS3(int, int) {}
  void begin() {}
  void readRegister(uint8_t *to, int) { *to = board.ready ? 3 : 0; }
  void readRegisterRegion(uint8_t *to, int, int length) {
    std::memcpy(to, board.registers, length);
    board.ready = false;
  }
};
