"""What every page shares."""

from battles.models import Arena


def site(request):
    """Context of every template: the public arenas, lazily."""
    return {"public_arenas": Arena.objects.public()}
