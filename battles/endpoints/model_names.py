"""Guess a model's maker, family and aliases from its upstream name.

"meta-llama/Llama-3-70b-chat-hf" is made by Meta, belongs to the family Llama 3, and may call itself
"Llama 3" or "Llama-3-70B". The guesses fill a draft that staff check before the model is shown.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

OWNERS = {
    "01-ai": "01.AI",
    "ai21": "AI21 Labs",
    "ai21labs": "AI21 Labs",
    "alibaba": "Alibaba",
    "allenai": "Ai2",
    "amazon": "Amazon",
    "anthropic": "Anthropic",
    "baichuan-inc": "Baichuan",
    "baidu": "Baidu",
    "bytedance": "ByteDance",
    "bytedance-seed": "ByteDance",
    "cohere": "Cohere",
    "coherelabs": "Cohere",
    "cohereforai": "Cohere",
    "databricks": "Databricks",
    "deepseek": "DeepSeek",
    "deepseek-ai": "DeepSeek",
    "google": "Google",
    "huggingfaceh4": "Hugging Face",
    "huggingfacetb": "Hugging Face",
    "ibm-granite": "IBM",
    "internlm": "Shanghai AI Laboratory",
    "liquid": "Liquid AI",
    "lmsys": "LMSYS",
    "meta": "Meta",
    "meta-llama": "Meta",
    "microsoft": "Microsoft",
    "minimax": "MiniMax",
    "minimaxai": "MiniMax",
    "mistral": "Mistral AI",
    "mistralai": "Mistral AI",
    "moonshotai": "Moonshot AI",
    "nousresearch": "Nous Research",
    "nvidia": "NVIDIA",
    "openai": "OpenAI",
    "openchat": "OpenChat",
    "qwen": "Alibaba",
    "rekaai": "Reka AI",
    "stabilityai": "Stability AI",
    "tencent": "Tencent",
    "thudm": "Zhipu AI",
    "tiiuae": "TII",
    "upstage": "Upstage",
    "x-ai": "xAI",
    "xai-org": "xAI",
    "z-ai": "Zhipu AI",
    "zai-org": "Zhipu AI",
}
"""The maker by the owner part of a name, as hubs and routers write it."""

FAMILIES = (
    ("chatgpt", "ChatGPT", "OpenAI"),
    ("gpt-oss", "gpt-oss", "OpenAI"),
    ("gpt", "GPT", "OpenAI"),
    ("claude", "Claude", "Anthropic"),
    ("gemini", "Gemini", "Google"),
    ("gemma", "Gemma", "Google"),
    ("codellama", "Code Llama", "Meta"),
    ("llama", "Llama", "Meta"),
    ("mixtral", "Mixtral", "Mistral AI"),
    ("ministral", "Ministral", "Mistral AI"),
    ("codestral", "Codestral", "Mistral AI"),
    ("magistral", "Magistral", "Mistral AI"),
    ("mistral", "Mistral", "Mistral AI"),
    ("qwq", "QwQ", "Alibaba"),
    ("qwen", "Qwen", "Alibaba"),
    ("deepseek", "DeepSeek", "DeepSeek"),
    ("phi", "Phi", "Microsoft"),
    ("wizardlm", "WizardLM", "Microsoft"),
    ("command-r", "Command R", "Cohere"),
    ("command-a", "Command A", "Cohere"),
    ("command", "Command", "Cohere"),
    ("aya", "Aya", "Cohere"),
    ("grok", "Grok", "xAI"),
    ("yi", "Yi", "01.AI"),
    ("kimi", "Kimi", "Moonshot AI"),
    ("chatglm", "ChatGLM", "Zhipu AI"),
    ("glm", "GLM", "Zhipu AI"),
    ("ernie", "ERNIE", "Baidu"),
    ("hunyuan", "Hunyuan", "Tencent"),
    ("internlm", "InternLM", "Shanghai AI Laboratory"),
    ("baichuan", "Baichuan", "Baichuan"),
    ("minimax", "MiniMax", "MiniMax"),
    ("nemotron", "Nemotron", "NVIDIA"),
    ("reka", "Reka", "Reka AI"),
    ("jamba", "Jamba", "AI21 Labs"),
    ("dbrx", "DBRX", "Databricks"),
    ("falcon", "Falcon", "TII"),
    ("granite", "Granite", "IBM"),
    ("olmo", "OLMo", "Ai2"),
    ("tulu", "Tülu", "Ai2"),
    ("zephyr", "Zephyr", "Hugging Face"),
    ("smollm", "SmolLM", "Hugging Face"),
    ("solar", "Solar", "Upstage"),
    ("stablelm", "StableLM", "Stability AI"),
    ("nova", "Nova", "Amazon"),
    ("titan", "Titan", "Amazon"),
    ("vicuna", "Vicuna", "LMSYS"),
    ("openchat", "OpenChat", "OpenChat"),
    ("hermes", "Hermes", "Nous Research"),
    ("gigachat", "GigaChat", "Sber"),
)
"""Spelling in upstream names, the family's own name, and its maker."""

