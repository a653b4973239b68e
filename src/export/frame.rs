//! Head and foot of the official layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.1 to II.9; Party: Hướng dẫn
//! 36-HD/VPTW.
//!
//! In: the document. Out: two tables without rules, type and title between head and text.

use super::OfficialDocument;
use super::body::{BodyWriter, Look, Setting, WIDTH};
use crate::catalogue::{Language, text};
use crate::text::fold;

const BOLD: Look = Look { bold: true, ..PLAIN };
const ITALIC: Look = Look { italic: true, ..PLAIN };
const PLAIN: Look = Look::plain();

/// Letterhead, number, place and date, type and title.
pub(super) fn head(writer: &mut BodyWriter<'_>, document: &OfficialDocument<'_>) {
    let left = WIDTH * 2 / 5;
    writer.open_table("TableNormal", &[left, WIDTH - left]);
    writer.xml.open("w:tr", &[]);
    writer.open_cell(left);
    issuer(writer, document);
    writer.xml.close();
    writer.open_cell(WIDTH - left);
    motto(writer, document);
    writer.xml.close();
    writer.xml.close();
    writer.close_table();
    if document.letter {
        return;
    }
    writer.line("Title", &document.kind.to_uppercase(), PLAIN);
    writer.line("Subtitle", document.title, PLAIN);
    writer.line("HeadLine", "____________", PLAIN);
}

fn issuer(writer: &mut BodyWriter<'_>, document: &OfficialDocument<'_>) {
    if let Some(above) = document.above {
        writer.line("HeadLine", &above.to_uppercase(), PLAIN);
    }
    for line in broken(document.issuer) {
        writer.line("HeadLine", &line.to_uppercase(), BOLD);
    }
    writer.line("HeadLine", if document.party { "*" } else { "_______" }, PLAIN);
    let label = if document.party { "Số" } else { "Số:" };
    let number = document.number.unwrap_or("…………");
    writer.line("HeadLine", &format!("{label} {number}"), PLAIN);
    if document.letter {
        writer.line("HeadLine", &subject(document.title), PLAIN);
    }
}

/// "Ủy ban nhân dân" and, on a line of its own, of which place.
fn broken(issuer: &str) -> Vec<&str> {
    for body in ["Ủy ban nhân dân", "Hội đồng nhân dân"] {
        if let Some(place) = issuer.strip_prefix(body).map(str::trim_start).filter(|place| !place.is_empty()) {
            return vec![body, place];
        }
    }
    vec![issuer]
}

/// "V/v …" (Phụ lục I, mục II.5): the title of a letter stands below its number.
fn subject(title: &str) -> String {
    match title.strip_prefix("Về việc ") {
        Some(rest) => format!("V/v {rest}"),
        None if fold(title).starts_with("v/v") => title.to_owned(),
        None => format!("V/v {title}"),
    }
}

fn motto(writer: &mut BodyWriter<'_>, document: &OfficialDocument<'_>) {
    let word = |key| text(Language::Vietnamese, key);
    let underlined = Look { underlined: true, ..BOLD };
    if document.party {
        writer.line("HeadLine", &word("page-party").to_uppercase(), underlined);
    } else {
        writer.line("HeadLine", &word("page-republic").to_uppercase(), BOLD);
        writer.line("HeadLine", word("page-motto"), underlined);
    }
    writer.line("HeadLine", "", PLAIN);
    let date = document.date.as_deref().unwrap_or("ngày      tháng      năm       ");
    let place = document.place.map(|place| format!("{place}, ")).unwrap_or_default();
    writer.line("HeadLine", &format!("{place}{date}"), ITALIC);
}

/// Who adopted it, recipients and signature.
pub(super) fn foot(writer: &mut BodyWriter<'_>, document: &OfficialDocument<'_>) {
    if let Some(adoption) = document.adoption {
        writer.line("BodyText", adoption, ITALIC);
    }
    let recipients = !document.recipients.is_empty() || document.archive.is_some();
    if document.signer.is_none() && !recipients {
        return;
    }
    let left = WIDTH / 2;
    writer.paragraph(Setting::styled("TableText"), |_| {});
    writer.open_table("TableNormal", &[left, WIDTH - left]);
    writer.xml.open("w:tr", &[]);
    writer.open_cell(left);
    if recipients {
        writer.line("Recipients", "Nơi nhận:", Look { bold: true, italic: true, ..PLAIN });
    }
    for recipient in document.recipients {
        writer.line("Recipients", &format!("- {recipient};"), PLAIN);
    }
    if let Some(archive) = document.archive {
        writer.line("Recipients", &format!("- Lưu: {archive}."), PLAIN);
    }
    if !recipients {
        writer.paragraph(Setting::styled("Recipients"), |_| {});
    }
    writer.xml.close();
    writer.open_cell(WIDTH - left);
    signature(writer, document);
    writer.xml.close();
    writer.xml.close();
    writer.close_table();
}

fn signature(writer: &mut BodyWriter<'_>, document: &OfficialDocument<'_>) {
    let Some(signer) = document.signer else {
        writer.paragraph(Setting::styled("Signature"), |_| {});
        return;
    };
    for line in [&signer.authority, &signer.position].into_iter().flatten() {
        writer.line("Signature", line, PLAIN);
    }
    /// Lines that a hand signs and a stamp covers.
    const ROOM: usize = 4;
    for _ in 0..ROOM {
        writer.paragraph(Setting::styled("Signature"), |_| {});
    }
    writer.line("Signature", &signer.name, PLAIN);
}
