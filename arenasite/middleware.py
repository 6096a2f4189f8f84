"""How a request passes through the middleware under ASGI."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class InOneThread:
    """Does nothing, but synchronously: as the last middleware it makes Django run all others in one thread.

    Otherwise each middleware switches to a thread and back twice, which costs 1 ms of processor time per
    request. The event loop sends streams in both cases.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)
