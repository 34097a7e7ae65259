"""A stand-in for Discord on loopback: REST v10, gateway and CDN over one small world, with people to act in it."""
