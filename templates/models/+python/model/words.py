"""What the server says to whoever starts it, in the project's language."""


def missing(variable: str) -> str:
    return f"{variable} is not set: put it into .env. Until then, every request is answered with an error."
