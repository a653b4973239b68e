//! Whether a file may be served: its kind by name, and whether its bytes are of that kind. A name alone says nothing: a
//! `.pdf` that is a page runs its scripts where a host or a browser goes by the content.
//!
//! In: a file's name, its bytes from the first to as many as are needed. Out: a [`Refusal`], or none.

use super::kinds::{self, Service};
use super::package::Package;
use aho_corasick::AhoCorasick;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Why a file is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its kind is not served; a site may add it.
    Kind,
    /// Its kind runs in a browser, on a server or on the reader's machine.
    Never,
    /// Nothing of its name is left before the ending, or it begins with a dot.
    Name,
    /// Its bytes are of another kind.
    Content {
        /// Key of what it is in the catalogue.
        is: &'static str,
        /// The ending that would be right, where that is served.
        right: Option<&'static str>,
    },
    /// An office file with programs in it.
    Macros,
}

/// Bytes from the beginning that are looked at: more than any browser looks at.
const HEAD: usize = 4096;
/// How compound files begin (Word, Excel and PowerPoint before 2007; installers, too).
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Readers look for `%PDF-` this far from the beginning.
const LATEST_PDF: usize = 1024;

/// What a file is: the form, a key of the catalogue, the ending that names it.
const FORMS: [(&str, &str, &str); 24] = [
    ("pdf", "file-kind.pdf", "pdf"),
    ("late-pdf", "file-kind.late-pdf", ""),
    ("docx", "file-kind.docx", "docx"),
    ("xlsx", "file-kind.xlsx", "xlsx"),
    ("pptx", "file-kind.pptx", "pptx"),
    ("odt", "file-kind.odt", "odt"),
    ("ods", "file-kind.ods", "ods"),
    ("odp", "file-kind.odp", "odp"),
    ("zip", "file-kind.zip", "zip"),
    ("damaged", "file-kind.damaged", ""),
    ("doc", "file-kind.old-word", "doc"),
    ("xls", "file-kind.xls", "xls"),
    ("ppt", "file-kind.ppt", "ppt"),
    ("locked", "file-kind.locked", ""),
    ("compound", "file-kind.compound", ""),
    ("rtf", "file-kind.rtf", "rtf"),
    ("jpg", "file-kind.jpg", "jpg"),
    ("png", "file-kind.png", "png"),
    ("webp", "file-kind.webp", "webp"),
    ("gif", "file-kind.gif", "gif"),
    ("page", "file-kind.page", ""),
    ("program", "file-kind.program", ""),
    ("text", "file-kind.text", "txt"),
    ("empty", "file-kind.empty", ""),
];
/// What is none of these.
const BINARY: &str = "file-kind.binary";

/// Looks at the file `name`; `added`: endings that the site serves beside the usual ones, in lower case.
///
/// # Errors
/// I/O.
pub fn refusal(name: &str, added: &[String], file: &mut (impl Read + Seek)) -> io::Result<Option<Refusal>> {
    let ending = kinds::ending(name);
    let kind = kinds::find(&ending);
    match kind.map(|kind| kind.service) {
        Some(Service::Always) => {}
        Some(Service::Never) => return Ok(Some(Refusal::Never)),
        _ if added.contains(&ending) && kinds::may_be_added(&ending) => {}
        _ => return Ok(Some(Refusal::Kind)),
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if name.starts_with('.') || crate::text::slug(stem).is_empty() {
        return Ok(Some(Refusal::Name));
    }
    let wanted = kind.map_or("any", |kind| kind.form);
    let found = found(file)?;
    if found.macros {
        return Ok(Some(Refusal::Macros));
    }
    let packed = ["docx", "xlsx", "pptx", "odt", "ods", "odp"];
    let fits = match wanted {
        "any" => !matches!(found.form, "page" | "program"),
        "text" => matches!(found.form, "text" | "empty"),
        "zip" => found.form == "zip" || packed.contains(&found.form),
        wanted => found.form == wanted,
    };
    Ok((!fits).then(|| found.refused(added)))
}

/// What the bytes are.
struct Found {
    form: &'static str,
    macros: bool,
}

impl Found {
    fn plain(form: &'static str) -> Self {
        Self { form, macros: false }
    }

    fn refused(&self, added: &[String]) -> Refusal {
        let row = FORMS.iter().find(|(form, _, _)| *form == self.form);
        let is_served = |ending: &str| {
            kinds::find(ending).is_some_and(|kind| kind.service == Service::Always)
                || added.iter().any(|added| added == ending)
        };
        let right = row.map(|(_, _, ending)| *ending).filter(|ending| is_served(ending));
        Refusal::Content { is: row.map_or(BINARY, |(_, key, _)| key), right }
    }
}

fn found(file: &mut (impl Read + Seek)) -> io::Result<Found> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        file.seek(SeekFrom::Start(0))?;
        return Ok(packed(file));
    }
    if head.starts_with(&COMPOUND) {
        file.seek(SeekFrom::Start(0))?;
        return compound(file);
    }
    Ok(Found::plain(of_head(&head)))
}

