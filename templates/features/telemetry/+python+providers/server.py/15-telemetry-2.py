from telemetry.passing import pass_on
