//! The original: pages of a PDF as pictures, or as the browser shows them, and its words as the importer's reader gives them, before anything was
//! made of them.
//!
//! In: [`Original`]. Out: HTML; each page, line, paragraph and table says where it is, so that the form can lead there.

use super::{FOLDER, Original};
use crate::import::{ImportPlace, ImportedItem, ImportedText, Paragraph, Raised};
use crate::preview::panel::{OURS, Scribe, escaped};

/// The original as a part of a page.
pub(super) fn original(original: &Original, index: usize, scribe: Scribe<'_>) -> String {
    match original {
        Original::Missing(None) => format!("<p>{}</p>", scribe.text("review.original-unknown", &[])),
        Original::Missing(Some(file)) => {
            format!("<p>{}</p>", scribe.text("review.original-missing", &[("file", file)]))
        }
        Original::Text(text) => format!("<div class=\"words\">{}</div>", words(text)),
        Original::Pages(sizes, text) => {
            let count = sizes.len().to_string();
            let mut html = String::from("<div class=\"pages\">");
            for ((width, height), number) in sizes.iter().zip(1_u32..) {
                let alt = scribe.text("review.picture", &[("page", &number.to_string()), ("pages", &count)]);
                let size = match *width > 0.0 {
                    true => format!(" width=\"{width:.0}\" height=\"{height:.0}\""),
                    false => String::new(),
                };
                html.push_str(&format!(
                    "<figure data-page=\"{number}\"><img src=\"{OURS}{FOLDER}{}/page/{number}.png\"{size} \
                     loading=\"lazy\" alt=\"{alt}\">{}</figure>",
                    index + 1,
                    text.as_ref().map(|text| lines(text, number, (*width, *height))).unwrap_or_default()
                ));
            }
            html.push_str("</div>");
            let words = text.as_ref().map(words).unwrap_or_else(|| scribe.text("review.words-none", &[]));
            let summary = scribe.text("review.words", &[]);
            format!("{html}<details class=\"words\"><summary>{summary}</summary>{words}</details>")
        }
        // The browser draws it, on every desk and without a network; a phone that cannot has the words.
        Original::Pdf(text) => format!(
            "<iframe class=\"pdf\" title=\"{}\" src=\"{OURS}{FOLDER}{}/original.pdf#page=1&amp;navpanes=0&amp;view=FitH\"></iframe>\
             <details class=\"words\" open><summary>{}</summary>{}</details>",
            scribe.text("review.original", &[]),
            index + 1,
            scribe.text("review.words", &[]),
            text.as_ref().map(words).unwrap_or_else(|| scribe.text("review.words-none", &[]))
        ),
    }
}

/// Where the lines of a page lie on its picture: frames that are seen when the form leads there.
fn lines(text: &ImportedText, page: u32, (width, height): (f32, f32)) -> String {
    let percent = |part: f32, whole: f32| 100.0 * part / whole.max(1.0);
    let mut html = String::new();
    for paragraph in text.items.iter().flat_map(paragraphs).filter(|paragraph| paragraph.at.page == Some(page)) {
        let (Some(extent), Some(line)) = (paragraph.extent, paragraph.at.line) else { continue };
        html.push_str(&format!(
            "<i data-line=\"{line}\" style=\"left:{:.1}%;top:{:.1}%;width:{:.1}%;height:{:.1}%\"></i>",
            percent(extent.left - 3.0, width),
            percent(height - extent.base - extent.size, height),
            percent(extent.right - extent.left + 6.0, width),
            percent(extent.size * 1.35, height)
        ));
    }
    html
}

/// A paragraph, or those of a table.
fn paragraphs(item: &ImportedItem) -> Vec<&Paragraph> {
    match item {
        ImportedItem::Paragraph(paragraph) => vec![paragraph],
        ImportedItem::Table(table) => table.rows.iter().flatten().flatten().collect(),
        ImportedItem::PageBreak => Vec::new(),
    }
}

fn words(text: &ImportedText) -> String {
    let mut html: String = text.items.iter().map(item).collect();
    for (at, note) in text.footnotes.iter().enumerate() {
        let paragraphs: String = note.iter().map(runs).collect::<Vec<_>>().join(" ");
        html.push_str(&format!("<p><sup>[{}]</sup> {paragraphs}</p>", at + 1));
    }
    html
}

fn place(at: ImportPlace) -> String {
    let named = [("page", at.page), ("line", at.line), ("paragraph", at.paragraph)];
    let told = named.into_iter().filter_map(|(name, number)| Some(format!(" data-{name}=\"{}\"", number?)));
    told.collect()
}

fn item(item: &ImportedItem) -> String {
    match item {
        ImportedItem::PageBreak => "<hr>".to_owned(),
        ImportedItem::Paragraph(paragraph) => format!("<p{}>{}</p>", place(paragraph.at), runs(paragraph)),
        ImportedItem::Table(table) => {
            let cell =
                |cell: &Vec<Paragraph>| format!("<td>{}</td>", cell.iter().map(runs).collect::<Vec<_>>().join("<br>"));
            let row = |row: &Vec<Vec<Paragraph>>| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>());
            let rows: String = table.rows.iter().map(row).collect();
            format!("<div class=\"wide\"><table{}>{rows}</table></div>", place(table.at))
        }
    }
}

fn runs(paragraph: &Paragraph) -> String {
    let mut html = paragraph.label.as_ref().map(|label| format!("{} ", escaped(label))).unwrap_or_default();
    for run in &paragraph.runs {
        let mut words = escaped(&run.text).replace('\n', "<br>");
        let raised = match run.raised {
            Raised::No => None,
            Raised::Up => Some("sup"),
            Raised::Down => Some("sub"),
        };
        let tags = [run.bold.then_some("b"), run.italic.then_some("i"), run.struck.then_some("s"), raised];
        for tag in tags.into_iter().flatten() {
            words = format!("<{tag}>{words}</{tag}>");
        }
        html.push_str(&words);
        if let Some(note) = run.footnote {
            html.push_str(&format!("<sup>[{}]</sup>", note + 1));
        }
    }
    html
}
