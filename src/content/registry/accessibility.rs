//! What is known of the accessibility of the site: the last run of axe over its pages, and what people tried by hand;
//! `content/accessibility.yaml`. A machine writes the first (`npm --prefix tests/browser run accessibility`), people
//! the second.
//!
//! In: the file. Out: [`Accessibility`]; nothing is claimed that does not stand in it.

use crate::content::front_matter::Located;
use crate::content::node::Node;
use crate::content::reader::ValueReader;
use jiff::civil::Date;

/// Keys of the file.
pub const KEYS: [&str; 2] = ["axe", "by_hand"];
/// Keys of `axe`.
pub const AXE_KEYS: [&str; 6] = ["day", "version", "browser", "views", "pages", "found"];
/// Keys of an item of `found`.
pub const FOUND_KEYS: [&str; 3] = ["rule", "what", "page"];
/// Keys of an item of `by_hand`.
pub const TRIAL_KEYS: [&str; 6] = ["day", "who", "with", "tried", "found", "state"];

/// What a trial came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrialState {
    /// Nothing stood in the way.
    Good,
    /// What was found stands in the way still.
    Open,
    /// What was found was mended.
    Mended,
}

/// Words of `state`.
pub const STATES: [(&str, TrialState); 3] =
    [("good", TrialState::Good), ("open", TrialState::Open), ("mended", TrialState::Mended)];

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Accessibility {
    /// The last run of axe.
    pub axe: Option<AxeRun>,
    /// What people tried, newest first.
    pub trials: Vec<Trial>,
}

/// A run of axe over pages of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AxeRun {
    /// When.
    pub day: Date,
    /// Of axe: `4.10.3`.
    pub version: String,
    /// "Chromium 131".
    pub browser: String,
    /// How the pages were shown: "màn hình 360 px, nền sáng".
    pub views: Vec<String>,
    /// Their addresses within the site, one of each kind.
    pub pages: Vec<String>,
    /// What was found; empty: nothing.
    pub found: Vec<AxeFinding>,
}

/// What axe found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AxeFinding {
    /// Rule of axe: `color-contrast`.
    pub rule: String,
    /// In words.
    pub what: String,
    /// An address where it was found.
    pub page: Option<String>,
}

/// What a person tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Trial {
    /// When.
    pub day: Date,
    /// A name or a role.
    pub who: String,
    /// "NVDA 2024.4, Firefox 133".
    pub with: String,
    /// What was tried.
    pub tried: String,
    /// What was found.
    pub found: Option<String>,
    /// What it came to.
    pub state: TrialState,
}

/// Reads the file.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Accessibility {
    let Some(fields) = reader.fields("accessibility", node, &KEYS) else { return Accessibility::default() };
    let axe = fields.get("axe").and_then(|node| run(reader, node));
    let items = fields.get("by_hand").map(|node| reader.items("by_hand", node)).unwrap_or_default();
    let mut trials: Vec<Trial> = items.iter().filter_map(|item| trial(reader, item)).collect();
    trials.sort_by_key(|trial| std::cmp::Reverse(trial.day));
    Accessibility { axe, trials }
}

fn run(reader: &mut ValueReader<'_>, node: &Node) -> Option<AxeRun> {
    let fields = reader.fields("axe", node, &AXE_KEYS)?;
    let day = reader.required(&fields, "day").and_then(|node| reader.date("day", node));
    let version = reader.required(&fields, "version").and_then(|node| reader.text("version", node));
    let browser = reader.required(&fields, "browser").and_then(|node| reader.text("browser", node));
    let values = |list: Vec<Located<String>>| list.into_iter().map(|one| one.value).collect::<Vec<_>>();
    let views = fields.get("views").map(|node| reader.texts("views", node)).unwrap_or_default();
    let pages = reader.required(&fields, "pages").map(|node| reader.texts("pages", node));
    // An empty list says that nothing was found; a list that is missing says nothing.
    let found = reader.required(&fields, "found")?;
    let items = reader.items("found", found);
    let found = items.iter().filter_map(|item| finding(reader, item)).collect();
    Some(AxeRun {
        day: day?.value,
        version: version?.value,
        browser: browser?.value,
        views: values(views),
        pages: values(pages?),
        found,
    })
}

fn finding(reader: &mut ValueReader<'_>, node: &Node) -> Option<AxeFinding> {
    let fields = reader.fields("found", node, &FOUND_KEYS)?;
    let rule = reader.required(&fields, "rule").and_then(|node| reader.text("rule", node));
    let what = reader.required(&fields, "what").and_then(|node| reader.long_text("what", node));
    let page = fields.get("page").and_then(|node| reader.text("page", node));
    Some(AxeFinding { rule: rule?.value, what: what?.value, page: page.map(|page| page.value) })
}

fn trial(reader: &mut ValueReader<'_>, node: &Node) -> Option<Trial> {
    let fields = reader.fields("by_hand", node, &TRIAL_KEYS)?;
    let day = reader.required(&fields, "day").and_then(|node| reader.date("day", node));
    let who = reader.required(&fields, "who").and_then(|node| reader.text("who", node));
    let with = reader.required(&fields, "with").and_then(|node| reader.text("with", node));
    let tried = reader.required(&fields, "tried").and_then(|node| reader.long_text("tried", node));
    let found = fields.get("found").and_then(|node| reader.long_text("found", node));
    let state = reader.required(&fields, "state").and_then(|node| reader.choice("state", node, &STATES));
    Some(Trial {
        day: day?.value,
        who: who?.value,
        with: with?.value,
        tried: tried?.value,
        found: found.map(|found| found.value),
        state: state?,
    })
}
