"""The server side of the page: shows the stand-in's world to a browser on this machine and lets its people act."""
