"""Phrases and words, in the notation of `phrases`: nothing here decides anything."""
