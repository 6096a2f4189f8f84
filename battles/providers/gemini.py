"""Google Gemini: the wire format of the Gemini API's generateContent.

Source: Gemini API reference, "models.streamGenerateContent" and "models.list" (v1beta).
"""

from typing import Any
from urllib.parse import quote

from battles.providers.answer_reader import AnswerReader
from battles.providers.base import ErrorKind, FinishReason, Message, ModelList, ProviderError, Target
from battles.providers.http_provider import HttpProvider, Request
from battles.providers.model_list import parse_model_list

PARAMETER_NAMES = {
    "top_p": "topP",
    "top_k": "topK",
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "stop": "stopSequences",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
}
"""Common names of parameters, as this format writes them."""

REQUEST_FIELDS = frozenset({"safetySettings", "tools", "toolConfig", "cachedContent"})
"""Parameters that belong to the request itself; all others belong to generationConfig."""

FILTER_REASONS = frozenset(
    {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "LANGUAGE"}
)
BROKEN_REASONS = frozenset({"OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"})
MODEL_PREFIX = "models/"


class GeminiProvider(HttpProvider):
    """POST …/models/NAME:streamGenerateContent. A system message becomes systemInstruction."""

    models_path = "models?pageSize=1000"

    def build_request(self, target: Target, messages: list[Message]) -> Request:
        """Return the request; parameters take the names of this format."""
        parameters = {PARAMETER_NAMES.get(name, name): value for name, value in target.parameters.items()}
        content: dict[str, Any] = {name: parameters.pop(name) for name in REQUEST_FIELDS & parameters.keys()}
        content["contents"] = [
            {"role": "model" if message.role == "assistant" else "user", "parts": [{"text": message.content}]}
            for message in messages
            if message.role != "system"
        ]
        content["generationConfig"] = parameters
        if system := [{"text": message.content} for message in messages if message.role == "system"]:
            content["systemInstruction"] = {"parts": system}
        name = quote(target.upstream_name.removeprefix(MODEL_PREFIX))
        return Request(f"{MODEL_PREFIX}{name}:streamGenerateContent?alt=sse", content)

    def build_headers(self, api_key: str | None) -> dict[str, str]:
        """Return the headers that carry the key."""
        return {"x-goog-api-key": api_key} if api_key else {}

    def build_reader(self, target: Target) -> AnswerReader:
        """Return a reader for one response."""
        return CandidateReader(target)

    def parse_models(self, body: bytes) -> ModelList:
        """Return the models without the prefix of their resource names."""
        models = parse_model_list(body)
        return ModelList([name.removeprefix(MODEL_PREFIX) for name in models.names], models.unnamed)


class CandidateReader(AnswerReader):
    """Reads the first candidate of each chunk. The stream has no end marker but its end."""

    def read_object(self, value: dict[str, Any]) -> str:
        """Return the text of one chunk."""
        try:
            if reason := (value.get("promptFeedback") or {}).get("blockReason"):
                raise ProviderError(ErrorKind.CONTENT_FILTER, f"blockReason is {reason!r}")
            candidate = (value.get("candidates") or [{}])[0]
            parts = (candidate.get("content") or {}).get("parts") or []
            text = "".join(self._read_part(part) for part in parts)
            self._read_reason(candidate.get("finishReason"), has_text=bool(text))
            usage = value.get("usageMetadata") or {}
            answer, thinking = usage.get("candidatesTokenCount"), usage.get("thoughtsTokenCount")
        except (AttributeError, KeyError, TypeError, IndexError):
            raise ProviderError(ErrorKind.MALFORMED, "a chunk is not of this wire format") from None
        if isinstance(answer, int) and isinstance(thinking, int):
            answer += thinking
        if usage:
            self.add_counts(
                input_tokens=usage.get("promptTokenCount"), output_tokens=answer, thinking_tokens=thinking
            )
        return text

    def _read_part(self, part: dict[str, Any]) -> str:
        text = part.get("text")
        if not isinstance(text, str) or not text:
            return ""
        if part.get("thought"):
            self.add_thinking(text)
            return ""
        return self.add_text(text)

    def _read_reason(self, reason: Any, *, has_text: bool) -> None:
        if not reason or reason == "FINISH_REASON_UNSPECIFIED":
            return
        if reason in FILTER_REASONS:
            self.fail(ErrorKind.CONTENT_FILTER, f"finishReason is {reason!r}")
        elif reason in BROKEN_REASONS:
            self.fail(ErrorKind.UPSTREAM_5XX, f"finishReason is {reason!r}")
        else:
            is_cut = reason == "MAX_TOKENS"
            self.end_with(FinishReason.LENGTH if is_cut else FinishReason.STOP, has_text=has_text)
