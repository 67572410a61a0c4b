"""What cron, curl and GHL start: gather, decide, apply. What a job needs is handed to it.

`receive` is a webhook, `poll` a reading of GHL, `summary` the three texts a day, `upkeep` backup
and pruning; `sending` is the one place a text to a manager goes out, `runs` wires a job up.
"""
