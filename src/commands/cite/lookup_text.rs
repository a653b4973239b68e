//! The report of a lookup in sentences for a terminal.
//!
//! In: a [`LookupReport`], a language. Out: text; nothing that stands in a file of the site can move the cursor.

use crate::catalogue::{self, Language};
use crate::diagnostic::print::plain;
use crate::lookup::{FilePlace, ForceEvidence, FoundWork, LookupReport, NearMiss, Wording};
use crate::render::templates::written;
use crate::text::date::WorkDate;
use std::fmt::Write;

/// Places shown of one way of writing; `--format json` has more.
const MOST_PLACES: usize = 3;
/// Statements about a work's force.
const MOST_STATEMENTS: usize = 3;

/// The whole answer.
pub(super) fn text(found: &LookupReport, language: Language) -> String {
    let mut printer = ReportPrinter { language, out: String::new() };
    printer.answer(found);
    printer.out
}

struct ReportPrinter {
    language: Language,
    out: String,
}

impl ReportPrinter {
    fn say(&mut self, indent: usize, key: &'static str, arguments: &[(&str, &str)]) {
        let line = catalogue::fill(catalogue::text(self.language, key), arguments);
        self.put(indent, &line);
    }

    fn put(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.out, "{}{}", " ".repeat(indent), plain(line));
    }

    fn fact(&mut self, key: &'static str, value: &str) {
        self.say(3, "find-fact", &[("name", catalogue::text(self.language, key)), ("value", value)]);
    }

    fn word(&self, key: &str) -> String {
        catalogue::find(self.language, key).unwrap_or(key).to_owned()
    }

    fn date(&self, iso: Option<&str>) -> Option<String> {
        iso.and_then(WorkDate::parse_iso).map(|date| written(self.language, date))
    }

    fn aspects(&self, keys: &[&str]) -> String {
        keys.iter().map(|key| self.word(&format!("find-differs-{key}"))).collect::<Vec<_>>().join(", ")
    }

    fn answer(&mut self, found: &LookupReport) {
        match found.total {
            0 => self.say(0, "find-none", &[("query", &found.query)]),
            1 => {}
            total => {
                let total = total.to_string();
                self.say(0, "find-several", &[("count", &total), ("query", &found.query)]);
                if !found.differs.is_empty() {
                    let differs = self.aspects(&found.differs);
                    self.say(0, "find-apart", &[("aspects", &differs)]);
                }
            }
        }
        for (at, work) in found.works.iter().enumerate() {
            if at > 0 || found.total > 1 {
                self.out.push('\n');
            }
            self.work(at + 1, work);
        }
        if found.total > found.works.len() {
            self.out.push('\n');
            self.say(0, "find-more", &[("count", &(found.total - found.works.len()).to_string())]);
        }
        if !found.mentions.is_empty() {
            self.out.push('\n');
            self.say(0, "find-mentions", &[]);
            found.mentions.iter().for_each(|wording| self.wording(wording));
        }
        if !found.near.is_empty() {
            self.out.push('\n');
            self.say(0, "find-near", &[]);
            found.near.iter().for_each(|near| self.near(near));
        }
    }

    fn work(&mut self, rank: usize, work: &FoundWork) {
        self.put(0, &format!("{rank}. {}", work.name));
        let unknown = self.word("find-unknown");
        let or_unknown = |value: Option<&str>| value.map_or_else(|| unknown.clone(), str::to_owned);
        self.fact("page-type", &work.type_name);
        self.fact("page-number", &or_unknown(work.number.as_deref()));
        let date = self.date(work.date.as_deref());
        self.fact("page-date", &or_unknown(date.as_deref()));
        self.fact("page-issuer", &or_unknown(work.issuer_name.as_deref()));
        let title = match (&work.title, work.titles_written.first()) {
            (None, Some(written)) => {
                catalogue::fill(catalogue::text(self.language, "find-title-written"), &[("title", written)])
            }
            (title, _) => or_unknown(title.as_deref()),
        };
        self.fact("find-title", &title);
        let status = self.status(work.status);
        self.fact("page-status", &status);
        work.status_by.iter().take(MOST_STATEMENTS).for_each(|statement| self.statement(statement));
        let page = match (&work.held, &work.row) {
            (Some(file), _) => self.filled("find-page-held", &[("address", &work.address), ("file", file)]),
            (None, Some(row)) => self.filled("find-page-row", &[("address", &work.address), ("row", row)]),
            (None, None) => self.filled("find-page-cited", &[("address", &work.address)]),
        };
        self.fact("find-page", &page);
        if let Some(official) = &work.official_url {
            self.fact("find-official", official);
        }
        work.lookup.iter().for_each(|address| self.fact("find-lookup", address));
        let reference = or_none(work.reference.as_deref(), || self.word("find-no-reference"));
        self.fact("find-reference", &reference);
        let (cited, documents) = (work.cited.to_string(), work.cited_in.to_string());
        let cited = self.filled("find-cited-times", &[("count", &cited), ("documents", &documents)]);
        self.fact("find-cited", &cited);
        work.called.iter().for_each(|wording| self.wording(wording));
        if work.perhaps_cited > 0 {
            self.say(5, "find-perhaps", &[("count", &work.perhaps_cited.to_string())]);
        }
        self.paste(work);
    }

    fn filled(&self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        catalogue::fill(catalogue::text(self.language, key), arguments)
    }

    fn status(&self, standing: &str) -> String {
        let key = match standing {
            "ended" | "partly-ended" | "unclear" | "contradicted" => format!("page-force-{standing}"),
            declared => format!("page-status-{declared}"),
        };
        self.word(&key)
    }

    fn statement(&mut self, statement: &ForceEvidence) {
        let key = match (statement.kind, statement.by.is_some()) {
            ("replaced", _) => "page-relation-replaced-by",
            ("repealed", _) => "page-relation-repealed-by",
            (_, true) => "page-force-ended-by",
            (_, false) => "page-status-expired",
        };
        let mut words = self.word(key);
        for more in statement.by.iter() {
            words.push(' ');
            words.push_str(more);
        }
        if let Some(extent) = catalogue::find(self.language, &format!("page-extent-{}", statement.extent)) {
            words.push_str(&format!(" ({extent})"));
        }
        let place = statement.place.as_ref().map_or_else(|| self.word("find-by-editors"), file_place);
        self.put(5, &format!("{words} – {place}"));
    }

    fn wording(&mut self, wording: &Wording) {
        let mut line = format!("“{}”", wording.text);
        if wording.times > 1 {
            line.push_str(&format!(" ×{}", wording.times));
        }
        if let Some(meaning) = wording.meaning {
            line.push_str(&format!(" – {}", self.word(&format!("find-meaning-{meaning}"))));
        }
        self.put(5, &line);
        wording.places.iter().take(MOST_PLACES).for_each(|place| self.put(7, &file_place(place)));
        if wording.times > MOST_PLACES {
            let more = (wording.times - MOST_PLACES).to_string();
            self.say(7, "check-places-more", &[("count", &more)]);
        }
    }

    fn near(&mut self, near: &NearMiss) {
        let mut words = vec![near.name.clone()];
        words.extend(self.date(near.date.as_deref()).map(|date| format!("({date})")));
        words.extend(near.issuer_name.as_ref().map(|issuer| format!("– {issuer}")));
        words.push(format!("[{}]", near.id));
        let differs = self.aspects(&near.differs);
        let line = self.filled("find-near-line", &[("work", &words.join(" ")), ("aspects", &differs)]);
        self.put(3, &line);
    }

    fn paste(&mut self, work: &FoundWork) {
        let paste = &work.paste;
        self.say(3, "find-paste-citation", &[]);
        self.put(5, &paste.citation);
        if !paste.missing.is_empty() {
            let missing: Vec<String> =
                paste.missing.iter().map(|key| self.word(&format!("find-missing-{key}"))).collect();
            self.say(5, "find-paste-missing", &[("facts", &missing.join(", "))]);
        }
        self.say(3, "find-paste-short", &[]);
        self.put(5, &paste.short);
        self.say(3, "find-paste-markdown", &[]);
        self.put(5, &paste.markdown);
        if let Some(decision) = &paste.decision {
            self.say(3, "find-paste-decision", &[]);
            decision.lines().for_each(|line| self.put(5, line));
        }
        if let Some(row) = &paste.row {
            self.say(3, "find-paste-row", &[]);
            row.lines().for_each(|line| self.put(5, line));
        }
    }
}

fn or_none(value: Option<&str>, none: impl FnOnce() -> String) -> String {
    value.map_or_else(none, str::to_owned)
}

fn file_place(place: &FilePlace) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}
