"""The jobs: gather, decide, apply. What they need is handed to them; nothing here is global.

`ingest` is the one way from messages to issues, `receive` a webhook, `poll` a reading of GHL,
`summaries` the texts to managers, `operations` what operators and managers do to issues.
"""
