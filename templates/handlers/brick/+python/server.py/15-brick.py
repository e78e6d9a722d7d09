from bricks import add_bricks
