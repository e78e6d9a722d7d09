import "./openai.js";
