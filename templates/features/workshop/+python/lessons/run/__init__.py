"""The lessons' runner: `python lesson.py` starts it."""
