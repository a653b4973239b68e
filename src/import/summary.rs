//! The line about an imported file that a person reads: how sure its fields are, tables, notes, words.
//!
//! In: what was made of the file. Out: [`Summary`].

use super::flow::ImportLoss;
use super::found::OfficialLayout;
use super::front_matter::Todo;
use super::outline::BodyPart;
use super::problem::Problem;
use super::repair::{Repair, RepairKind};
use super::tally::{self, Aside, Counted, Made, Tally};
use super::{DissectedFile, ImportRequest, Imported};

/// Keys of the front matter that every document has.
const FIELDS: [&str; 7] = ["type", "number", "date", "issuer", "title", "signer", "recipients"];

/// Words that the official layout has around its values (Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW).
const LAYOUT_WORDS: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập Tự do Hạnh phúc ĐẢNG CỘNG SẢN VIỆT NAM \
    Số ngày tháng năm V/v Về việc Trích yếu Nơi nhận Lưu Kính gửi";

/// Losses that leave a gap in the text, whether or not words are known of it.
const GAPS: [&str; 9] = [
    "import-pictures",
    "import-formula-object",
    "import-form-object",
    "import-symbol",
    "import-letters-unmapped",
    "import-field",
    "import-embedded",
    "import-some-pages-scanned",
    "import-note-lost",
];

/// One line about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Fields that were read and leave no doubt.
    pub sure: usize,
    /// Fields that a person must check.
    pub doubtful: usize,
    /// Fields that were not found.
    pub missing: usize,
    /// Tables of the text.
    pub tables: usize,
    /// Notes of the text.
    pub notes: usize,
    /// Words.
    pub words: Tally,
    /// Places where something else than words was not taken over: pictures, signs, pages that are scans.
    pub gaps: usize,
}

impl Summary {
    pub(super) fn of(parts: &[BodyPart], notes: usize, todos: &[Todo]) -> Self {
        let mut summary = Self { notes, ..Self::default() };
        summary.tables = parts.iter().filter(|part| matches!(part, BodyPart::Table(_))).count();
        for field in FIELDS {
            let reasons: Vec<&str> = todos.iter().filter(|todo| todo.key == field).map(|todo| todo.reason).collect();
            let is_missing = reasons.iter().any(|reason| reason.starts_with("import-todo-"));
            match (reasons.is_empty(), is_missing) {
                (true, _) => summary.sure += 1,
                (_, true) => summary.missing += 1,
                _ => summary.doubtful += 1,
            }
        }
        summary
    }

    /// Whether anything of the file that a reader sees is neither in the text nor in the front matter.
    pub const fn has_lost(&self) -> bool {
        self.words.lost() + self.gaps > 0
    }
}

/// What is counted before a file is written, and counted off against what was written.
pub(super) struct Account {
    words: Counted,
    aside: Vec<(Aside, String)>,
    told: Vec<String>,
    /// Words that were read into values which say them otherwise.
    read: Vec<String>,
    gaps: usize,
}

impl Account {
    /// `aside`: what the reader of the file left out on purpose.
    pub(super) fn open(
        words: Counted,
        aside: Vec<(Aside, String)>,
        draft: &DissectedFile,
        request: &ImportRequest<'_>,
        has_issuer: bool,
    ) -> Self {
        let mut account =
            Self { words, aside, told: Vec::new(), read: read(&draft.layout, request, has_issuer), gaps: 0 };
        let blanks = [&draft.layout.number_blank, &draft.layout.date_blank];
        account.aside.extend(blanks.into_iter().flatten().map(|(_, text)| (Aside::Prompt, text.clone())));
        account.aside.extend(draft.layout.database.iter().map(|line| (Aside::Around, line.clone())));
        draft.losses.iter().for_each(|loss| account.lose(loss));
        account
    }

    fn lose(&mut self, loss: &ImportLoss) {
        if GAPS.contains(&loss.code) {
            self.gaps += loss.what.parse().unwrap_or(1);
        }
        let aside = match loss.code {
            "import-struck" => Some(Aside::Struck),
            "import-hidden" => Some(Aside::Unseen),
            "import-slanted" => Some(Aside::Page),
            "import-left-out" | "import-header" | "import-note-lost" | "import-sideways" | "import-signature-words" => {
                None
            }
            _ => return,
        };
        match aside {
            Some(why) => self.aside.push((why, loss.words.clone())),
            None => self.told.push(loss.words.clone()),
        }
    }

    /// Says of what was written which words it has.
    pub(super) fn close(self, imported: &mut Imported) {
        let (front_matter, body) = imported.markdown.split_once("\n---\n").unwrap_or_default();
        let read = self.read.iter().map(String::as_str);
        let mut made = Made {
            kept: values(front_matter).into_iter().chain([body, LAYOUT_WORDS]).chain(read).collect(),
            ..Made::default()
        };
        made.aside.extend(self.aside.iter().map(|(why, text)| (*why, text.as_str())));
        made.aside
            .extend(imported.repairs.iter().filter_map(|repair| Some((left_out(repair)?, repair.before.as_str()))));
        made.told.extend(self.told.iter().map(String::as_str));
        for problem in &imported.problems {
            match problem.code {
                "import-draft" => made.aside.push((Aside::Draft, &problem.quoted)),
                "import-letterhead" => made.aside.push((Aside::Letterhead, &problem.quoted)),
                "import-left-out" => made.told.push(&problem.quoted),
                _ => {}
            }
        }
        let words = tally::tally(&self.words, &made);
        if words.missing > 0 {
            let [missing, all] = [words.missing, words.all].map(|count| count.to_string());
            let text = words.phrases.iter().map(|phrase| format!("“{phrase}”")).collect::<Vec<_>>().join(", ");
            let problem = Problem::warning("import-words-missing").with("count", missing).with("all", all);
            imported.problems.push(problem.with("text", text));
        }
        imported.summary.words = words;
        imported.summary.gaps = self.gaps;
    }
}

/// The values of the front matter that have words of the file, without remarks.
fn values(front_matter: &str) -> Vec<&str> {
    const KEYS: [&str; 10] = [
        "number",
        "date",
        "title",
        "place",
        "adoption",
        "effective_from",
        "signer",
        "recipients",
        "archive",
        "issued_with",
    ];
    let mut wanted = false;
    let mut values = Vec::new();
    for line in front_matter.lines().filter(|line| !line.starts_with('#')) {
        let (key, value) = line.split_once(':').unwrap_or(("", line));
        if line.starts_with(char::is_alphabetic) {
            wanted = KEYS.contains(&key);
        }
        let value = if line.trim_start().starts_with("- ") { line } else { value };
        if wanted {
            values.push(value.split_once(" # ").map_or(value, |(value, _)| value));
        }
    }
    values
}

/// Why the words of a repair are not in the text.
fn left_out(repair: &Repair) -> Option<Aside> {
    use RepairKind::{Contents, Mark, PageNumber, Remark, Rule, RunningHead, Stamp};
    match repair.kind {
        Contents | Mark | PageNumber | Rule | RunningHead | Stamp => Some(Aside::Page),
        Remark => Some(Aside::Remark),
        _ => None,
    }
}

/// The words of values that the front matter writes otherwise: keys of registries, days.
fn read(layout: &OfficialLayout, request: &ImportRequest<'_>, has_issuer: bool) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let kind = layout.kind.as_ref().and_then(|kind| request.registries.types.get(&kind.value));
    words.extend(kind.map(|kind| kind.name.clone()));
    if has_issuer {
        words.extend(layout.issuer_lines.iter().map(|(_, line)| line.clone()));
    }
    words
}
