//! Addresses whose document became another one: a reader who wrote one down would find a text that he did not mean.
//!
//! In: the documents, which text was published at their addresses, the labels of the ledger. Out: an error for each
//! address, unless `renumbered:` of the configuration confirms it; a warning for each text that was edited since, and is
//! not among the former texts of its document.
//!
//! A text is the same when its file or its words are the same: files are renamed, texts are corrected. A site that was
//! published before texts were listed has only labels, the titles of the day when an address was first published: there
//! a document has moved when its title stands at another address than its label.

use super::plan::{PlanInput, plain};
use crate::address::published::PublishedText;
use crate::content::config::{CONFIG_FILE, Renumbered};
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::{Diagnostic, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the documents there are, and of those that were published.
struct Known<'a> {
    documents: Vec<&'a HeldDocument>,
    now: Vec<PublishedText>,
    titles: Vec<String>,
    by_file: BTreeMap<[u8; 32], DocumentIndex>,
    by_text: BTreeMap<[u8; 32], Vec<DocumentIndex>>,
    by_title: BTreeMap<&'a str, Vec<DocumentIndex>>,
    by_address: BTreeMap<&'a str, DocumentIndex>,
    published: &'a BTreeMap<String, PublishedText>,
    published_by_file: BTreeMap<[u8; 32], &'a str>,
    published_by_text: BTreeMap<[u8; 32], Vec<&'a str>>,
    labels: BTreeMap<&'a str, &'a str>,
    by_label: BTreeMap<&'a str, Vec<&'a str>>,
}

/// What became of the document that stood at an address.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// It stands there.
    Stays,
    /// It stands elsewhere now.
    MovedTo(String),
    /// Another came, and it is not known where it went.
    Replaced,
}

/// Addresses at which another document stands now than was published there.
pub(super) fn check(input: &PlanInput<'_>) -> Vec<Diagnostic> {
    let renumbered = &input.config.renumbered;
    let mut problems = unfounded(input, renumbered);
    if input.published.texts.is_empty() && input.ledger.is_empty() {
        return problems;
    }
    let confirmed: BTreeSet<&str> = renumbered.iter().map(|one| one.address.value.as_str()).collect();
    let titles = titles(input);
    let known = Known::new(input, &titles);
    for (index, document) in known.documents.iter().enumerate() {
        if confirmed.contains(document.address.as_str()) {
            continue;
        }
        let fate = known.fate(index);
        if fate == Fate::Stays {
            problems.extend(known.edited(index));
            continue;
        }
        let label = known.labels.get(document.address.as_str()).copied().unwrap_or_default();
        let mut problem = Diagnostic::error("address-taken")
            .with("address", document.address.clone())
            .with("label", label)
            .with("title", known.titles[index].clone());
        if let Fate::MovedTo(now) = fate {
            problem = problem.with("now", now);
        }
        if let Some(number) = &document.front_matter.number {
            problem = problem.with("number", number.value.as_str().to_owned());
        }
        problems.push(problem.placed(Some(Place::file(document.path.clone()))));
    }
    problems
}

/// Entries of `renumbered:` that confirm nothing, or lead nowhere.
fn unfounded(input: &PlanInput<'_>, renumbered: &[Renumbered]) -> Vec<Diagnostic> {
    if renumbered.is_empty() {
        return Vec::new();
    }
    let documents: BTreeSet<&str> = input.corpus.documents.iter().map(|one| one.address.as_str()).collect();
    let named = renumbered.iter().flat_map(|one| std::iter::once(&one.address).chain(&one.before));
    let missing = named.filter(|address| !documents.contains(address.value.as_str()));
    let problem = |address: &str| {
        let problem = Diagnostic::error("renumbered-unknown").with("address", address.to_owned());
        problem.placed(Some(Place::file(CONFIG_FILE)))
    };
    missing.map(|address| problem(&address.value)).collect()
}

fn titles(input: &PlanInput<'_>) -> Vec<String> {
    input.corpus.documents.iter().map(|document| plain(&document.front_matter.title)).collect()
}

