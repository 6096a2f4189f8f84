"""The texts of an imported battle: prompts and both sides' answers, by turn."""

from collections.abc import Mapping, Sequence
from typing import Any

from battles.detectors.categories.facts import Conversation
from battles.imports.records.values import (
    BadRecord,
    is_absent,
    read_json_cell,
    replace_unstorable,
    short_repr,
)

MAX_TURNS = 1_000
_LIST_OF_TEXTS = ('["', "[null", "[]")


def read_conversation(record: Mapping[str, Any]) -> tuple[Conversation | None, int]:
    """A record's conversation, and the number of characters replaced (see `replace_unstorable`).

    - `conversation_a` and `conversation_b` are lists of messages with role and content. Both sides got the
      same prompts, so those of side A are used, or of side B if A has none.
    - `prompt`, `response_a` and `response_b` have one text per turn, or null.
    - Content is a text, a list of texts, or typed parts, of which the text parts are used.

    None if the record has no texts. Raises BadRecord.
    """
    if not (is_absent(record.get("conversation_a")) and is_absent(record.get("conversation_b"))):
        return _stored(*_from_messages(record))
    if "response_a" in record and "response_b" in record:
        columns = [_column(record.get(name), name) for name in ("prompt", "response_a", "response_b")]
        return _stored(*columns) if any(columns) else (None, 0)
    return None, 0


def _stored(*columns: Sequence[str]) -> tuple[Conversation, int]:
    """The conversation of cleaned texts; missing prompts are empty, up to the longer side's last turn."""
    turns = max(len(column) for column in columns)
    if turns > MAX_TURNS:
        raise BadRecord(f"a conversation of {turns} turns; at most {MAX_TURNS} are read")
    cleaned = [[replace_unstorable(text) for text in column] for column in columns]
    replaced = sum(count for column in cleaned for _, count in column)
    prompts, answers_a, answers_b = (tuple(text for text, _ in column) for column in cleaned)
    return Conversation(prompts + ("",) * (turns - len(prompts)), answers_a, answers_b), replaced


def _from_messages(record: Mapping[str, Any]) -> tuple[list[str], list[str], list[str]]:
    prompts_a, answers_a = _side(record.get("conversation_a"), "conversation_a")
    prompts_b, answers_b = _side(record.get("conversation_b"), "conversation_b")
    return prompts_a or prompts_b, answers_a, answers_b


def _side(value: object, what: str) -> tuple[list[str], list[str]]:
    """Prompts and answers of one side; system messages are left out."""
    if is_absent(value):
        return [], []
    messages = read_json_cell(value, what)
    if not isinstance(messages, list):
        raise BadRecord(f"{what} is not a list of messages: {short_repr(value)}")
    prompts: list[str] = []
    answers: list[str] = []
    for message in messages:
        role, text = _message(message, what)
        if role == "user":
            answers.extend([""] * (len(prompts) - len(answers)))
            prompts.append(text)
        elif role == "assistant" and not prompts:
            raise BadRecord(f"{what} begins with an answer")
        elif role == "assistant" and len(answers) == len(prompts):
            answers[-1] = f"{answers[-1]}\n\n{text}"
        elif role == "assistant":
            answers.append(text)
        elif role != "system":
            raise BadRecord(f"{what} has a message of unknown role {short_repr(role)}")
    return prompts, answers


def _message(message: object, what: str) -> tuple[object, str]:
    if not isinstance(message, Mapping):
        raise BadRecord(f"{what} has a message that is not an object: {short_repr(message)}")
    return message.get("role"), _content(message.get("content"), what)


def _content(content: object, what: str) -> str:
    """The text of a message, whether content is a text, a list of texts, or typed parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise BadRecord(f"{what} has content that is no text: {short_repr(content)}")
    return "\n".join(text for text in (_piece(piece, what) for piece in content) if text)


def _piece(piece: object, what: str) -> str:
    text = piece.get("text") if isinstance(piece, Mapping) else piece
    if text is None:
        return ""
    if not isinstance(text, str):
        raise BadRecord(f"{what} has content that is no text: {short_repr(piece)}")
    return text


def _column(value: object, what: str) -> list[str]:
    """One text per turn, from a JSON list of texts and nulls, or from a single text."""
    if is_absent(value):
        return []
    if isinstance(value, str) and value.startswith(_LIST_OF_TEXTS):
        value = read_json_cell(value, what)
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise BadRecord(f"{what} is not a list of texts: {short_repr(value)}")
    return [_piece(piece, what) for piece in value]