fn of_head(head: &[u8]) -> &'static str {
    let marks: [(&[u8], &'static str); 14] = [
        (b"\xff\xd8\xff", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"{\\rtf", "rtf"),
        (b"\x7fELF", "program"),
        (b"L\0\0\0\x01\x14\x02\0", "program"),
        (b"\xca\xfe\xba\xbe", "program"),
        (b"\xfe\xed\xfa", "program"),
        (b"\xcf\xfa\xed\xfe", "program"),
        (b"\0asm", "program"),
        (b"MSCF", "program"),
        (b"ITSF", "program"),
        (b"#!", "program"),
    ];
    if head.is_empty() {
        return "empty";
    }
    if let Some((_, form)) = marks.iter().find(|(mark, _)| head.starts_with(mark)) {
        return form;
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return "webp";
    }
    let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    // Without the dash, too: readers and browsers repair such a head, and no browser takes it for a page.
    if bare.starts_with(b"%PDF") {
        return "pdf";
    }
    if is_page(head) {
        return "page";
    }
    if head[..head.len().min(LATEST_PDF)].windows(5).any(|part| part == b"%PDF-") {
        return "late-pdf";
    }
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    match head {
        _ if is_utf16 || !head.contains(&0) => "text",
        [b'M', b'Z', ..] | [b'F' | b'C' | b'Z', b'W', b'S', ..] => "program",
        _ => "binary",
    }
}

/// Whether a browser may take this for a page, or a server for a script: it begins with a tag, or has the telling ones
/// near its beginning.
fn is_page(head: &[u8]) -> bool {
    const TELLING: [&str; 16] = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<svg",
        "<?xml",
        "<?php",
        "<?=",
        "<%@",
        "<!--#",
        "<style",
        "<meta",
        "<object",
        "<embed",
    ];
    // Zeros and marks of encodings stand between the letters of UTF-16.
    let letters = head.iter().filter(|byte| byte.is_ascii() && **byte != 0).map(u8::to_ascii_lowercase);
    let text: String = letters.map(char::from).collect();
    let text = text.trim_start();
    let begins = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?' | '/' | '%')));
    begins || TELLING.iter().any(|tag| text.contains(tag))
}

