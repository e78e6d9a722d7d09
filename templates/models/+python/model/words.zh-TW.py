"""啟動伺服器的人會看到的訊息，使用專案的語言。"""


def missing(variable: str) -> str:
    return f"尚未設定 {variable}：請寫進 .env。設定之前，每個請求都會得到錯誤。"
