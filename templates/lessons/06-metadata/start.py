from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

# What there is to know, by the word that a question has.
NOTES = [
    {"title": "frame", "text": "A frame is one event on the wire."},
    {"title": "heartbeat", "text": "A heartbeat keeps a silent stream open."},
    {"title": "signal", "text": "A signal tells the handler to stop."},
    {"title": "token", "text": "A token is a piece of a word."},
]


async def handler(request):
    question = request.messages[-1].content
    found = [note for note in NOTES if note["title"] in question]
    text = " ".join(note["text"] for note in found) or "I don't know."
    sources = ", ".join(note["title"] for note in found)
    yield ConversationSSEResponse(id="text", type="text", text=f"{text} (Sources: {sources})", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
