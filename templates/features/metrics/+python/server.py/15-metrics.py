from metrics import add_metrics
