"""Pictures that an answer only points to, to be fetched from the stand-in itself."""

import hashlib
from collections import OrderedDict
from threading import Lock

from aiohttp import web

_MOST = 64


class Links:
    """Keeps the newest pictures; ``base`` is what their addresses begin with."""

    path = "/playground/pictures"

    def __init__(self, base: str = "") -> None:
        self.base = base
        self._pictures: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def keep(self, data: bytes, media_type: str) -> str:
        """The address under which it can be fetched for a while; from any thread."""
        name = f"{hashlib.sha256(data).hexdigest()[:24]}.{media_type.rpartition('/')[2]}"
        with self._lock:
            self._pictures[name] = (data, media_type)
            self._pictures.move_to_end(name)
            if len(self._pictures) > _MOST:
                self._pictures.popitem(last=False)
        return f"{self.base}/{name}"

    def routes(self) -> list[web.RouteDef]:
        return [web.get(f"{self.path}/{{name}}", self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        found = self._pictures.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        data, media_type = found
        return web.Response(body=data, content_type=media_type, headers={"X-Plantain-Playground": "picture"})
