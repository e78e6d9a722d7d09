"""伺服器給啟動者看的訊息，使用專案的語言。

給用戶端的回覆不在這裡：那屬於協定，任何語言的專案都相同。
"""

from pathlib import Path


def listening(address: str) -> str:
    return f"伺服器已啟動：{address}"


def also_listening(address: str) -> str:
    return f"  其他網址：{address}"


OPEN_TO_ALL = (
    "連得到這個位址的人都能使用你的模型，費用由你負擔：請在環境變數或 .env 設定 LLMBRICK_API_KEYS，"
    "讓請求必須附上金鑰。"
)

LOG_LOST = "紀錄無法寫出，因為已經沒有程式讀取：伺服器繼續執行，但不再寫紀錄"


def no_packages(python: str) -> str:
    return (
        f"{python} 沒有這個專案的套件。請改用裝有套件的 Python（.venv/bin/python，"
        "在 Windows 為 .venv\\Scripts\\python），或依照 README.md 安裝。"
    )


# .env 檔案
NOT_A_FILE = "它不是檔案。"
NOT_UTF8 = "它不是 UTF-8 文字。請用編輯器開啟，再以 UTF-8 編碼存檔。"


def env_file_fault(path: Path, reason: str) -> str:
    return f"伺服器無法啟動：{path} 無法使用：{reason}"


def too_long(size: int) -> str:
    return f"它超過 {size} 位元組。"


def strange_lines(lines: list[int]) -> str:
    listed = "、".join(map(str, lines))
    return (
        f"這幾行沒有設定任何變數：第 {listed} 行。"
        "請寫成 NAME=value，前面不要加 set 或 $env:，引號也要成對。"
    )


# 設定
CANNOT_START = "設定有誤，伺服器無法啟動："
HIDDEN = "[已隱藏]"
HALF_OF_TLS = "LLMBRICK_SSL_KEYFILE 與 LLMBRICK_SSL_CERTFILE 必須同時設定，或都不設定"

A_FLAG = " true 或 false"
A_HOST = "主機名稱或 IP 位址"
A_PATH = " URL 路徑"
A_FILE = "檔案路徑"
MODELS = "一個以上的模型，以逗號分隔"
HOSTS = "主機名稱，以逗號分隔"
ORIGINS = " https://app.example.com 這樣的網頁來源，以逗號分隔"
KEYS = "可列印的 ASCII 字元組成、不含空白的金鑰，以逗號分隔"


def an_integer(least: int, most: int) -> str:
    return f" {least} 到 {most} 的整數"


def seconds(least: float, most: int) -> str:
    return f" {least} 到 {most} 的秒數"


def is_bad(source: str, value: str, expected: str) -> str:
    return f"{source} 是 {value}，應為{expected}"


def bad_tls(key: str, certificate: str, reason: object) -> str:
    return f'ssl_keyfile 是 "{key}"，ssl_certfile 是 "{certificate}"，應為 PEM 格式的金鑰與憑證。{reason}'


def unknown_variable(name: str) -> str:
    return f"這個伺服器沒有 {name} 這個變數"


# 位址。source 是值的來源：某個變數，或設定裡的欄位。
def port_in_use(host: str, port: int, source: str, other: int) -> str:
    return (
        f"{host} 的連接埠 {port} 正由另一個程式使用（這個值來自 {source}）。"
        f"請停止那個程式，或在環境變數或 .env 把 LLMBRICK_PORT 設為其他連接埠，例如 {other}。"
    )


def port_forbidden(port: int, source: str) -> str:
    return (
        f"目前的使用者不能使用連接埠 {port}（這個值來自 {source}）。"
        "請在環境變數或 .env 把 LLMBRICK_PORT 設為 1024 以上。"
    )


def port_reserved(port: int, source: str) -> str:
    return (
        f"連接埠 {port} 被 Windows 保留，或正由另一個程式使用（這個值來自 {source}）。"
        "請在環境變數或 .env 把 LLMBRICK_PORT 設為其他連接埠；這個指令會列出保留的範圍："
        "netsh int ipv4 show excludedportrange protocol=tcp"
    )


def not_our_address(host: str, source: str) -> str:
    return (
        f"{host} 不是這台電腦的位址（這個值來自 {source}）。"
        "請在環境變數或 .env 把 LLMBRICK_HOST 設為這台電腦的位址，例如 127.0.0.1。"
    )


def unknown_host(host: str, source: str) -> str:
    return (
        f"找不到主機名稱 {host}（這個值來自 {source}）。"
        "請在環境變數或 .env 把 LLMBRICK_HOST 設為這台電腦的位址，例如 127.0.0.1。"
    )


def cannot_listen(host: str, port: int, reason: object) -> str:
    return f"伺服器無法使用 {host} 的連接埠 {port}：{reason}"
