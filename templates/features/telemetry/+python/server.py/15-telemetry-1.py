from telemetry import add_telemetry
