"""啟動伺服器的人會看到的訊息，使用專案的語言。"""

NO_COLLECTOR = (
    "目前不會送出追蹤紀錄：請在 .env 把 OTEL_EXPORTER_OTLP_ENDPOINT 設為 collector 的位址，例如 http://localhost:4318。"
)


def other_protocol(protocol: str) -> str:
    return f"追蹤紀錄只以 http/protobuf 送出，不使用 {protocol}：collector 的位址必須是 HTTP 用的，連接埠通常是 4318。"
