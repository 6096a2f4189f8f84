"""Proof of work before a battle: bought once, bound to voter and network, dearer where many are bought."""

import base64
import json
import time
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from battles.addresses import list_prefixes
from battles.models import Battle, EvidenceTier, HeldPrompt
from battles.rate_limits import count
from moderation.proof.challenges import Buyer, ProofRefused, issue_challenge, needs_proof, redeem_solution
from moderation.proof.price import MAX_LEVEL, build_pass_counters, get_level
from tests.proof_solver import buy_pass, read_start_form, solve

HOME, OFFICE = "192.0.2.7", "198.51.100.9"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def proof(settings):
    settings.PROOF = True
    settings.PROOF_WORK = 4
    settings.PROOF_BATTLES = 2
    settings.PROOF_WAIT_SECONDS = 5


def buyer(address=HOME, voter=None, moment=None) -> Buyer:
    return Buyer(voter or uuid.uuid4(), list_prefixes(address), time.time() if moment is None else moment)


def start(client) -> dict[str, str]:
    return read_start_form(client.get("/").content.decode())


def send(client, fields, prompt="What is a heron?", **more):
    return client.post("/battles/", {"arena": "text", "prompt": prompt, **fields, **more})


def test_a_browser_with_a_pass_starts_battles_whose_tier_is_a_proof_of_work(client, arena, pool):
    fields = start(client)
    assert buy_pass(client, fields["key"])
    assert send(client, fields).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.WORKED
    assert client.get("/proof/", {"key": fields["key"]}).status_code == 204


def test_without_a_pass_the_prompt_is_kept_on_a_page_that_solves_the_proof(client, arena, pool):
    fields = start(client)
    page = send(client, fields, prompt="A <long> draft", free="1")
    assert page.status_code == 428
    text = page.content.decode()
    assert "A &lt;long&gt; draft" in text
    assert 'name="free" value="1"' in text
    assert f'name="key" value="{fields["key"]}"' in text
    assert "data-proof" in text
    assert not Battle.objects.exists()
    buy_pass(client, fields["key"])
    assert send(client, fields, prompt="A <long> draft").status_code == 302


def test_a_pass_is_good_for_some_battles_and_then_the_next_one_is_bought(client, arena, pool):
    fields = start(client)
    buy_pass(client, fields["key"])
    for number in range(2):
        assert send(client, fields, prompt=f"Prompt {number}").status_code == 302
    assert send(client, fields, prompt="Prompt 3").status_code == 428
    assert buy_pass(client, fields["key"])
    assert send(client, fields, prompt="Prompt 3").status_code == 302
    assert set(Battle.objects.values_list("evidence_tier", flat=True)) == {EvidenceTier.WORKED}


def test_a_pass_costs_no_statement_of_its_own(client, arena, pool, settings):
    settings.PROOF_BATTLES = 10
    settings.BATTLES_PER_MINUTE = 100
    fields = start(client)
    buy_pass(client, fields["key"])
    send(client, fields, prompt="First")
    with CaptureQueriesContext(connection) as with_proof:
        assert send(client, fields, prompt="Second").status_code == 302
    settings.PROOF = False
    with CaptureQueriesContext(connection) as without:
        assert send(client, fields, prompt="Third").status_code == 302
    assert len(with_proof) == len(without)


def test_a_challenge_buys_one_pass():
    someone = buyer()
    payload = solve(issue_challenge(someone))
    redeem_solution(someone, payload)
    with pytest.raises(ProofRefused, match="used"):
        redeem_solution(someone, payload)


@pytest.mark.parametrize("other", [buyer(), buyer(OFFICE)], ids=["voter", "network"])
def test_a_challenge_buys_nothing_for_another_voter_or_in_another_network(other):
    mine = buyer()
    payload = solve(issue_challenge(mine))
    thief = Buyer(
        mine.voter_key if other.prefixes != mine.prefixes else other.voter_key, other.prefixes, mine.moment
    )
    with pytest.raises(ProofRefused, match="network"):
        redeem_solution(thief, payload)


def test_an_expired_challenge_buys_nothing():
    early = buyer(moment=time.time() - 700)
    with pytest.raises(ProofRefused, match="expired"):
        redeem_solution(early, solve(issue_challenge(early)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["solution"].update(derivedKey="00" * 32),
        lambda data: data["challenge"]["parameters"].update(cost=1),
        lambda data: data["challenge"]["parameters"]["data"].update(level=9),
        lambda data: data["challenge"].pop("signature"),
        lambda data: data.pop("solution"),
    ],
)
def test_a_forged_solution_buys_nothing(change):
    someone = buyer()
    data = json.loads(base64.b64decode(solve(issue_challenge(someone))))
    change(data)
    with pytest.raises(ProofRefused):
        redeem_solution(someone, base64.b64encode(json.dumps(data).encode()).decode())


