"""What the played model says, in the project's language."""


def answer(question: str) -> str:
    return f"""## You asked

> {question}

This answer is **played**: no model has seen your question. It comes in pieces, as a model's does:

1. a first piece, after a short wait,
2. then one after the other,
3. and a last event with the tokens that it took.

```js
console.log("Hello");
```
"""


def tool_answer(results: str) -> str:
    return f"The tools said: {results}"
