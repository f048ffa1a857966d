"""A radio without hardware: real GATT stacks, connection events, loss, and wrists that are worn.

Test support, never imported by the package. It knows HCI only, so the same wrists serve a bumble
central in this process and a real BlueZ in a guest.
"""