def _coded(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def _payload(**parameters) -> str:
    whole = {"algorithm": "PBKDF2/SHA-256", "nonce": "00", "salt": "00", "cost": 1, **parameters}
    solution = {"counter": 1, "derivedKey": "00"}
    return _coded(json.dumps({"challenge": {"parameters": whole, "signature": "00"}, "solution": solution}))


STRANGE = [
    _payload(expiresAt="tomorrow"),
    _payload(expiresAt=[]),
    _payload(cost=-1),
    _payload(cost=10**40),
    _payload(nonce=7),
    _payload(data={"__proto__": 1}),
    _payload(data=[1, {"a": None}]),
    _payload(keyLength="x"),
    _coded("[" * 2900),
    _coded('{"challenge": {"parameters": {}}, "solution": {}}'),
    _coded('{"challenge": 1, "solution": 2}'),
]


@pytest.mark.parametrize("text", ["", "x", "bm8=", "W10=", "bnVsbA==", "a" * 5000, "ä", *STRANGE])
def test_damaged_solutions_are_refused_with_words(client, arena, text):
    answer = client.post("/proof/", {"key": str(uuid.uuid4()), "payload": text})
    assert answer.status_code == 409
    assert "try again" in answer.json()["error"]


def test_a_pass_in_another_network_is_no_pass(client, arena, pool):
    fields = start(client)
    buy_pass(client, fields["key"])
    moved = client.post("/battles/", {"arena": "text", "prompt": "Hi", **fields}, REMOTE_ADDR=OFFICE)
    assert moved.status_code == 428


def test_another_voter_cannot_use_a_pass(client, arena, pool):
    buy_pass(client, start(client)["key"])
    thief = type(client)()
    thief.cookies["arena_pass"] = client.cookies["arena_pass"].value
    assert send(thief, start(thief)).status_code == 428


def test_a_busy_network_a_busy_voter_and_a_burst_make_proofs_dearer():
    now = time.time()
    first = buyer(moment=now)

    def level(someone: Buyer) -> int:
        return get_level(someone.voter_key, someone.prefixes, moment=now)

    def buy(someone: Buyer, times: int) -> None:
        for _ in range(times):
            count(build_pass_counters(someone.voter_key, someone.prefixes), now=now)

    assert level(first) == 0
    buy(first, 4)
    assert level(first) == 1
    assert level(buyer(moment=now)) == 0
    for _ in range(20):
        buy(buyer(), 1)
    assert level(buyer()) == 1
    assert level(buyer(OFFICE)) == 0
    assert level(buyer("")) == 2
    for number in range(480):
        buy(buyer(f"203.0.{number // 200}.{number % 200}"), 1)
    assert level(buyer(OFFICE)) == 1
    buy(first, 200)
    assert level(first) == MAX_LEVEL


def test_a_solution_that_has_become_too_cheap_is_refused():
    someone = buyer()
    payloads = [solve(issue_challenge(someone)) for _ in range(10)]
    for payload in payloads[:8]:
        redeem_solution(someone, payload)
    with pytest.raises(ProofRefused, match="too cheap"):
        redeem_solution(someone, payloads[8])


def test_a_browser_needs_a_proof_until_it_has_a_pass_with_a_battle_left(client, arena, pool):
    someone = buyer()
    assert needs_proof(someone, "")
    assert not needs_proof(someone, redeem_solution(someone, solve(issue_challenge(someone))))


def test_a_signed_in_member_needs_neither(client, arena, pool, django_user_model):
    client.force_login(django_user_model.objects.create_user("member"))
    assert "data-proof" not in client.get("/").content.decode()
    send(client, {"key": str(uuid.uuid4())})
    assert Battle.objects.get().evidence_tier == EvidenceTier.MEMBER


def test_a_vetted_member_has_a_tier_of_their_own(client, arena, pool, admin_user):
    client.force_login(admin_user)
    send(client, {"key": str(uuid.uuid4())})
    assert Battle.objects.get().evidence_tier == EvidenceTier.VETTED


def test_switched_off_nothing_is_asked(client, arena, pool, settings):
    settings.PROOF = False
    assert "data-proof" not in client.get("/").content.decode()
    assert send(client, {"key": str(uuid.uuid4())}).status_code == 302
    assert Battle.objects.get().evidence_tier == EvidenceTier.NONE
    assert not HeldPrompt.objects.exists()
