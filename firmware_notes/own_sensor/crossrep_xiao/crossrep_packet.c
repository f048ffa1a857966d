#include "crossrep_packet.h"

#include <string.h>

static void put16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value & 0xFF);
  at[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, (uint16_t)(value & 0xFFFF));
  put16(at + 2, (uint16_t)(value >> 16));
}

static void put_float(uint8_t *at, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits); /* IEEE 754 single, as on every board of interest */
  put32(at, bits);
}

void crossrep_power_on(crossrep_packer *packer) {
  memset(packer, 0, sizeof *packer);
  packer->most = 1;
}

void crossrep_start(crossrep_packer *packer, size_t payload_bytes) {
  size_t most = 1;
  if (payload_bytes > CROSSREP_HEAD_BYTES) {
    most = (payload_bytes - CROSSREP_HEAD_BYTES) / CROSSREP_SAMPLE_BYTES;
  }
  if (most < 1) most = 1;
  if (most > CROSSREP_MOST_SAMPLES) most = CROSSREP_MOST_SAMPLES;
  packer->most = (uint8_t)most;
  packer->samples = 0;
}

size_t crossrep_add(crossrep_packer *packer, const int16_t values[6], uint32_t now_us) {
  uint8_t *at = packer->bytes + CROSSREP_HEAD_BYTES + packer->samples * CROSSREP_SAMPLE_BYTES;
  for (int i = 0; i < 6; i++) put16(at + 2 * i, (uint16_t)values[i]);
  packer->count++;
  packer->samples++;
  if (packer->samples < packer->most) return 0;
  packer->bytes[0] = (uint8_t)(CROSSREP_VERSION << 5 | packer->samples);
  packer->bytes[1] = packer->lost;
  put16(packer->bytes + 2, packer->count);
  put32(packer->bytes + 4, now_us);
  packer->samples = 0;
  return CROSSREP_HEAD_BYTES + (size_t)packer->most * CROSSREP_SAMPLE_BYTES;
}

void crossrep_not_sent(crossrep_packer *packer, size_t length) {
  packer->lost += (uint8_t)((length - CROSSREP_HEAD_BYTES) / CROSSREP_SAMPLE_BYTES);
}

void crossrep_scale(uint8_t out[CROSSREP_SCALE_BYTES], float acc_ms2, float gyr_rads, float rate_hz) {
  memset(out, 0, CROSSREP_SCALE_BYTES);
  out[0] = CROSSREP_VERSION;
  out[1] = gyr_rads > 0.0f ? 1 : 0;
  put_float(out + 4, acc_ms2);
  put_float(out + 8, gyr_rads);
  put_float(out + 12, rate_hz);
}