/// An archive: of which program it is, and whether it carries macros.
fn packed(file: &mut (impl Read + Seek)) -> Found {
    let Ok(mut package) = Package::open(file) else { return Found::plain("damaged") };
    let names = package.names();
    let has = |start: &str, end: &str| names.iter().any(|name| name.starts_with(start) && name.ends_with(end));
    // The main part of Word for the web is `word/document2.xml`.
    let form = if has("word/document", ".xml") {
        "docx"
    } else if has("xl/workbook", ".xml") {
        "xlsx"
    } else if has("ppt/presentation", ".xml") {
        "pptx"
    } else {
        match package.part("mimetype").ok().flatten().as_deref().map(str::trim) {
            Some("application/vnd.oasis.opendocument.text") => "odt",
            Some("application/vnd.oasis.opendocument.spreadsheet") => "ods",
            Some("application/vnd.oasis.opendocument.presentation") => "odp",
            _ => "zip",
        }
    };
    let runs = |name: &String| {
        let lower = name.to_lowercase();
        lower.ends_with("vbaproject.bin")
            || lower.starts_with("xl/macrosheets/")
            || form.starts_with("od") && (lower.starts_with("basic/") || lower.starts_with("scripts/"))
    };
    let declares = match form {
        "docx" | "xlsx" | "pptx" => {
            package.part("[Content_Types].xml").ok().flatten().is_some_and(|types| types.contains("macroEnabled"))
        }
        _ => false,
    };
    Found { form, macros: form != "zip" && (declares || names.iter().any(runs)) }
}

