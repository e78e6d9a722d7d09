add_lesson(server, enabled=settings.enable_test_page)
