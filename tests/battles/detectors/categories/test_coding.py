"""What counts as coding: fenced code, code in the open, and talk of programming, in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.categories import Conversation, category_tags
from battles.detectors.categories.coding import DETECTOR, evidence
from battles.tags import Tag
from tests.battles.detectors.categories.labelled_prompts import labelled_prompts
from tests.battles.detectors.categories.real_data import needs_real_data, records

FENCED = [
    "Here:\n```python\nx = 1\n```",
    "```js\nf()\n```",
    "```\nfor i in range(3):\n    print(i)\n```",
    "```sql\nselect 1\n```",
    "~~~c\nint x;\n~~~",
]

PROSE_FENCED = [
    "```plaintext\nDear Sir or Madam,\nthank you for your letter.\n```",
    "```markdown\n# Title\nA paragraph of text.\n```",
    "```text\nroses are red\n```",
    "```\nRoses are red,\nviolets are blue.\n```",
    "```\n1) y = (3/4)x^3 - e^(2x)\n2) 2A - B/(3+C)\n```",
]

SYNTAX = [
    "from collections import Counter",
    "import numpy as np",
    "#include <stdio.h>",
    "using System.Text;",
    "you can run pip install requests first",
    "sudo apt-get update",
    "npm install --save-dev jest",
    "git clone it and then\ndocker run -p 80:80 web",
    "def mean(values): return sum(values) / len(values)",
    "function add(a, b) { return a + b }",
    "public static void main(String[] args) {",
    "const total = items.length",
    "console.log('x')",
    "SELECT name FROM users WHERE id = 3",
    "<div>hello</div>",
    "fn main() {",
    "for (let i = 0; i < 3; i++) {",
    "export PATH=/opt/bin:$PATH",
    "ldr\t\tr0, =__RO_LIMIT__\ncmp r0, r1",
    "mov eax, [ebp+8]",
]

WORDS = [
    "Write a Python program that reads all text files in a directory.",
    "How do I center a div with CSS?",
    "Implement a function to find the median of two sorted arrays.",
    "What is the time complexity of this algorithm?",
    "Create a simple website with a black background.",
    "Build me a web app with three buttons.",
    "How do I revert the last commit on CentOS and restart it by systemctl?",
    "Schreibe eine Funktion, um den höchsten gemeinsamen Vorfahren in einem binären Baum zu finden.",
    "Écrivez un programme qui trouve le n-ième nombre de Fibonacci.",
    "Escribe una función que invierta una lista enlazada.",
    "Escreva um programa que some dois números.",
    "Scrivi una funzione che calcoli il fattoriale.",
    "Napisz funkcję, która sortuje tablicę.",
    "Напиши функцию, которая сортирует массив.",
    "Viết một chương trình tìm số nguyên tố.",
    "Tulislah sebuah fungsi untuk membalik kata.",
    "编写一个函数，找出两个数组中的公共元素。",
    "フィボナッチ数を求めるプログラムを書いてください。",
    "두 배열의 공통 요소를 찾는 함수를 작성해 주세요.",
]

SIGNS = [
    "Why is `currentUser` undefined after fetchProfile() returns?",
    "My settings.yaml is ignored when I start the service with -c /etc/web.conf",
    "What does max_depth do in model.fit()?",
    "TypeError: cannot read properties of undefined",
    "it stops at com.example.Worker.run(Worker.java:31)",
    "How do I put \\printbibliography behind the last chapter?",
]

ORDINARY = [
    "Add sugar, then str, cmp and the rest.",
    "The country will export goods and need a better website of its own.",
    "Viens vite, nous sommes en retard pour Kafka et Prometheus.",
    "What is the dress code for a wedding in June?",
    "Write a movie script about two friends who meet after ten years.",
    "Explain the functions of the liver.",
    "The programme of the festival was printed in May.",
    "Import taxes rose and the country exported less.",
    "Let x be a real number and f a continuous function.",
    "A ball python is a good pet for a patient child.",
    "Select a book from the shelf and tell me why you like it.",
    "Our code of conduct forbids gifts.",
    "Ich suche ein gutes Programm für den Abend im Theater.",
    "请写出这个反应的化学方程式。",
    "政府的程序很复杂，我们需要实现目标。",
    "He waits in class for the public bus, then returns home; the end.",
    "Recommend a place to install solar panels.",
    "She plays strings in a quartet on Java island.",
    "My iPhone and the eBay app cost too much; YouTube is free.",
    "Read https://example.org/the_whole_story/index.html and sum it up.",
    "She likes dancing, and he is a software engineer.",
    "<|im_start|>Dear friend<|im_end|>",
]


@pytest.mark.parametrize("text", FENCED)
def test_fenced_code_counts(text):
    assert "fence" in evidence(text)


@pytest.mark.parametrize("text", PROSE_FENCED)
def test_fences_around_prose_and_formulas_do_not_count(text):
    assert evidence(text) == []


@pytest.mark.parametrize("text", SYNTAX)
def test_code_in_the_open_counts(text):
    assert "syntax" in evidence(f"Look at this:\n{text}\nthank you")


@pytest.mark.parametrize("text", WORDS)
def test_words_of_programming_count_in_many_languages(text):
    assert "words" in evidence(text)


@pytest.mark.parametrize("text", SIGNS)
def test_names_and_signs_of_programs_in_prose_count(text):
    assert evidence(text) != []


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_speech_is_not_coding(text):
    assert evidence(text) == []


def test_a_long_text_must_say_more_about_programming_than_a_short_one():
    remark = "My nephew learns Python. "
    story = "We went down to the river and sat there in the sun until the evening came. " * 20

    assert evidence(remark) == ["words"]
    assert evidence(remark + story) == []


def test_code_anywhere_in_the_conversation_makes_it_coding():
    plain = Conversation(("Tell me a story.",), ("Once upon a time.",), ("There was a king.",))
    coded = Conversation(("Tell me a story.",), ("Once upon a time.",), ("```python\nprint(1)\n```",))

    assert category_tags([DETECTOR.detect(plain)]) == Tag(0)
    assert category_tags([DETECTOR.detect(coded)]) == Tag.CODING
    assert DETECTOR.detect(coded).value == {"coding": True, "evidence": ["fence"]}


@given(st.text(max_size=300))
def test_evidence_is_one_of_three_kinds(text):
    assert set(evidence(text)) <= {"fence", "syntax", "words"}


@needs_real_data
def test_labelled_prompts_are_found_and_prompts_on_other_topics_are_not():
    prompts = records("prompts/prompts.jsonl.gz")
    benched = [row for row in prompts if "mt_bench" in row["source"] or "komt" in row["source"]]
    coding = [bool(evidence(row["prompt"])) for row in benched if row["topic"] == "coding"]
    others = [bool(evidence(row["prompt"])) for row in benched if row["topic"] != "coding"]

    assert (len(coding), len(others)) == (90, 680)
    assert sum(coding) / len(coding) >= 0.97
    assert sum(others) / len(others) <= 0.01


@needs_real_data
def test_real_answers_on_other_topics_are_rarely_taken_for_coding():
    topics = {"writing", "roleplay", "humanities", "stem", "reasoning", "math"}
    answers = [
        row["answer"] for row in records("answers/real_answers_shared.jsonl.gz") if row["category"] in topics
    ]
    flagged = sum(bool(evidence(answer)) for answer in answers[::2])

    assert len(answers) > 2500
    assert flagged / len(answers[::2]) <= 0.01


@needs_real_data
@pytest.mark.parametrize(("use", "least_found"), [("seen", 0.95), ("fresh_2", 0.87), ("fresh_3", 0.95)])
def test_prompts_labelled_by_hand_are_told_apart(use, least_found):
    late = {"fresh_2", "fresh_3"}
    prompts = [
        each for each in labelled_prompts() if each.use == use or (use == "seen" and each.use not in late)
    ]
    tagged = [each.is_coding for each in prompts if evidence(each.text)]

    assert len(prompts) > (100 if use != "fresh_3" else 60)
    assert sum(tagged) / len(tagged) >= 0.92
    assert sum(tagged) / sum(each.is_coding for each in prompts) >= least_found
