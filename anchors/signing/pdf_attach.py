"""
Attaching files to a finished PDF by an incremental update: what stood before stays, byte for byte.

As PDF/A-3 asks (ISO 19005-3 §6.8): media type, relationship, name and description of each file, listed in the
catalogue's ``/AF`` and in the name tree. pyHanko's own ``embed_file`` would raise the file's version to PDF 2.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


@dataclass(frozen=True)
class Attachment:
    """A file to embed: ``relationship`` is a name of ISO 32000-2 §7.11.3, such as ``Source``."""

    name: str
    content: bytes = field(repr=False)
    relationship: str
    media_type: str
    description: str


def attach(writer: IncrementalPdfFileWriter, files: Iterable[Attachment], at: datetime) -> None:
    """
    Embed the files; ``at`` becomes their date. Raises ValueError for a PDF that has attachments already.

    A name tree is in order of its names (ISO 32000-2 §7.9.6).
    """
    if "/Names" in writer.root and "/EmbeddedFiles" in writer.root["/Names"]:
        raise ValueError("it has attachments already")
    names, listed = ArrayObject(), ArrayObject()
    for each in sorted(files, key=lambda file: file.name):
        stored = EmbeddedFileObject.from_file_data(
            writer,
            each.content,
            params=EmbeddedFileParams(creation_date=at, modification_date=at),
            mime_type=each.media_type,
        )
        specification = FileSpec(
            each.name,
            file_name=each.name,
            embedded_data=stored,
            description=each.description,
            af_relationship=pdf_name(f"/{each.relationship}"),
        )
        reference = writer.add_object(specification.as_pdf_object())
        names += [pdf_string(each.name), reference]
        listed.append(reference)
    tree = DictionaryObject({pdf_name("/Names"): names})
    if "/Names" not in writer.root:
        writer.root[pdf_name("/Names")] = DictionaryObject()
    writer.root["/Names"][pdf_name("/EmbeddedFiles")] = writer.add_object(tree)
    writer.update_container(writer.root["/Names"])
    writer.root[pdf_name("/AF")] = listed
    writer.update_root()
