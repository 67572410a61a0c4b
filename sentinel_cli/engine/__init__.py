"""Facts in, issues out, in one transaction: what webhooks, polls and people's actions share.

`ingest` stores messages, folds the contact and makes the issues match; `start` knows since when
Sentinel watches and by which rules; `locks` lets one run of a kind at a time.
"""
