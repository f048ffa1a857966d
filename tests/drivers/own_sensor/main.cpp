// Runs the sketch on the stand-in. Commands on standard input, one a line; answers as hex.
//   w HEX       somebody writes to the control characteristic
//   s           somebody reads the scale        b  somebody reads the battery
//   m US HEX    at this time the chip holds these twelve bytes (rates, accelerations)
//   t US        time passes, in steps of 10 ms  full / free  the radio's queue
//   gone        the link ends                   led  how often it blinked
#include <cstdio>
#include <iostream>
#include <sstream>

#include "crossrep_xiao.ino"

Board board;
BLELocal BLE;

static std::vector<uint8_t> bytes(const std::string &hex) {
  std::vector<uint8_t> out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) out.push_back((uint8_t)std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

static void print(char kind, const std::vector<uint8_t> &what) {
  std::printf("%c ", kind);
  for (uint8_t one : what) std::printf("%02x", one);
  std::printf("\n");
}

int main() {
  setup();
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string what, hex;
    uint32_t us = 0;
    words >> what;
    if (what == "w") { words >> hex; control.bytes = bytes(hex); control.fresh = true; }
    if (what == "s") print('s', scale.bytes);
    if (what == "b") print('b', batteryLevel.bytes);
    if (what == "m") {
      words >> board.us >> hex;
      std::memcpy(board.registers, bytes(hex).data(), 12);
      board.ready = true;
    }
    if (what == "t") { words >> us; for (; board.us < us; board.us += 10000) loop(); }
    if (what == "full") board.takes = false;
    if (what == "free") board.takes = true;
    if (what == "gone") board.connected = false;
    if (what == "led") print('l', {(uint8_t)board.blinks});
    loop();
    for (auto &packet : data.sent) print('d', packet);
    data.sent.clear();
  }
}
