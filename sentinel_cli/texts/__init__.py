"""What people read on a phone, pure: facts in, words and their price out.

`summary` is the three texts a day, `replies` the answers to managers' commands, `gsm7` what a
segment holds.
"""
