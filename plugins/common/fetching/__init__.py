"""What `plugins.common.fetch` is made of: addresses, the guarded network, the decoding of bodies, robots.txt."""
