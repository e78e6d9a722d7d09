from openai_api import add_openai_api
