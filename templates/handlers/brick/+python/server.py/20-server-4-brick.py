add_bricks(server, settings)
