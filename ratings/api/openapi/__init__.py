"""The API's description as OpenAPI 3.1: declared operations, their schemas and their examples."""

from ratings.api.openapi.operations import OPERATIONS, Operation, Parameter

__all__ = ["OPERATIONS", "Operation", "Parameter"]
