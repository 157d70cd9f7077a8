"""Questions as Moodle XML: a number, a number for each entry ("cloze"), or a choice."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from xml.etree import ElementTree as ET

from netlib.publish.quiz import Asked, Field, asked_for

RIGHT = "Right."


def moodle(title: str, questions: Sequence[Asked]) -> bytes:
    """Return the questions as a file that Moodle imports into a category with this title."""
    quiz = ET.Element("quiz")
    category = ET.SubElement(quiz, "question", type="category")
    _text(ET.SubElement(category, "category"), f"$course$/top/{title.replace('/', '//')}")
    for question in questions:
        _question(quiz, question)
    ET.indent(quiz)
    return bytes(ET.tostring(quiz, "utf-8", xml_declaration=True)) + b"\n"


def _question(quiz: ET.Element, question: Asked) -> None:
    """Add a question to the quiz."""
    several = len(question.fields) > 1
    kind = "cloze" if several else "numerical" if question.fields else "multichoice"
    one = ET.SubElement(quiz, "question", type=kind)
    _text(ET.SubElement(one, "name"), question.title)
    typed = _cloze(question.fields) if several else ""
    _html(one, "questiontext", f"<div>{question.text}</div>{asked_for(question)}{typed}")
    _html(one, "generalfeedback", "")
    if not several:  # else each entry counts 1
        ET.SubElement(one, "defaultgrade").text = str(question.exercise.points)
    ET.SubElement(one, "penalty").text = "0.3333333"
    ET.SubElement(one, "hidden").text = "0"
    for field in () if several else question.fields:
        for value, said in ((field.right, ""), *field.wrong):
            answer = _answer(one, number(value), said)
            ET.SubElement(answer, "tolerance").text = number(field.tolerance)
    if not question.fields:
        ET.SubElement(one, "single").text = "true"
        ET.SubElement(one, "shuffleanswers").text = "false"
        ET.SubElement(one, "answernumbering").text = "none"
        for option in question.options:
            _answer(one, option.shown, option.said)


def _answer(question: ET.Element, text: str, said: str) -> ET.Element:
    """Add an answer and what is said to it, "" to the right one."""
    answer = ET.SubElement(question, "answer", fraction="0" if said else "100", format="html")
    _text(answer, text)
    _html(answer, "feedback", escape(said or RIGHT, quote=False))
    return answer


def _cloze(fields: Sequence[Field]) -> str:
    """Return what is typed: the entries of a matrix in a table, others behind their labels."""
    rows = [list(row) for _, row in groupby(fields, lambda field: field.row)]
    if not any(field.label for field in fields):
        cells = ("".join(f"<td>{_entry(field)}</td>" for field in row) for row in rows)
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    lines = (" ".join(f"{field.label} {_entry(field)}" for field in row) for row in rows)
    return "".join(f"<p>{line}</p>" for line in lines)


def _entry(field: Field) -> str:
    """Return an entry as Moodle has it in a text: {1:NUMERICAL:=0.1:0.001#Right.~%0%...}."""
    found = []
    for value, said in ((field.right, ""), *field.wrong):
        told = re.sub(r"([\\~}#])", r"\\\1", escape(said or RIGHT, quote=False))
        share = "%0%" if said else "="
        found.append(f"{share}{number(value)}:{number(field.tolerance)}#{told}")
    return f"{{1:NUMERICAL:{'~'.join(found)}}}"


def number(value: float) -> str:
    """Return a number without what is only the machine's rounding."""
    return f"{round(value, 10) + 0.0:.10g}"


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, name: str, html: str) -> None:
    _text(ET.SubElement(parent, name, format="html"), html)
