import pytest

from sentinel_cli.rules.acknowledgement import judge


@pytest.mark.parametrize("text", ["Thanks!", "ok 👍🏽", "Muchas gracias joven", "k"])
def test_a_closing_after_news_is_an_acknowledgement(text: str) -> None:
    assert judge(text, "All done for today.").is_ack


@pytest.mark.parametrize("text", ["yes", "👍", "Liked “Does Tuesday work for you?”", "dirty"])
def test_an_answer_to_a_question_needs_a_person(text: str) -> None:
    assert not judge(text, "Does Tuesday work for you?").is_ack
