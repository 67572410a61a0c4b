"""What people ask and do, on the shell and by text: nothing here starts by itself.

`operations` change an issue, `commands` do the same for a manager's text, `explain` and `replay`
tell why, `status` and `doctor` whether all is well.
"""
