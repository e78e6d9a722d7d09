
# The server of the model may go on with the trace.
from model.http import HOOKS  # noqa: E402

HOOKS["request"] = [pass_on]
