from llmbrick.protocols.models.http.conversation import ConversationSSEResponse, SSEResponseMetadata

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
    if found:
        metadata = SSEResponseMetadata(search_results=NOTES)
        yield ConversationSSEResponse(id="meta", type="meta", progress="IN_PROGRESS", metadata=metadata)
    text = " ".join(note["text"] for note in found) or "I don't know."
    yield ConversationSSEResponse(id="text", type="text", text=text, progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="done", type="done", progress="DONE")
