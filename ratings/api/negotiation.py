"""Content negotiation of DRF, switched off. DRF's settings load this module, so it imports nothing else."""

from rest_framework.negotiation import BaseContentNegotiation


class AnyAccept(BaseContentNegotiation):
    """Leaves the header Accept to `ratings.api.formats`, and refuses nobody for it."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
