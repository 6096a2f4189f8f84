"""How a request passes through the middleware under ASGI."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class InOneThread:
    """Passes everything on, and speaks no async: put last, it makes Django run all synchronous middleware
    before it in one thread, one after another. Otherwise each of them goes to that thread and back twice,
    which costs a millisecond of processor time a request. Streams are sent by the event loop either way.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)
