"""What clients, and the mocks, say in the project's language."""

PLAYING = "No BRICK_… variable is set: the project's own bricks play, until .env has one."
REFUSED = "This question is not answered here."


def prompt(question: str, documents: list[tuple[str, str]]) -> str:
    """The question with what was found for it, as the llm brick gets it."""
    found = "\n".join(f"[{index + 1}] {title}: {snippet}" for index, (title, snippet) in enumerate(documents))
    return f"Answer by these documents:\n{found}\n\nThe question: {question}"


def serving(address: str, bricks: str) -> str:
    return f"Bricks on {address}: {bricks}"


def bad_listen(value: str) -> str:
    return f"BRICK_LISTEN must be host:port, such as 127.0.0.1:50051, and not {value}"


def cant_listen(value: str) -> str:
    return (
        f"Can't listen on {value}: another program does, it is no address of this machine, or the port is for the "
        "system alone. "
        "Stop that program, or set BRICK_LISTEN to another address."
    )


# The mocks
ATTACK = "It asks to ignore the instructions"
DOCUMENTS = [
    ("Bricks", "A brick is a small service over gRPC, in any language."),
    ("Pipelines", "A pipeline asks one brick after the other."),
    ("Mocks", "A mock plays a brick, without a key or a network."),
]


def answer(prompt: str) -> str:
    quoted = "\n".join(f"> {line}" for line in prompt.split("\n"))
    return f"This answer is **played**: no model has seen your question. The llm brick was asked:\n\n{quoted}\n"
