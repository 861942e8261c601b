"""Messages (.eml), by the standard library."""

from __future__ import annotations

from email import policy
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from flows.ingest.document import Metadata
from flows.ingest.readers.html import read_html
from flows.ingest.readers.text import Text, UnreadableError, said

_LONGEST = 2_000  # characters of a header that is read: the standard library takes the square of its length in time


class _Bounded(HeaderRegistry):
    """Reads headers, but none that is overlong; those that nobody asks for are never read."""

    def __call__(self, name: str, value: str) -> BaseHeader:
        if len(value) > _LONGEST:
            what = f"has a header longer than {_LONGEST} characters ({said(name) or 'unnamed'})"
            raise UnreadableError("text", what, "save its text as .txt")
        return super().__call__(name, value)


_POLICY = policy.default.clone(header_factory=_Bounded())


def read_mail(content: bytes) -> Text:
    """Return the text of a message's body, of its plain part where it has one; attachments are left out by name."""
    try:
        message = BytesParser(_class=EmailMessage, policy=_POLICY).parsebytes(content)
        body = message.get_body(("plain", "html"))
        left_out = tuple(_attachments(message))
        if body is None and left_out:
            what = f"has no text, only attachments ({', '.join(left_out)})"
            raise UnreadableError("not_empty", what, "save them as files of their own")
        if body is None or not message.keys():
            raise UnreadableError("text", "is no message with a text", "save its text as .txt")
        found = _metadata(message)
        if body.get_content_subtype() == "html":
            payload = body.get_payload(decode=True)
            page = read_html(payload if isinstance(payload, bytes) else b"")
            return Text(page.text, page.encoding, found=found, left_out=left_out)
        text, encoding = str(body.get_content()), body.get_content_charset("utf-8")
    # What a header of a damaged message holds, the standard library finds out only when it is read.
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        what = f"is no message that can be read ({type(error).__name__})"
        raise UnreadableError("text", what, "save its text as .txt") from error
    if "\ufffd" in text:
        raise UnreadableError("encoding", f"has a text that is not {encoding}, as it says", "save its text as .txt")
    if not text.strip():
        raise UnreadableError("not_empty", "holds no text", "remove it or fetch it again")
    return Text(text.replace("\r\n", "\n").replace("\x00", ""), encoding, found=found, left_out=left_out)


def _metadata(message: EmailMessage) -> Metadata:
    name, address = parseaddr(str(message.get("from", "")))
    sent = getattr(message["date"], "datetime", None) if message["date"] else None
    return Metadata(
        title=said(message.get("subject")),
        author=said(name or address),
        published_on=sent.date() if sent else None,
    )


def _attachments(message: EmailMessage) -> list[str]:
    return [said(part.get_filename()) or part.get_content_type() for part in message.iter_attachments()]
