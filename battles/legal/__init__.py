"""Terms and privacy notice: the versions in force, and the consent of a visitor to them."""

from battles.legal.consent import Consent, Notice, build_notice, get_consent_in_force, read_consent
from battles.legal.documents import Document, find_document, get_document, list_versions

__all__ = [
    "Consent",
    "Document",
    "Notice",
    "build_notice",
    "find_document",
    "get_consent_in_force",
    "get_document",
    "list_versions",
    "read_consent",
]
