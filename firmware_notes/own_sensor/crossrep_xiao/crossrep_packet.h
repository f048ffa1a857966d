/* Packets of CrossRep's own sensor format. Plain C, no allocation, no board: the layout is in
 * firmware_notes/own_sensor.md, and the tests compile these two files and read what they make. */
#ifndef CROSSREP_PACKET_H
#define CROSSREP_PACKET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CROSSREP_VERSION = 1,
  CROSSREP_HEAD_BYTES = 8,
  CROSSREP_SAMPLE_BYTES = 12,
  CROSSREP_SCALE_BYTES = 16,
  CROSSREP_MOST_SAMPLES = 8,
  CROSSREP_MOST_BYTES = CROSSREP_HEAD_BYTES + CROSSREP_MOST_SAMPLES * CROSSREP_SAMPLE_BYTES
};

typedef struct {
  uint8_t bytes[CROSSREP_MOST_BYTES];
  uint8_t samples; /* in the packet that is being filled */
  uint8_t most;    /* samples a packet may hold with this connection's MTU */
  uint8_t lost;    /* samples thrown away since power-on, modulo 256 */
  uint16_t count;  /* samples measured since power-on, modulo 65536, lost ones too */
} crossrep_packer;

/* Once, at power-on. */
void crossrep_power_on(crossrep_packer *packer);

/* At each start: forget a half-filled packet; payload_bytes is the MTU less 3. */
void crossrep_start(crossrep_packer *packer, size_t payload_bytes);

/* One more sample: ax ay az gx gy gz in steps, taken at now_us.
 * Returns the length of packer->bytes when the packet is full, else 0. */
size_t crossrep_add(crossrep_packer *packer, const int16_t values[6], uint32_t now_us);

/* This packet could not be sent: its samples count as lost. Call before the next crossrep_add. */
void crossrep_not_sent(crossrep_packer *packer, size_t length);

/* What one step means: m/s^2, rad/s (0 without a gyroscope), samples a second. */
void crossrep_scale(uint8_t out[CROSSREP_SCALE_BYTES], float acc_ms2, float gyr_rads, float rate_hz);

#ifdef __cplusplus
}
#endif

#endif