impl<'a> Known<'a> {
    fn new(input: &PlanInput<'a>, titles: &'a [String]) -> Self {
        let documents: Vec<&HeldDocument> = input.corpus.documents.iter().map(|document| &**document).collect();
        let now: Vec<PublishedText> =
            documents.iter().map(|document| PublishedText::of(&document.path, document.text.text_hash)).collect();
        let mut known = Self {
            by_file: now.iter().enumerate().map(|(index, now)| (now.file, index)).collect(),
            by_address: documents.iter().enumerate().map(|(index, one)| (one.address.as_str(), index)).collect(),
            by_text: BTreeMap::new(),
            by_title: BTreeMap::new(),
            published: &input.published.texts,
            published_by_file: BTreeMap::new(),
            published_by_text: BTreeMap::new(),
            labels: BTreeMap::new(),
            by_label: BTreeMap::new(),
            titles: titles.to_vec(),
            documents,
            now,
        };
        for (index, now) in known.now.iter().enumerate() {
            known.by_text.entry(now.text).or_default().push(index);
            known.by_title.entry(&titles[index]).or_default().push(index);
        }
        for (address, text) in known.published {
            known.published_by_file.insert(text.file, address);
            known.published_by_text.entry(text.text).or_default().push(address);
        }
        for line in input.ledger.iter().filter(|line| line.kind == "document") {
            known.labels.insert(&line.address, &line.label);
            known.by_label.entry(&line.label).or_default().push(&line.address);
        }
        known
    }

    /// What became of the document that was published at the address of document `index`.
    fn fate(&self, index: DocumentIndex) -> Fate {
        match self.published.get(&self.documents[index].address) {
            Some(before) => self.fate_by_text(index, before),
            None if self.published.is_empty() => self.fate_by_label(index),
            None => Fate::Stays,
        }
    }

    /// The text that was published is none of those that the document has or had.
    fn edited(&self, index: DocumentIndex) -> Option<Diagnostic> {
        let document = self.documents[index];
        let before = self.published.get(&document.address)?;
        let front_matter = &document.front_matter;
        let texts = front_matter.versions.iter().filter_map(|version| version.text.as_ref());
        let is_known =
            self.now[index].text == before.text || texts.map(|text| text.text_hash).any(|text| text == before.text);
        (!is_known && !front_matter.draft).then(|| {
            let problem = Diagnostic::warning("published-text-edited")
                .with("address", document.address.clone())
                .with("title", self.titles[index].clone());
            problem.placed(Some(Place::file(document.path.clone())))
        })
    }

    fn fate_by_text(&self, index: DocumentIndex, before: &PublishedText) -> Fate {
        let now = &self.now[index];
        if now.text == before.text {
            return Fate::Stays;
        }
        // Texts may be alike: one counts only where it was not before.
        let came = |other: &DocumentIndex| {
            *other != index
                && self.published.get(&self.documents[*other].address).is_none_or(|text| text.text != before.text)
        };
        let with_text = self.by_text.get(&before.text).into_iter().flatten().copied().find(came);
        if let Some(other) = with_text {
            return self.moved_to(other);
        }
        if now.file == before.file {
            return Fate::Stays;
        }
        if let Some(other) = self.by_file.get(&before.file) {
            return self.moved_to(*other);
        }
        let address = self.documents[index].address.as_str();
        let left = |other: &&&str| {
            **other != address && self.by_address.get(**other).is_none_or(|other| self.now[*other].text != now.text)
        };
        let came_from_elsewhere = self.published_by_file.get(&now.file).is_some_and(|other| *other != address)
            || self.published_by_text.get(&now.text).is_some_and(|others| others.iter().any(|other| left(&other)));
        // Neither file nor text nor title are those of what stood here.
        let is_new = self.labels.get(address).is_none_or(|label| **label != *self.titles[index]);
        if came_from_elsewhere || is_new { Fate::Replaced } else { Fate::Stays }
    }

