//! What is said of each file in one line, and of all files in a table: how sure fields are, how many words were kept.
//!
//! In: the summaries of imported files. Out: lines in the reader's language.

use crate::catalogue::{Language, fill, text};
use crate::import::Summary;

/// Letters of a file's name in the table.
const LONGEST_NAME: usize = 48;

/// `  7 mục chắc chắn, 0 phải xem lại, 0 thiếu; 2 bảng, 1 chú thích; giữ 980 trên 1000 từ, để ngoài 20 (…), mất 0`.
pub(super) fn line(summary: &Summary, language: Language) -> String {
    let words = &summary.words;
    let aside: Vec<String> =
        words.aside.iter().map(|(why, count)| format!("{}: {count}", text(language, why.key()))).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
    let gaps = match summary.gaps {
        0 => String::new(),
        count => fill(text(language, "import-summary-gaps"), &[("count", &count.to_string())]),
    };
    let counts = [
        ("sure", summary.sure.to_string()),
        ("doubtful", summary.doubtful.to_string()),
        ("missing", summary.missing.to_string()),
        ("tables", summary.tables.to_string()),
        ("notes", summary.notes.to_string()),
        ("kept", words.kept.to_string()),
        ("all", words.all.to_string()),
        ("aside", words.set_aside().to_string() + &aside),
        ("lost", words.lost().to_string()),
        ("gaps", gaps),
    ];
    fill(text(language, "import-summary"), &counts.each_ref().map(|(name, count)| (*name, count.as_str())))
}

/// A row a file, with the path of its document, and one for all. `None` stands for a file that was not imported.
pub(super) fn table(files: &[(String, Option<(String, Summary)>)], language: Language) -> Vec<String> {
    let said = |key| text(language, key);
    let mut rows = vec![HEADS.map(|key| said(key).to_owned())];
    let mut sum = Summary::default();
    for (name, summary) in files {
        let name = cut(name);
        match summary {
            Some((document, summary)) => {
                add(&mut sum, summary);
                rows.push(row(name, summary, document));
            }
            None => {
                let mut row: [String; COLUMNS] = Default::default();
                (row[0], row[1]) = (name, said("import-table-refused").to_owned());
                rows.push(row);
            }
        }
    }
    rows.push(row(said("import-table-all").to_owned(), &sum, ""));
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; COLUMNS] = std::array::from_fn(wide);
    let padded = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect::<Vec<_>>();
        format!("  {}", cells.join("  ").trim_end())
    };
    rows.iter().map(padded).collect()
}

const COLUMNS: usize = 8;

/// Keys of the heads of columns.
const HEADS: [&str; COLUMNS] = [
    "import-table-file",
    "import-table-fields",
    "import-table-kept",
    "import-table-lost",
    "import-table-gaps",
    "import-table-tables",
    "import-table-notes",
    "import-table-document",
];

fn row(name: String, summary: &Summary, document: &str) -> [String; COLUMNS] {
    let words = &summary.words;
    [
        name,
        format!("{}/{}/{}", summary.sure, summary.doubtful, summary.missing),
        format!("{}/{}", words.kept + words.set_aside(), words.all),
        words.lost().to_string(),
        summary.gaps.to_string(),
        summary.tables.to_string(),
        summary.notes.to_string(),
        document.to_owned(),
    ]
}

fn add(sum: &mut Summary, one: &Summary) {
    for (all, one) in [
        (&mut sum.sure, one.sure),
        (&mut sum.doubtful, one.doubtful),
        (&mut sum.missing, one.missing),
        (&mut sum.tables, one.tables),
        (&mut sum.notes, one.notes),
        (&mut sum.gaps, one.gaps),
        (&mut sum.words.all, one.words.all),
        (&mut sum.words.kept, one.words.kept),
        (&mut sum.words.told, one.words.told),
        (&mut sum.words.missing, one.words.missing),
    ] {
        *all += one;
    }
    for (why, count) in &one.words.aside {
        *sum.words.aside.entry(*why).or_default() += count;
    }
}

/// The last folder and the name, from the end.
fn cut(name: &str) -> String {
    let count = name.chars().count();
    if count <= LONGEST_NAME {
        return name.to_owned();
    }
    let end: String = name.chars().skip(count - LONGEST_NAME + 1).collect();
    format!("…{end}")
}
