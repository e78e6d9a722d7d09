"""用戶端會看到的訊息，以及模擬 brick 說的話，使用專案的語言。"""

PLAYING = "沒有設定任何 BRICK_… 變數：在 .env 設定之前，由本專案模擬的 brick 演出整條管線。"
REFUSED = "這裡不回答這個問題。"


def prompt(question: str, documents: list[tuple[str, str]]) -> str:
    """llm brick 收到的問題，附上找到的文件。"""
    found = "\n".join(f"[{index + 1}] {title}：{snippet}" for index, (title, snippet) in enumerate(documents))
    return f"請依照這些文件回答：\n{found}\n\n問題：{question}"


def serving(address: str, bricks: str) -> str:
    return f"Brick 在 {address}：{bricks}"


def bad_listen(value: str) -> str:
    return f"BRICK_LISTEN 必須是 host:port，例如 127.0.0.1:50051，不能是 {value}"


def cant_listen(value: str) -> str:
    return f"無法在 {value} 接受連線：它被別的程式占用、不是這台機器的位址，或是只有系統能用的連接埠。請停止那個程式，或把 BRICK_LISTEN 設成別的位址。"


# 模擬的 brick
ATTACK = "它要求忽略先前的指示"
DOCUMENTS = [
    ("Brick", "Brick 是透過 gRPC 提供的小型服務，可用任何語言撰寫，只做一件事。"),
    ("管線", "管線依序詢問每個 brick，從 guard 到 llm。"),
    ("模擬", "模擬的 brick 不需要金鑰，也不需要網路。"),
]


def answer(prompt: str) -> str:
    quoted = "\n".join(f"> {line}" for line in prompt.split("\n"))
    return f"這個回答是**模擬**的：沒有模型看過你的問題。llm brick 收到的是：\n\n{quoted}\n"
