"""The way without JavaScript: some seconds of waiting, counted from the start page, and a held prompt."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from battles.addresses import list_prefixes
from battles.gates import Evidence, GateAnswer, PendingPrompt, StepNeeded
from battles.models import Battle, EvidenceTier, HeldPrompt
from battles.rate_limits import count
from moderation.proof import ProofGate
from moderation.proof.price import MAX_WAIT_SECONDS, build_waiting_counters, get_wait_seconds
from tests.proof_solver import read_start_form

HOME = tuple(list_prefixes("192.0.2.7"))
OFFICE = tuple(list_prefixes("198.51.100.9"))
NOW = 1_700_000_000.0
GATE = ProofGate()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def proof(settings):
    settings.PROOF = True
    settings.PROOF_WAIT_SECONDS = 5


def evidence(voter, *, moment=NOW, prefixes=HOME, token="") -> Evidence:
    fields = {"waiting": token} if token else {}
    return Evidence(voter, prefixes, fields=fields, moment=moment)


def token_of(voter) -> str:
    return GATE.build_form_part(evidence(voter)).context["token"]


def ask(seen: Evidence) -> GateAnswer:
    answer = GATE.check(PendingPrompt(None, None, "Hi", seen))
    count([*answer.counters], now=seen.moment)
    return answer


def test_a_visitor_who_wrote_for_longer_than_the_wait_does_not_wait_at_all():
    voter = uuid.uuid4()
    assert ask(evidence(voter, moment=NOW + 5, token=token_of(voter))).tier == EvidenceTier.WAITED


def test_a_quicker_one_waits_for_the_rest_with_the_same_token():
    voter, token = uuid.uuid4(), None
    token = token_of(voter)
    with pytest.raises(StepNeeded) as step:
        ask(evidence(voter, moment=NOW + 2, token=token))
    assert step.value.hold_seconds == 3
    assert step.value.fields == {"waiting": token}
    assert ask(evidence(voter, moment=NOW + 5, token=token)).tier == EvidenceTier.WAITED


@pytest.mark.parametrize("change", ["voter", "network", "age", "forged"])
def test_a_token_is_bound_to_its_voter_its_network_and_its_time(change):
    voter = uuid.uuid4()
    token = token_of(voter)
    seen = {
        "voter": evidence(uuid.uuid4(), moment=NOW + 60, token=token),
        "network": evidence(voter, moment=NOW + 60, token=token, prefixes=OFFICE),
        "age": evidence(voter, moment=NOW + 8000, token=token),
        "forged": evidence(voter, moment=NOW + 60, token=token[:-2] + "xx"),
    }[change]
    with pytest.raises(StepNeeded) as step:
        ask(seen)
    assert step.value.fields["waiting"] != token


def test_the_wait_grows_with_the_battles_that_the_network_opens_by_waiting():
    seconds = []
    for _ in range(60):
        seconds.append(get_wait_seconds(HOME, base=5, moment=NOW))
        count(build_waiting_counters(HOME), now=NOW)
    assert seconds[0] == seconds[4] == 5
    assert seconds[5] == 10
    assert seconds[10] == 20
    assert seconds[-1] == 80 <= MAX_WAIT_SECONDS
    assert get_wait_seconds(OFFICE, base=5, moment=NOW) == 5


def test_a_token_is_used_once_and_another_prompt_of_the_page_waits_anew(client, arena, pool, settings):
    settings.PROOF_WAIT_SECONDS = 0
    fields = read_start_form(client.get("/").content.decode())
    form = {"arena": "text", **fields}
    assert client.post("/battles/", {**form, "prompt": "One"}).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.WAITED
    assert client.post("/battles/", {**form, "prompt": "Two"}).status_code == 428
    assert Battle.objects.count() == 1


def test_one_network_cannot_open_battles_without_end_by_waiting(client, arena, pool, settings):
    settings.PROOF_WAIT_SECONDS = 0
    for _ in range(60):
        count(build_waiting_counters(list_prefixes("127.0.0.1")))
    fields = read_start_form(client.get("/").content.decode())
    page = client.post("/battles/", {"arena": "text", "prompt": "A draft", **fields})
    assert page.status_code == 422
    assert "from your network without JavaScript" in page.content.decode()
    assert "A draft" in page.content.decode()


def held_page(client, prompt="A <kept> draft"):
    fields = read_start_form(client.get("/").content.decode())
    return client.post("/battles/", {"arena": "text", "prompt": prompt, **fields})


def make_ready():
    HeldPrompt.objects.update(ready_at=timezone.now() - dt.timedelta(seconds=1))


def test_the_page_refreshes_itself_to_the_held_prompt_with_a_link_beside(client, arena, pool):
    page = held_page(client).content.decode()
    held = HeldPrompt.objects.get()
    address = f"/battles/held/{held.key}/"
    assert re.search(rf'<noscript><meta http-equiv="refresh" content="\d+;url={address}"></noscript>', page)
    assert f'href="{address}"' in page


def test_a_held_prompt_is_sent_when_it_is_ready_and_only_once(client, arena, pool, settings):
    address = re.search(r"url=(/battles/held/[^\"]+)", held_page(client).content.decode())[1]
    early = client.get(address)
    assert early.status_code == 200
    assert "A &lt;kept&gt; draft" in early.content.decode()
    assert not Battle.objects.exists()
    make_ready()
    settings.PROOF_WAIT_SECONDS = 0
    sent = client.get(address)
    battle = Battle.objects.get()
    assert sent.headers["Location"] == f"/battles/{battle.key}/"
    assert battle.evidence_tier == EvidenceTier.WAITED
    assert battle.prompts.get().text == "A <kept> draft"
    assert client.get(address).headers["Location"] == f"/battles/{battle.key}/"
    assert Battle.objects.count() == 1
    assert HeldPrompt.objects.get().fields == {}


def test_a_held_prompt_belongs_to_its_browser(client, arena, pool):
    held_page(client)
    make_ready()
    assert type(client)().get(f"/battles/held/{HeldPrompt.objects.get().key}/").status_code == 404
    assert not Battle.objects.exists()


def test_a_prompt_that_nobody_comes_back_for_is_deleted_with_its_text(client, arena, pool):
    held_page(client)
    assert HeldPrompt.objects.delete_expired(timezone.now()) == 0
    assert HeldPrompt.objects.delete_expired(timezone.now() + dt.timedelta(minutes=11)) == 1


def test_a_form_posted_again_holds_one_prompt(client, arena, pool):
    fields = read_start_form(client.get("/").content.decode())
    for prompt in ("One", "Two"):
        client.post("/battles/", {"arena": "text", "prompt": prompt, **fields})
    assert HeldPrompt.objects.get().fields["prompt"] == "Two"
