//! The kinds of facts that pages read.
//!
//! In: nothing. Out: a number for each kind, with the key of its words in the catalogue. The numbers stand in no output:
//! what is kept of them lasts as long as the program is the same.

use super::Kind;

/// What the place or key of a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A document, by its place in the corpus.
    Document,
    /// A work, by its place in the corpus.
    Work,
    /// A text: an address, a row's key, a name.
    Key,
    /// The kind has one fact alone.
    Site,
}

macro_rules! kinds {
    ($($name:ident = $number:literal, $of:ident, $words:literal, $what:literal;)+) => {
        $(#[doc = $what] pub const $name: Kind = $number;)+

        /// Every kind: its number, what its facts are of, its words in the catalogue.
        pub const ALL: &[(Kind, Of, &str)] = &[$(($name, Of::$of, $words)),+];
    };
}

kinds! {
    DOCUMENTS = 1, Site, "fact-documents", "Which documents there are.";
    HEAD = 2, Document, "fact-head", "What is known of a document besides its text.";
    TEXT = 3, Document, "fact-text", "The bytes of a document's text.";
    SECTIONS = 4, Document, "fact-sections", "Its outline.";
    DESTINATIONS = 5, Document, "fact-sections", "Where pinpoints can lead.";
    CITATIONS = 6, Document, "fact-citations", "Its citations and what they mean.";
    TASKS = 7, Document, "fact-tasks", "Its tasks.";
    LINKS = 8, Document, "fact-links", "Its links and images.";
    SHARED = 9, Document, "fact-shared", "The passages that it shares with others.";
    PLACED = 10, Document, "fact-cited-by", "The passages that cite it, by the places that they mean.";
    WORKS = 11, Site, "fact-works", "Which works there are.";
    WORK = 12, Work, "fact-work", "What is known of a work.";
    CITED_BY = 13, Work, "fact-cited-by", "The passages that cite a work.";
    PERHAPS_CITED_BY = 14, Work, "fact-cited-by", "The passages that may mean it.";
    RELATIONS = 15, Work, "fact-relations", "What it does to others, and others to it.";
    REPORTED_OF = 16, Work, "fact-statements", "What documents report of it.";
    FORCE_OF = 17, Work, "fact-statements", "What is said of its force.";
    TWINS = 18, Work, "fact-work", "Works that differ in nothing but the body.";
    REPORTED = 19, Site, "fact-statements", "All that documents report of works.";
    NEWEST = 20, Site, "fact-documents", "All documents, newest first.";
    BY_THEME = 21, Key, "fact-list", "The documents of a theme.";
    BY_ISSUER = 22, Key, "fact-list", "The documents of an issuer.";
    BY_TYPE = 23, Key, "fact-list", "The documents of a type.";
    BY_SCHOOL_YEAR = 24, Key, "fact-list", "The documents of a school year.";
    WORKS_BY_ISSUER = 25, Key, "fact-list", "The works of an issuer that the site does not hold.";
    ISSUER_NAMES = 26, Key, "fact-name", "The name of an issuer.";
    DATED_NAMES = 27, Key, "fact-name", "The same with dates.";
    TASKS_BY_AGENT = 28, Key, "fact-tasks-of", "The documents that give an agency a task.";
    TASKS_SENT_TO = 29, Key, "fact-tasks-of", "The documents that are sent to it.";
    AGENTS = 30, Key, "fact-name", "An agency.";
    TASK_COUNTS = 31, Key, "fact-tasks-of", "How many tasks it has.";
    FORMER = 32, Site, "fact-former", "Addresses that works and documents had before.";
    PAGES = 33, Site, "fact-pages", "Which pages there are.";
    PAGE_AT = 34, Key, "fact-page", "Whether there is a page at an address.";
    PAGES_BELOW = 35, Key, "fact-page", "The pages below an address.";
    MOVED = 36, Site, "fact-former", "Addresses that lead to others.";
    CONFIG = 37, Site, "fact-config", "The configuration.";
    ISSUERS = 38, Site, "fact-issuers", "All issuers of the registry.";
    ISSUER_ROW = 39, Key, "fact-issuer", "A row of the issuers.";
    TYPES = 40, Site, "fact-types", "All types of documents.";
    TYPE_ROW = 41, Key, "fact-type", "A type of document.";
    THEMES = 42, Site, "fact-themes", "All themes.";
    THEME_ROW = 43, Key, "fact-theme", "A theme.";
    LAWS = 44, Site, "fact-laws", "The registry of laws.";
    WORK_ROWS = 45, Site, "fact-rows", "The rows of works.yaml.";
    ASSETS = 46, Site, "fact-assets", "The files of the site theme.";
    TEMPLATE = 47, Key, "fact-template", "A template, with those that it takes in.";
    MOST_CITED = 48, Site, "fact-works", "Works by times cited.";
    COUNTS = 49, Site, "fact-counts", "What all citations came to.";
    REDIRECTS = 51, Site, "fact-config", "The redirects of the configuration.";
    GONE = 52, Site, "fact-config", "What the configuration has taken away.";
    RENUMBERED = 53, Site, "fact-config", "Addresses that are another document's now.";
    RULES = 54, Site, "fact-config", "Levels of rules.";
    SHARD_DOCUMENTS = 55, Key, "fact-list", "The documents of a shard of the data.";
    SHARD_WORKS = 56, Key, "fact-list", "The works of a shard of the data.";
    BLOCK = 60, Key, "fact-list", "What a page of a list shows.";
    SITEMAPS = 61, Site, "fact-pages", "Which page stands in which part of the sitemap.";
    STANDING = 62, Work, "fact-statements", "Whether it is in force, in a word.";
    CARRIES_OUT = 63, Work, "fact-relations", "The works that it carries out, and on whose word.";
    PORTIONS = 70, Document, "fact-sections", "The portions of a long document.";
    STATE = 64, Work, "fact-statements", "Whether it is in force, since when, on whose word.";
    DATA_DAY = 65, Site, "fact-data-day", "The day of the site's data.";
    STATED_DATA_DAY = 66, Site, "fact-data-day", "The day that the configuration states.";
    ACCESSIBILITY = 67, Site, "fact-accessibility", "What is known of the accessibility of the site.";
    RECENT_CITING = 71, Work, "fact-cited-by", "The documents that cite it, of which something changed last.";
    RECENT_TASKS = 72, Key, "fact-tasks-of", "The documents that give an agency a task, of which something changed last.";
    RECENT_SERIES = 73, Document, "fact-head", "The documents of its series, of which something changed last.";
    SERIES_OPENING = 74, Document, "fact-head", "The document that opens its series.";
    ELSEWHERE = 75, Key, "fact-elsewhere", "Where a neighbour holds a document.";
    JOB = 50, Key, "fact-job", "What makes the page.";
}

/// What resolving a document asks of the table of works (`corpus::asked`); no page reads it. Works of one number.
pub const WORKS_LIKE: Kind = 0x71;
/// Documents and rows of one name.
pub const WORKS_NAMED: Kind = 0x72;
/// The work that a key or an id names.
pub const WORK_BY_REFERENCE: Kind = 0x73;
/// A law without a number that mentions made.
pub const UNNUMBERED_LAW: Kind = 0x74;
/// Whether texts know another number of a law.
pub const OTHER_NUMBERS: Kind = 0x75;

/// How many there are of a list: a fact that changes less often than the list.
pub const fn counted(kind: Kind) -> Kind {
    kind | COUNT
}

/// Whether the fact is a number of things, and of which kind.
pub const fn without_count(kind: Kind) -> (Kind, bool) {
    (kind & !COUNT, kind & COUNT != 0)
}

const COUNT: Kind = 0x80;

/// What the facts of a kind are of, and its words in the catalogue.
pub fn about(kind: Kind) -> (Of, &'static str) {
    let (kind, _) = without_count(kind);
    let found = ALL.iter().find(|(number, ..)| *number == kind);
    found.map_or((Of::Site, "fact-job"), |(_, of, words)| (*of, words))
}
