"""Is a customer only closing the conversation? See `judging`; the words are in `vocabulary`."""

from sentinel_cli.rules.acknowledgement.judging import Answer, Judgement, judge

__all__ = ["Answer", "Judgement", "judge"]
