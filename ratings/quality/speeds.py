"""Store the public speed of every model, so that boards can show, sort and draw it."""

from collections import defaultdict

from django.utils import timezone

from battles.endpoints import get_speed
from battles.models import Arena, Contender
from ratings.models import ModelSpeed


def measure_speeds() -> int:
    """Measure every named model of the public arenas; return how many have a speed.

    A model with too few measured answers loses its speed, except an invented one of the demo.
    """
    by_model: dict[int, list[Contender]] = defaultdict(list)
    contenders = Contender.objects.listed().filter(arena__in=Arena.objects.public()).select_related("model")
    for contender in contenders.order_by("pk"):
        if not contender.is_unnamed:
            by_model[contender.model_id].append(contender)
    speeds = {model: get_speed(each) for model, each in by_model.items()}
    now, measured = timezone.now(), {model: speed for model, speed in speeds.items() if speed}
    for model, speed in measured.items():
        ModelSpeed.objects.update_or_create(
            model_id=model,
            defaults={
                "first_token_ms": speed.first_token_ms,
                "tokens_per_second": speed.tokens_per_second,
                "answers": speed.answers,
                "measured_at": now,
            },
        )
    ModelSpeed.objects.exclude(model__in=measured).filter(model__is_simulated=False).delete()
    return len(measured)
