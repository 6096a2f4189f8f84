"""Anthropic Messages: the wire format of Claude's own API.

Source: Anthropic API reference, "Messages", "Streaming messages" and "Models" (version 2023-06-01).
"""

from collections.abc import Mapping
from typing import Any

from battles.providers.answer_reader import AnswerReader
from battles.providers.base import ErrorKind, FinishReason, Message, ProviderError, Target
from battles.providers.http_provider import HttpProvider, Request

VERSION = "2023-06-01"
DEFAULT_MAX_TOKENS = 4096
"""The format requires a limit."""

LENGTH_REASONS = frozenset({"max_tokens", "model_context_window_exceeded"})


class AnthropicProvider(HttpProvider):
    """POST …/messages. A system message becomes the field `system`."""

    models_path = "models?limit=1000"

    def build_request(self, target: Target, messages: list[Message]) -> Request:
        """Return the request; parameters are sent unchanged but for the token limit's other name."""
        parameters: dict[str, Any] = dict(target.parameters)
        limit = parameters.pop("max_completion_tokens", DEFAULT_MAX_TOKENS)
        parameters.setdefault("max_tokens", limit)
        content = {
            **parameters,
            "model": target.upstream_name,
            "messages": [
                {"role": message.role, "content": message.content}
                for message in messages
                if message.role != "system"
            ],
            "stream": True,
        }
        if system := "\n\n".join(message.content for message in messages if message.role == "system"):
            content["system"] = system
        return Request("messages", content)

    def build_headers(self, api_key: str | None) -> dict[str, str]:
        """Return the headers that carry the key and the version."""
        version = {"anthropic-version": VERSION}
        return version | {"x-api-key": api_key} if api_key else version

    def build_reader(self, target: Target) -> AnswerReader:
        """Return a reader for one response."""
        return MessageReader(target)


class MessageReader(AnswerReader):
    """Reads the events of one message, or a whole message. Tool use and unknown events are ignored."""

    def read_object(self, value: dict[str, Any]) -> str:
        """Return the text of one event or message."""
        match value.get("type"):
            case "content_block_start":
                return self._read_block(_object(value, "content_block"))
            case "content_block_delta":
                return self._read_block(_object(value, "delta"))
            case "message_start":
                self._read_usage(_object(value, "message"))
            case "message_delta":
                self._read_reason(_object(value, "delta").get("stop_reason"))
                self._read_usage(value)
            case "message_stop":
                self.is_done = True
            case "message":
                blocks = [block for block in value.get("content") or [] if isinstance(block, dict)]
                text = "".join(self._read_block(block) for block in blocks)
                self._read_reason(value.get("stop_reason"))
                self._read_usage(value)
                return text
        return ""

    def _read_block(self, block: Mapping[str, Any]) -> str:
        kind = block.get("type")
        if kind in {"thinking", "thinking_delta"}:
            if isinstance(thinking := block.get("thinking"), str) and thinking:
                self.add_thinking(thinking)
        elif kind in {"text", "text_delta"} and isinstance(text := block.get("text"), str) and text:
            return self.add_text(text)
        return ""

    def _read_reason(self, reason: Any) -> None:
        if not reason:
            return
        if reason == "refusal":
            self.fail(ErrorKind.CONTENT_FILTER, "stop_reason is 'refusal'")
        else:
            is_cut = reason in LENGTH_REASONS
            self.end_with(FinishReason.LENGTH if is_cut else FinishReason.STOP, has_text=False)

    def _read_usage(self, value: Mapping[str, Any]) -> None:
        usage = value.get("usage")
        if isinstance(usage, dict):
            self.add_counts(input_tokens=usage.get("input_tokens"), output_tokens=usage.get("output_tokens"))


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    if not isinstance(inner, dict):
        raise ProviderError(ErrorKind.MALFORMED, f"an event's {name} is not an object")
    return inner
