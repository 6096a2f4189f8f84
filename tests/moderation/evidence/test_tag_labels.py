"""What staff read for tags."""

from django.utils import translation

from battles.tags import Tag
from moderation.evidence.tag_labels import TAG_LABELS, get_tag_labels


def test_every_tag_has_words_of_its_own():
    assert set(TAG_LABELS) == set(Tag)
    assert len({str(words) for words in TAG_LABELS.values()}) == len(Tag)


def test_words_follow_the_language():
    tags = Tag.CODING | Tag.CHINESE
    assert get_tag_labels(tags) == ["coding", "chinese"]
    with translation.override("zh-hant"):
        assert get_tag_labels(tags) == ["程式", "中文"]
