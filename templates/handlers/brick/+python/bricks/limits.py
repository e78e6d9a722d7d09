"""What holds for the bricks of the server's settings."""

from dataclasses import dataclass

from hardening import Settings


@dataclass
class Limits:
    """The settings of these names; times are in seconds."""

    debug_mode: bool = True
    request_timeout: float = 30
    max_stream_duration: float = 0

    def take(self, settings: Settings) -> None:
        self.debug_mode = settings.debug_mode
        self.request_timeout = settings.request_timeout
        self.max_stream_duration = settings.max_stream_duration


limits = Limits()
