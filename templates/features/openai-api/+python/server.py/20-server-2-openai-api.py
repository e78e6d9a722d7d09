add_openai_api(server, settings)
