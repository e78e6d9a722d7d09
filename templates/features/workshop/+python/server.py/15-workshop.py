from lessons.page import add_lesson
