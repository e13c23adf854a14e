"""What `plugins.common.fetch` is made of: addresses, the guarded transport, the decoding of bodies, robots.txt."""
