"""OpenAI-compatible chat completions: the wire format of OpenAI, Groq, vLLM, Ollama, llama.cpp and more.

Source: OpenAI API reference, "Create chat completion"; dialects of other servers as found in public reports.
"""

from typing import Any

from battles.providers.answer_reader import AnswerReader
from battles.providers.base import ErrorKind, FinishReason, Message, ProviderError, Target
from battles.providers.errors import error_from_object
from battles.providers.http_provider import HttpProvider, Request

NO_REASONS = frozenset({"", "null", "none"})
"""Finish reasons that mean "not yet"."""

LENGTH_REASONS = frozenset({"length", "max_tokens", "model_length"})
FILTER_REASONS = frozenset({"content_filter", "safety", "prohibited_content", "recitation", "blocklist"})
BROKEN_REASONS = {"error": ErrorKind.UPSTREAM_5XX, "abort": ErrorKind.TRUNCATED}
THINKING_PARTS = frozenset({"thinking", "reasoning"})


class OpenAIChatProvider(HttpProvider):
    """POST …/chat/completions. Requests token counts, which some servers refuse."""

    def build_request(self, target: Target, messages: list[Message]) -> Request:
        """Return the request; parameters are sent unchanged."""
        content = {
            **target.parameters,
            "model": target.upstream_name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "stream": True,
        }
        options = {} if "stream_options" in content else {"stream_options": {"include_usage": True}}
        return Request("chat/completions", content, options)

    def build_headers(self, api_key: str | None) -> dict[str, str]:
        """Return the headers that carry the key."""
        return {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def build_reader(self, target: Target) -> AnswerReader:
        """Return a reader for one response."""
        return ChatCompletionReader(target)


class ChatCompletionReader(AnswerReader):
    """Reads chunks of a chat completion, or a whole one. Tool calls and unknown fields are ignored.

    Pieces are in `delta`; some servers have them in `message`. Where an answer has come in pieces of `delta`,
    a `message` repeats the whole of it and is skipped.
    """

    _has_messages = False

    def read_object(self, value: dict[str, Any]) -> str:
        """Return the text of one chunk or completion."""
        choices = value.get("choices")
        if not choices:
            if value.get("object") == "error" or "detail" in value:
                raise error_from_object(value)
            self._read_usage(value)
            return ""
        try:
            choice = choices[0]
            message = choice.get("delta")
            if message is None:
                self._has_messages = self._has_messages or not self._has_text
                message = (choice.get("message") or {}) if self._has_messages else {}
            content = message.get("content")
            reason = choice.get("finish_reason")
            thinking = None
            if not content or len(message) > 1:  # most chunks have content alone
                thinking = message.get("reasoning_content") or message.get("reasoning")
        except (AttributeError, KeyError, TypeError):
            raise ProviderError(ErrorKind.MALFORMED, "a choice is not an object") from None
        if isinstance(thinking, str):
            self.add_thinking(thinking)
        text = ""
        if content:
            text = self.add_text(content) if isinstance(content, str) else self._read_parts(content)
        if reason is not None:
            self._read_reason(str(reason).strip().lower(), has_text=bool(text))
        if value.get("usage") is not None:
            self._read_usage(value)
        return text

    def _read_parts(self, content: Any) -> str:
        """Return the text of typed parts, the form in which some servers separate thinking from text."""
        if not isinstance(content, list):
            raise ProviderError(ErrorKind.MALFORMED, "content is neither text nor a list of parts")
        texts = []
        for part in content:
            if not isinstance(part, dict):
                continue
            if part.get("type") in THINKING_PARTS:
                self.add_thinking(_thinking_of(part))
            elif part.get("type") == "text" and isinstance(part.get("text"), str):
                texts.append(self.add_text(part["text"]))
        return "".join(texts)

    def _read_reason(self, reason: str, *, has_text: bool) -> None:
        if reason in NO_REASONS:
            return
        if reason in FILTER_REASONS:
            self.fail(ErrorKind.CONTENT_FILTER, f"finish_reason is {reason!r}")
        elif kind := BROKEN_REASONS.get(reason):
            self.fail(kind, f"finish_reason is {reason!r}")
        else:
            is_cut = reason in LENGTH_REASONS
            self.end_with(FinishReason.LENGTH if is_cut else FinishReason.STOP, has_text=has_text)

    def _read_usage(self, value: dict[str, Any]) -> None:
        usage = value.get("usage")
        if not isinstance(usage, dict):
            return
        details = usage.get("completion_tokens_details")
        self.add_counts(
            input_tokens=usage.get("prompt_tokens"),
            output_tokens=usage.get("completion_tokens"),
            thinking_tokens=details.get("reasoning_tokens") if isinstance(details, dict) else None,
        )


def _thinking_of(part: dict[str, Any]) -> str:
    """Return the thinking of one part: text, or a list of text parts (Mistral)."""
    content = part.get("thinking") or part.get("text") or ""
    if isinstance(content, list):
        texts = (inner.get("text") for inner in content if isinstance(inner, dict))
        return "".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""
