"""Known servers by name, so that a name is enough to register one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """One known server.

    base_url: "{resource}" stands for a part that the operator gives. key_env: the usual variable, "" where
    the server needs no key. lists_models: whether its list holds what can be called.
    """

    name: str
    base_url: str
    key_env: str = ""
    wire_format: str = "openai"
    lists_models: bool = True

    @property
    def needs_resource(self) -> bool:
        return "{resource}" in self.base_url


PRESETS = {
    "openai": Preset("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    "anthropic": Preset("Anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "anthropic"),
    "gemini": Preset(
        "Google Gemini", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY", "gemini"
    ),
    "groq": Preset("Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "openrouter": Preset("OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "mistral": Preset("Mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "azure": Preset(
        "Azure OpenAI",
        "https://{resource}.openai.azure.com/openai/v1",
        "AZURE_OPENAI_API_KEY",
        lists_models=False,
    ),
    "vllm": Preset("vLLM", "http://localhost:8000/v1"),
    "ollama": Preset("Ollama", "http://localhost:11434/v1"),
    "llama.cpp": Preset("llama.cpp", "http://localhost:8080/v1"),
    "lmstudio": Preset("LM Studio", "http://localhost:1234/v1"),
}
"""By the name that `add_endpoint` takes in place of an address."""
