"""The short form of `benchmarks/kill.py`: jobs stream in while the process is killed."""

import kill


def test_random_kills_lose_nothing_and_send_nothing_twice(tmp_path):
    found = kill.run(tmp_path, kills=8, rate=10, seed=None)
    assert {name: found[name] for name in kill.MUST_BE_ZERO} == dict.fromkeys(kill.MUST_BE_ZERO, 0)
    assert found["completed"] > 0
