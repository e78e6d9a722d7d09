"""The lessons: `python lesson.py` shows the one at hand and checks your handler at each save."""

try:
    from lessons.run.main import main
except ModuleNotFoundError:
    import hardening  # noqa: F401  It says so where the packages are missing.

    raise

if __name__ == "__main__":
    main()