/// A compound file, by the names of its streams, which stand in it in UTF-16.
fn compound(file: &mut impl Read) -> io::Result<Found> {
    const NAMES: [&str; 6] =
        ["WordDocument", "Workbook", "Book\0", "PowerPoint Document", "EncryptedPackage", "_VBA_PROJECT"];
    let wide = NAMES.map(|name| name.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>());
    let names = AhoCorasick::new(wide).map_err(io::Error::other)?;
    let mut seen = [false; NAMES.len()];
    for found in names.stream_find_iter(BufReader::with_capacity(64 * 1024, file)) {
        seen[found?.pattern().as_usize()] = true;
    }
    let [word, workbook, book, slides, locked, macros] = seen;
    let form = match () {
        () if word => "doc",
        () if slides => "ppt",
        () if workbook || book => "xls",
        () if locked => "locked",
        () => "compound",
    };
    Ok(Found { form, macros })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip_writer();
        for (name, text) in parts {
            writer.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn zip_writer() -> ::zip::ZipWriter<Cursor<Vec<u8>>> {
        ::zip::ZipWriter::new(Cursor::new(Vec::new()))
    }

    fn wide(name: &str) -> Vec<u8> {
        let mut bytes = COMPOUND.to_vec();
        bytes.resize(512, 0);
        bytes.extend(name.bytes().flat_map(|byte| [byte, 0]).chain([0, 0]));
        bytes
    }

    fn look(name: &str, bytes: &[u8]) -> Option<Refusal> {
        let added = ["mp4".to_owned(), "dwg".to_owned(), "gif".to_owned(), "html".to_owned()];
        refusal(name, &added, &mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn files_that_are_what_they_say_are_served() {
        let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
        for (name, bytes) in [
            ("Bản ký.PDF", &b"%PDF-1.7\n"[..]),
            ("a.pdf", b"\xef\xbb\xbf\r\n%PDF-1.4"),
            ("a.pdf", b"%PDF\n"),
            ("a.docx", &docx),
            ("a.zip", &docx),
            ("a.xlsx", &zip(&[("xl/workbook.xml", "<w/>")])),
            ("a.odt", &zip(&[("mimetype", "application/vnd.oasis.opendocument.text")])),
            ("a.doc", &wide("WordDocument")),
            ("a.xls", &wide("Workbook")),
            ("a.txt", "Kế hoạch < 5 trường".as_bytes()),
            ("a.txt", b""),
            ("a.csv", b"\xff\xfea\0,\0b\0"),
            ("a.jpg", b"\xff\xd8\xff\xe0"),
            ("a.jpeg", b"\xff\xd8\xff\xe0"),
            ("a.png", b"\x89PNG\r\n\x1a\n"),
            ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
            ("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            ("a.mp4", b"\0\0\0\x18ftypmp42"),
            ("a.dwg", b"AC1032"),
            ("a.php.pdf", b"%PDF-1.7\n"),
        ] {
            assert_eq!(look(name, bytes), None, "{name} {:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_runs_is_refused_by_its_name() {
        for name in ["a.html", "a.JS", "a.svg", "a.php", "a.shtml", ".htaccess", "a.hta", "a.exe", "a.lnk", "a.docm"] {
            assert_eq!(look(name, b"%PDF-"), Some(Refusal::Never), "{name}");
        }
        for name in ["a", "a.xyz", "a.pdf.", "a.ppt", "a.p\u{64}f\u{200b}"] {
            assert_eq!(look(name, b"%PDF-"), Some(Refusal::Kind), "{name}");
        }
        for name in [".pdf", "tệp/.pdf", "….pdf", ".a.pdf"] {
            assert_eq!(look(name, b"%PDF-"), Some(Refusal::Name), "{name}");
        }
    }

    #[test]
    fn what_is_another_kind_is_refused_by_its_content() {
        let page = "file-kind.page";
        for (name, bytes, is, right) in [
            ("a.pdf", &b"<html><script>alert(1)</script>"[..], page, None),
            ("a.pdf", b"<!-- x -->%PDF-1.4", page, None),
            ("a.pdf", b"GET / HTTP/1.1\n\n%PDF-1.4", "file-kind.late-pdf", None),
            ("a.txt", b" \n\t<!DOCTYPE html>", page, None),
            ("a.csv", b"\xef\xbb\xbf<script>", page, None),
            ("a.csv", b"a,b\n1,<script src=x>", page, None),
            ("a.txt", b"\xff\xfe<\0h\0t\0m\0l\0>\0", page, None),
            ("a.txt", b"<?php echo 1;", page, None),
            ("a.txt", b"MZ\x90\0\x03", "file-kind.program", None),
            ("a.txt", b"#!/bin/sh\n", "file-kind.program", None),
            ("a.jpg", b"\x89PNG\r\n\x1a\n", "file-kind.png", Some("png")),
            ("a.png", b"GIF89a", "file-kind.gif", Some("gif")),
            ("a.docx", b"PK\x03\x04 no archive", "file-kind.damaged", None),
            ("a.docx", &zip(&[("a.txt", "x")]), "file-kind.zip", Some("zip")),
            ("a.docx", &zip(&[("xl/workbook.xml", "x")]), "file-kind.xlsx", Some("xlsx")),
            ("a.doc", &zip(&[("word/document.xml", "x")]), "file-kind.docx", Some("docx")),
            ("a.doc", b"{\\rtf1", "file-kind.rtf", None),
            ("a.doc", &wide("Workbook"), "file-kind.xls", Some("xls")),
            ("a.docx", &wide("EncryptedPackage"), "file-kind.locked", None),
            ("a.doc", &wide("Installer"), "file-kind.compound", None),
            ("a.zip", b"MZ\x90\0\x03", "file-kind.program", None),
            ("a.mp4", b"<svg onload=alert(1)>", page, None),
            ("a.pdf", b"", "file-kind.empty", None),
            ("a.pdf", b"Ban ky", "file-kind.text", Some("txt")),
        ] {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(look(name, bytes), Some(Refusal::Content { is, right }), "{name} {shown:?}");
        }
    }

    #[test]
    fn office_files_with_programs_are_refused() {
        let mut old = wide("WordDocument");
        old.extend(wide("_VBA_PROJECT"));
        for (name, bytes) in [
            ("a.docx", zip(&[("word/document.xml", "x"), ("word/vbaProject.bin", "x")])),
            ("a.xlsx", zip(&[("xl/workbook.xml", "x"), ("xl/macrosheets/sheet1.xml", "x")])),
            (
                "a.docx",
                zip(&[("word/document.xml", "x"), ("[Content_Types].xml", "application/…macroEnabled.main+xml")]),
            ),
            ("a.odt", zip(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("Basic/script-lc.xml", "x")])),
            ("a.doc", old),
        ] {
            assert_eq!(look(name, &bytes), Some(Refusal::Macros), "{name}");
        }
    }
}
