"""The lessons: `python lesson.py` shows the one at hand and checks your handler at each save."""

from lessons.run.main import main

if __name__ == "__main__":
    main()