# fmt: off
VARIANTS = frozenset({
    "chat", "coder", "flash", "haiku", "instant", "large", "lite", "long", "maverick", "max",
    "medium", "micro", "mini", "nano", "opus", "plus", "preview", "pro", "reasoner", "scout",
    "small", "sonnet", "thinking", "tiny", "turbo", "ultra", "vision",
})
# fmt: on

LETTERED = frozenset({"DeepSeek", "Kimi"})
"""Families whose versions have a letter: V3, R1, K2."""

_FAMILY = re.compile(
    rf"(?<![a-z])(?P<word>{'|'.join(re.escape(word) for word, _, _ in FAMILIES)})(?=[^a-z]|v\d|$)"
)
_BY_WORD = {word: (name, maker) for word, name, maker in FAMILIES}
_O_SERIES = re.compile(r"^o[1-9](?![a-z0-9])")
_PACKAGING = re.compile(r"(?<=\d)p(?=\d)")
_SIZE = re.compile(r"^(?:\d+x)?\d+(?:\.\d+)?[bm]$|^a\d+b$")
_VERSION = re.compile(r"^[vrk]?[1-9]\d?(?:\.\d{1,2})?o?$")
_DIGIT = re.compile(r"^\d$")


@dataclass(frozen=True)
class Guess:
    """The guess for one name; unknown fields are empty."""

    name: str
    organization: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()


def guess(upstream_name: str) -> Guess:
    """Guess a model's data from its upstream name."""
    *owners, name = upstream_name.strip().strip("/").split("/")
    plain = _PACKAGING.sub(".", name.lower()).replace("_", "-")
    maker = next((OWNERS[owner.lower()] for owner in owners if owner.lower() in OWNERS), "")
    match = _FAMILY.search(plain)
    if match is None:
        if _O_SERIES.match(plain):
            return Guess(name, maker or "OpenAI", "OpenAI o-series", (plain.split(":")[0],))
        return Guess(name, maker)
    family, family_maker = _BY_WORD[match["word"]]
    version, variants, sizes = _parts(plain[match.end() :])
    aliases = _aliases(family, version, variants, sizes)
    return Guess(
        name,
        maker or family_maker,
        _joined(family, version) if version else family,
        tuple(alias for alias in dict.fromkeys(aliases) if alias != name),
    )


def _parts(rest: str) -> tuple[str, list[str], list[str]]:
    """Return version, variant words and sizes in the text after the family's name."""
    version, variants, sizes = "", [], []
    words = [word for word in re.split(r"[-: @]+", rest) if word]
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        if _SIZE.match(word):
            sizes.append(word.upper().replace("X", "x"))
        elif not version and not sizes and _VERSION.match(word):
            # "claude-3-5-sonnet": the maker writes the point as a hyphen.
            version = f"{word}.{after}" if _DIGIT.match(word) and _DIGIT.match(after) else word
        elif word in VARIANTS:
            variants.append(word)
    return version, variants, sizes


def _aliases(family: str, version: str, variants: list[str], sizes: list[str]) -> list[str]:
    base = _joined(family, version)
    kind = " ".join(variant.capitalize() for variant in variants)
    aliases = [base] if version else []
    if kind:
        aliases.append(f"{base} {kind}")
        if version and family == "Claude":
            aliases.append(f"{family} {kind} {version}")
    if sizes:
        aliases.append("-".join([base.replace(" ", "-"), *sizes]))
    return aliases


def _joined(family: str, version: str) -> str:
    """ "Llama 3" and "DeepSeek V3", but "GPT-4"; the v of "llama-v3" belongs to the hub's spelling."""
    number = version.upper() if family in LETTERED else version.removeprefix("v")
    separator = "-" if family.endswith("GPT") else " "
    return f"{family}{separator}{number}" if number else family
