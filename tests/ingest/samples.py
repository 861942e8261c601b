"""Sources of each format, made by the formats' own tools."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

PARAGRAPHS = (
    "Peru recalled its ambassador from Quito on 3 March 2021, a day after the two governments had met in Lima.",
    "The foreign ministry said that the border would stay open, and that trade between the two had doubled since 2015.",
    "Ecuador’s president called the step “unfriendly” and promised an answer within a week, after a cabinet meeting.",
)
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>Peru recalls its ambassador</title>
<meta name="author" content="Ana Ruiz"><meta property="article:published_time" content="2021-03-04T08:00:00+00:00">
<meta property="og:site_name" content="The Lima Courier"><link rel="canonical" href="https://courier.example/peru">
<script type="application/ld+json">{{"@type": "NewsArticle", "license": "https://creativecommons.org/licenses/by/4.0/"}}
</script></head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport and games</a></li></ul></nav>
<article><h1>Peru recalls its ambassador</h1>{paragraphs}</article>
<footer><p>Subscribe to our newsletter. All rights reserved.</p></footer></body></html>"""


def page(charset: str = "utf-8") -> bytes:
    text = PAGE.format(charset=charset, paragraphs="".join(f"<p>{words}</p>" for words in PARAGRAPHS))
    return text.encode(charset)


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF with these lines on its pages, in one of the fonts that every reader has."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {font} /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def docx_file(paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Peru recalls", "Ana Ruiz"
    document.add_heading("Peru recalls its ambassador")
    document.add_paragraph(paragraphs[0])
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Exports", "Imports"
    for words in paragraphs[1:]:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def message(*, html: bool = False) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ana Ruiz <ana@courier.example>", "Peru recalls"
    mail["Date"] = "Thu, 04 Mar 2021 08:00:00 +0000"
    if html:
        mail.set_content(page().decode(), subtype="html")
    else:
        mail.set_content("\n\n".join(PARAGRAPHS))
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="note.pdf")
    return mail.as_bytes()


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for address, kind, content in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address,
                "response",
                payload=io.BytesIO(content),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2021-03-05T10:00:00Z"},
            )
        )
    return out.getvalue()


_RELATED = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Mapping[str, str | bytes] = {
    "[Content_Types].xml": f'<Types xmlns="{_RELATED}/content-types"><Default Extension="rels" '
    f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{_WORD}.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATED}/relationships"><Relationship Id="r" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
}


def docx_package(document: bytes, **parts: bytes) -> bytes:
    """Return the smallest package that is a Word document, with these bytes as its text, and parts by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in ({**_PARTS, "word/document.xml": document, **parts}).items():
            archive.writestr(name, part)
    return packed.getvalue()
