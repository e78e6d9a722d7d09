import "./lesson.js";
