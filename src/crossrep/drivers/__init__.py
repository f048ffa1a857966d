"""Bytes of wearables to samples: one small file a wearable, no I/O."""