    fn fate_by_label(&self, index: DocumentIndex) -> Fate {
        let address = self.documents[index].address.as_str();
        let title = self.titles[index].as_str();
        let Some(label) = self.labels.get(address).filter(|label| **label != title) else { return Fate::Stays };
        let came = |other: &DocumentIndex| {
            *other != index && self.labels.get(self.documents[*other].address.as_str()).is_none_or(|old| old != label)
        };
        if let Some(other) = self.by_title.get(label).into_iter().flatten().copied().find(came) {
            return self.moved_to(other);
        }
        let left = |other: &&str| {
            *other != address && self.by_address.get(*other).is_none_or(|other| self.titles[*other] != title)
        };
        let came_from_elsewhere = self.by_label.get(title).is_some_and(|others| others.iter().any(left));
        if came_from_elsewhere { Fate::Replaced } else { Fate::Stays }
    }

    fn moved_to(&self, other: DocumentIndex) -> Fate {
        Fate::MovedTo(self.documents[other].address.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::published::PublishedSite;
    use crate::corpus::former::KnownAddress;
    use crate::site::fixture::fixture;
    use std::sync::Arc;

    /// A document: address, file, text (one digit stands for it), title.
    type Stood = (&'static str, &'static str, u8, &'static str);

    /// The addresses that are said to be another's when `before` was published and `now` is there; `listed`: the site had
    /// a list of texts.
    fn taken(before: &[Stood], now: &[Stood], listed: bool) -> Vec<String> {
        said("address-taken", before, now, listed)
    }

    /// What is said with `code`: addresses, and where documents are now.
    fn said(code: &str, before: &[Stood], now: &[Stood], listed: bool) -> Vec<String> {
        let mut fixture = fixture(1);
        let template = fixture.corpus.documents[0].clone();
        let document = |(address, file, text, title): &Stood| {
            let mut document = (*template).clone();
            document.address = (*address).to_owned();
            document.path = Arc::from(*file);
            document.text.text_hash = [*text; 32];
            document.front_matter.title = (*title).to_owned();
            Arc::new(document)
        };
        fixture.corpus.documents = now.iter().map(document).collect::<Vec<_>>().into();
        let mut published = PublishedSite::default();
        if listed {
            let text = |(address, file, text, _): &Stood| ((*address).to_owned(), PublishedText::of(file, [*text; 32]));
            published.texts = before.iter().map(text).collect();
        }
        let ledger: Vec<KnownAddress> = before
            .iter()
            .map(|(address, _, _, title)| KnownAddress {
                address: (*address).to_owned(),
                kind: "document".to_owned(),
                label: (*title).to_owned(),
            })
            .collect();
        let problems = check(&PlanInput {
            corpus: &fixture.corpus,
            registries: &fixture.registries,
            config: &fixture.config,
            ledger: &ledger,
            published: &published,
            assets: &[],
            reused: &BTreeSet::new(),
        });
        let of = |problem: &Diagnostic, wanted: &str| {
            problem.arguments.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
        };
        let said = |problem: &Diagnostic| {
            format!("{} {}", of(problem, "address").unwrap_or_default(), of(problem, "now").unwrap_or_default())
        };
        problems.iter().filter(|problem| problem.code == code).map(said).collect()
    }

    const BEFORE: [Stood; 2] = [("/05/", "a.md", 1, "Về A"), ("/06/", "b.md", 2, "Về B")];

    #[test]
    fn documents_that_swap_addresses_are_told() {
        for listed in [true, false] {
            let swapped = [("/05/", "b.md", 2, "Về B"), ("/06/", "a.md", 1, "Về A")];
            assert_eq!(taken(&BEFORE, &swapped, listed), ["/05/ /06/", "/06/ /05/"], "{listed}");
            let three = [BEFORE[0], BEFORE[1], ("/07/", "c.md", 3, "Về C")];
            let ring = [("/05/", "b.md", 2, "Về B"), ("/06/", "c.md", 3, "Về C"), ("/07/", "a.md", 1, "Về A")];
            assert_eq!(taken(&three, &ring, listed), ["/05/ /07/", "/06/ /05/", "/07/ /06/"], "{listed}");
            let pushed = [("/05/", "b.md", 2, "Về B"), ("/07/", "a.md", 1, "Về A")];
            assert_eq!(taken(&BEFORE, &pushed, listed), ["/05/ /07/"], "{listed}");
            let gone = [("/05/", "b.md", 2, "Về B")];
            assert_eq!(taken(&BEFORE, &gone, listed), ["/05/ "], "{listed}");
        }
        // Titles alike, texts corrected, files renamed at the same time.
        let alike = [("/05/", "a.md", 1, "Về việc thử"), ("/06/", "b.md", 2, "Về việc thử")];
        let swapped = [("/05/", "b.md", 2, "Về việc thử"), ("/06/", "a.md", 1, "Về việc thử")];
        assert_eq!(taken(&alike, &swapped, true), ["/05/ /06/", "/06/ /05/"]);
        let corrected = [("/05/", "b.md", 4, "Về việc thử"), ("/06/", "a.md", 5, "Về việc thử")];
        assert_eq!(taken(&alike, &corrected, true), ["/05/ /06/", "/06/ /05/"]);
        let renamed = [("/05/", "y.md", 2, "Về việc thử"), ("/06/", "x.md", 1, "Về việc thử")];
        assert_eq!(taken(&alike, &renamed, true), ["/05/ /06/", "/06/ /05/"]);
        let texts_in_the_other_file = [("/05/", "a.md", 2, "Về B"), ("/06/", "b.md", 1, "Về A")];
        assert_eq!(taken(&BEFORE, &texts_in_the_other_file, true), ["/05/ /06/", "/06/ /05/"]);
        let another = [("/05/", "c.md", 3, "Về C"), BEFORE[1]];
        assert_eq!(taken(&BEFORE, &another, true), ["/05/ "]);
    }

    #[test]
    fn corrections_and_renamed_files_are_no_other_document() {
        for listed in [true, false] {
            for now in [
                BEFORE,
                [("/05/", "a.md", 1, "Về A, có sửa"), BEFORE[1]],
                [("/05/", "a.md", 3, "Về A"), BEFORE[1]],
                [("/05/", "a.md", 3, "Văn bản khác hẳn"), BEFORE[1]],
                [("/05/", "x.md", 1, "Về A"), BEFORE[1]],
                [("/05/", "x.md", 3, "Về A"), BEFORE[1]],
                [("/05/", "x.md", 1, "Về A, có sửa"), BEFORE[1]],
                [BEFORE[0], ("/07/", "b.md", 2, "Về B")],
                [BEFORE[0], ("/09/", "c.md", 3, "Về C")],
            ] {
                assert_eq!(taken(&BEFORE, &now, listed), Vec::<String>::new(), "{now:?}, {listed}");
            }
        }
        // Texts that are alike say nothing.
        let alike = [("/05/", "a.md", 1, "Về A"), ("/06/", "b.md", 1, "Về B")];
        let now = [("/05/", "a.md", 3, "Về A"), ("/06/", "b.md", 1, "Về B"), ("/07/", "c.md", 1, "Về C")];
        assert_eq!(taken(&alike, &now[..2], true), Vec::<String>::new());
    }

    const EDITED: &str = "published-text-edited";

    #[test]
    fn a_text_that_was_edited_is_told_where_the_published_one_is_known() {
        for title in ["Về A", "Văn bản khác hẳn"] {
            let now = [("/05/", "a.md", 3, title), BEFORE[1]];
            assert_eq!(said(EDITED, &BEFORE, &now, true), ["/05/ "], "{title}");
            assert_eq!(said(EDITED, &BEFORE, &now, false), [""; 0], "{title}");
        }
        let first = [BEFORE[0], BEFORE[1], ("/07/", "c.md", 3, "Về C")];
        assert_eq!(said(EDITED, &BEFORE, &first, true), [""; 0], "published for the first time");
    }
}
