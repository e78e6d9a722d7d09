// The parts of the page that need nobody else: each module connects its own.
import "./theme.js";
import "./presets.js";
import "./timeline.js";
