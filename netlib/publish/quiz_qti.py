"""Questions as a QTI 1.2 package, each a choice among the right answer and the known wrong ones.

Every platform imports choices, with a word to each. Of the numbers in a QTI file Canvas takes all
as right, those too that are listed to say what is wrong with them. And 1.2 is what all can read.
"""

import re
from collections.abc import Sequence
from html import escape
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from netlib.publish.quiz import Asked, Option

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
SAID = "response1"
RIGHT = "Right."


def qti(title: str, questions: Sequence[Asked]) -> bytes:
    """Return the questions as a package: a quiz with this title, and a manifest that names it."""
    name = re.sub(r"\W+", "-", title).strip("-").lower()
    root = ET.Element("questestinterop", xmlns=QTI)
    assessment = ET.SubElement(root, "assessment", ident=name, title=title)
    section = ET.SubElement(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    manifest = ET.Element("manifest", identifier=f"{name}-manifest", xmlns=PACKAGE)
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(manifest, "organizations")
    file = f"{name}/{name}.xml"
    resources = ET.SubElement(manifest, "resources")
    about = {"identifier": name, "type": "imsqti_xmlv1p2", "href": file}
    ET.SubElement(ET.SubElement(resources, "resource", about), "file", href=file)
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        for path, element in (("imsmanifest.xml", manifest), (file, root)):
            ET.indent(element)
            written = ET.tostring(element, "utf-8", xml_declaration=True)
            package.writestr(ZipInfo(path), written, ZIP_DEFLATED)  # of no date
    return packed.getvalue()


def _item(section: ET.Element, question: Asked) -> None:
    """Add a question."""
    ident = f"q{question.exercise.id.replace('.', '_')}"
    item = ET.SubElement(section, "item", ident=ident, title=question.title)
    fields = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    points = str(question.exercise.points)
    for label, entry in (
        ("question_type", "multiple_choice_question"), ("points_possible", points),
    ):  # fmt: skip
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, f"<div>{question.text}</div>")
    choices = ET.SubElement(presentation, "response_lid", ident=SAID, rcardinality="Single")
    choices = ET.SubElement(choices, "render_choice")
    processing = ET.SubElement(item, "resprocessing")
    ranged = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    ET.SubElement(ET.SubElement(processing, "outcomes"), "decvar", ranged)
    idents = {option: f"{ident}_{k}" for k, option in enumerate(question.options)}
    for option, name in idents.items():
        _material(ET.SubElement(choices, "response_label", ident=name), option.shown)
        told = _condition(processing, name, "Yes")
        ET.SubElement(told, "displayfeedback", feedbacktype="Response", linkrefid=f"{name}_fb")
    right = next(name for option, name in idents.items() if not option.said)
    ET.SubElement(
        _condition(processing, right, "No"), "setvar", action="Set", varname="SCORE"
    ).text = "100"
    for option, name in idents.items():
        feedback = ET.SubElement(item, "itemfeedback", ident=f"{name}_fb")
        _material(ET.SubElement(feedback, "flow_mat"), _told(option))


def _condition(processing: ET.Element, name: str, on: str) -> ET.Element:
    """Add what is done when an option is chosen, and whether it goes on after that."""
    condition = ET.SubElement(processing, "respcondition", {"continue": on})
    variable = ET.SubElement(condition, "conditionvar")
    ET.SubElement(variable, "varequal", respident=SAID).text = name
    return condition


def _told(option: Option) -> str:
    return f"<p>{escape(option.said or RIGHT, quote=False)}</p>"


def _material(parent: ET.Element, html: str) -> None:
    text = ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html")
    text.text = html
