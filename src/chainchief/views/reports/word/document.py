"""Content becomes a Word document: A4, one picture and one table for each figure, every page labelled."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx

from chainchief.views.reports.blocks import Content
from chainchief.views.reports.word.blocks import anchors_of, write_section
from chainchief.views.reports.word.paper import Paper, close_field, open_field
from chainchief.views.reports.word.styles import dress, rgb


def word_document(content: Content) -> bytes:
    """The report as a .docx; the same content on the same machine gives the same bytes."""
    document = docx.Document()
    dress(document, content)
    places = frozenset(place for section in content.sections for place in anchors_of(section))
    paper = Paper(document, content, places)
    _head(paper)
    _contents(paper)
    for section in content.sections:
        write_section(paper, section)
    buffer = BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _head(paper: Paper) -> None:
    """Question, answer, and where it comes from."""
    content = paper.content
    kicker = paper.write(content.kicker, "Kicker")
    if content.synthetic:
        label = kicker.add_run(f"  {content.say('state.synthetic.data')}")
        label.bold, label.font.color.rgb = True, rgb("synthetic")
    paper.write(content.title, "Title")
    for line in content.answer:
        paper.write(line, "Answer")
    if content.synthetic:
        said = paper.write(content.say("state.synthetic.says"))
        said.runs[0].font.color.rgb = rgb("synthetic")
    lines = [content.say("report.made", date=content.day)] if content.made else []
    lines += [content.say("word.source", source=content.source)] if content.source else []
    paper.write((" " if content.language == "en" else "").join([*lines, *content.tags]), "Source")
    paper.write(content.say("report.marks"), "Source")


def _contents(paper: Paper) -> None:
    """The questions of the report as links, in a field that Word can renew."""
    paper.write(paper.content.say("report.contents"), "TOC Heading")
    line = None
    for section in paper.content.sections:
        started = line is not None
        line = paper.write("", "toc 1")
        if not started:
            open_field(line, r'TOC \o "1-1" \n \h \z')
        paper.link(line, section.title, section.anchor)
    if line is not None:
        close_field(line)


def _settled(archive: bytes) -> bytes:
    """The same parts without the time of the writing."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as parts, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as done:
        for part in parts.infolist():
            dated = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            dated.compress_type = zipfile.ZIP_DEFLATED
            done.writestr(dated, parts.read(part))
    return buffer.getvalue()
