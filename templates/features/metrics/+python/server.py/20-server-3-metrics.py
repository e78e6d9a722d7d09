add_metrics(server)
