"""The business rules, pure: who is a person, what is contact, the fold, which wait is which issue.

`verdicts` judges one message by itself, `fold` walks a contact's timeline, `provisional` merges
webhooks without ids with GHL's rows, `reconcile` makes issues match waits, `acknowledgement`
knows a customer's closing words.
"""
