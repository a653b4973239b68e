//! The answers of the tools: what a site says, with the address and the anchor of every passage.
//!
//! In: a [`Library`], the arguments of a call. Out: JSON, bounded in length; a refusal in words where the arguments are wrong.

use super::library::{CitationRow, DocumentRow, Library, TaskRow, Text, WorkRow, words_without_marks as spaced};
use super::quotation::{Quoted, quoted};
use super::reference::{Known, Reference, known};
use crate::catalogue::{Language, text};
use crate::corpus::place_of;
use crate::document::{Block, Destinations, flow::text_of};
use crate::pipeline::texts::TextCiter;
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;

/// Characters of a text that one answer has; the rest is asked for by section or offset.
const LONGEST_TEXT: usize = 30_000;
/// Characters of a passage in a list.
const LONGEST_PASSAGE: usize = 600;
/// Characters of what is asked.
const LONGEST_WORDS: usize = 500;
/// Characters of a quotation.
const LONGEST_QUOTATION: usize = 10_000;
/// Entries of a list.
const MOST: usize = 50;
const USUAL: usize = 10;

/// Who answers.
pub(super) struct Desk {
    pub library: Library,
    pub citer: TextCiter,
    pub language: Language,
}

/// The arguments of a call.
pub(super) type Asked = Map<String, Value>;

/// The tools, with their arguments; the first of each must be given.
pub(super) const TOOLS: [(&str, &[&str]); 6] = [
    ("search", &["query", "limit"]),
    ("read", &["document", "section", "offset"]),
    ("resolve", &["reference"]),
    ("cited_by", &["reference", "limit", "offset"]),
    ("tasks", &["agency", "limit", "offset"]),
    ("verify", &["reference", "quotation"]),
];

impl Desk {
    /// Answers a call; an error says in words what is wrong with it.
    pub(super) fn answer(&self, tool: &str, asked: &Asked) -> Result<Value, String> {
        match tool {
            "search" => self.search(&self.words(asked, "query", LONGEST_WORDS)?, self.count(asked)),
            "read" => self.read(asked),
            "resolve" => Ok(self.resolve(&self.words(asked, "reference", LONGEST_WORDS)?)),
            "cited_by" => self.cited_by(asked),
            "tasks" => self.tasks(asked),
            "verify" => self.verify(asked),
            _ => Err(self.says("mcp-no-tool").to_owned()),
        }
    }

    fn says(&self, key: &'static str) -> &'static str {
        text(self.language, key)
    }

    fn words(&self, asked: &Asked, name: &str, longest: usize) -> Result<String, String> {
        let words = asked.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        if words.is_empty() {
            return Err(format!("{name}: {}", self.says("mcp-empty")));
        }
        if words.chars().count() > longest {
            return Err(format!("{name}: {} {longest}", self.says("mcp-too-long")));
        }
        Ok(words.to_owned())
    }

    fn count(&self, asked: &Asked) -> usize {
        let limit = asked.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// Documents with all the words; those whose title has them first, then by day.
    fn search(&self, query: &str, limit: usize) -> Result<Value, String> {
        let wanted = spaced(query);
        let words: Vec<String> = wanted.split_whitespace().map(|word| format!(" {word} ")).collect();
        if words.is_empty() {
            return Err(format!("query: {}", self.says("mcp-empty")));
        }
        let has_all = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
        let of_name = |document: &DocumentRow| {
            let name = spaced(self.library.label(document));
            if name.contains(&wanted) { Some(0) } else { has_all(&name).then_some(1) }
        };
        let of_text = |document: &DocumentRow, text: &str| {
            let of_text = || if text.contains(&wanted) { Some(2) } else { has_all(text).then_some(3) };
            of_name(document).or_else(of_text)
        };
        let looks = self.library.searches_texts();
        let ranks: Vec<Option<Option<u8>>> = match looks {
            true => self.library.look_into_texts(of_text),
            false => self.library.documents.par_iter().map(|document| Some(of_name(document))).collect(),
        };
        let unread = ranks.iter().filter(|rank| rank.is_none()).count();
        let ranked = self.library.documents.iter().zip(ranks);
        let mut found: Vec<(u8, &DocumentRow)> = ranked
            .filter_map(|(document, rank)| Some((rank.unwrap_or_else(|| of_name(document))?, document)))
            .collect();
        found.sort_by_key(|(rank, document)| (*rank, Reverse(document.date.as_deref()), &document.id));
        let works: Vec<&WorkRow> =
            self.library.works.iter().filter(|work| work.document.is_none() && has_all(&spaced(&work.label))).collect();
        let shown = found.iter().take(limit).map(|(_, document)| {
            let mut entry = self.document_entry(document);
            if let Some((url, passage)) = self.passage_with(document, &wanted, &words) {
                entry["passage"] = passage.into();
                entry["url"] = url.into();
            }
            entry
        });
        Ok(json!({
            "says": self.says(if found.is_empty() && works.is_empty() { "mcp-nothing-found" } else { "mcp-found" }),
            "ranking": self.says(if looks { "mcp-ranking-texts" } else { "mcp-ranking-titles" }),
            "total": found.len(),
            "texts_not_read": unread,
            "documents": shown.collect::<Vec<_>>(),
            "cited_works": works.iter().take(limit).map(|work| work_entry(work)).collect::<Vec<_>>(),
        }))
    }

    /// The passage of a document that has the words, with its address.
    fn passage_with(&self, document: &DocumentRow, wanted: &str, words: &[String]) -> Option<(String, String)> {
        let text = self.library.text(document).ok()?;
        let lines = (0..text.sections.len()).flat_map(|at| {
            let lines: Vec<String> = text.section(at).lines().map(str::to_owned).collect();
            lines.into_iter().map(move |line| (at, line))
        });
        let score = |line: &str| {
            let line = spaced(line);
            let count = words.iter().filter(|word| line.contains(word.as_str())).count();
            count + usize::from(line.contains(wanted))
        };
        let best = lines.map(|(at, line)| (score(&line), at, line)).filter(|(score, ..)| *score > 0);
        let (_, at, line) = best.max_by_key(|(score, at, _)| (*score, Reverse(*at)))?;
        Some((address(document, &text, at), clipped(&line, LONGEST_PASSAGE)))
    }

    fn document_entry(&self, document: &DocumentRow) -> Value {
        json!({
            "id": document.id,
            "label": self.library.label(document),
            "number": document.number,
            "date": document.date,
            "url": document.url,
            "state": document.state,
        })
    }

    /// The document that a reference names, where the site has its text.
    fn held(&self, words: &str) -> Result<(&DocumentRow, Reference<'_>), Value> {
        let reference = known(&self.library, &self.citer, words);
        let (Known::One(work) | Known::Perhaps(work)) = reference.known else {
            return Err(self.verdict(&reference.known));
        };
        match work.document.as_deref().and_then(|id| self.library.document(id)) {
            Some(document) => Ok((document, reference)),
            None => Err(
                json!({ "verdict": "text-not-here", "says": self.says("mcp-text-not-here"), "work": work_entry(work) }),
            ),
        }
    }

    /// Says in an answer that another work may be meant.
    fn doubt(&self, reference: &Reference<'_>, answer: &mut Value) {
        if let Known::Perhaps(_) = reference.known {
            answer["reference"] = json!({ "verdict": "perhaps", "says": self.says("mcp-perhaps") });
        }
    }

    /// What is known of a reference.
    fn verdict(&self, known: &Known<'_>) -> Value {
        let with = |verdict: &str, says| json!({ "verdict": verdict, "says": self.says(says) });
        let with_works = |verdict: &str, says, works: &[&WorkRow]| {
            let mut answer = with(verdict, says);
            answer["candidates"] = works.iter().map(|work| work_entry(work)).collect();
            answer
        };
        match known {
            Known::One(work) => {
                let mut answer = with("known", "mcp-known");
                answer["work"] = work_entry(work);
                answer
            }
            Known::Perhaps(work) => with_works("perhaps", "mcp-perhaps", &[work]),
            Known::Several(works) => with_works("several", "mcp-several", works),
            Known::Similar(works) => with_works("similar", "mcp-similar", works),
            Known::OtherDate(works, date) => {
                let mut answer = with_works("other-date", "mcp-other-date", works);
                answer["written_date"] = date.as_str().into();
                answer
            }
            Known::Unknown => with("not-known-here", "mcp-not-known-here"),
            Known::NoReference => with("no-reference", "mcp-no-reference"),
        }
    }

    fn resolve(&self, words: &str) -> Value {
        let reference = known(&self.library, &self.citer, words);
        let mut answer = self.verdict(&reference.known);
        let Known::One(work) = reference.known else { return answer };
        let document = work.document.as_deref().and_then(|id| self.library.document(id));
        answer["text_here"] = document.is_some().into();
        let text = document.filter(|_| !reference.pinpoint.is_empty()).map(|document| self.library.text(document));
        if let (Some(document), Some(Ok(text))) = (document, text) {
            let place = pinpointed(&reference, &text);
            answer["section"] = place.as_deref().into();
            answer["url"] = place.map(|anchor| format!("{}#{anchor}", document.url)).into();
            if answer["section"].is_null() {
                answer["section_says"] = self.says("mcp-no-section").into();
            }
        }
        answer
    }

    fn read(&self, asked: &Asked) -> Result<Value, String> {
        let (document, reference) = match self.held(&self.words(asked, "document", LONGEST_WORDS)?) {
            Ok(held) => held,
            Err(answer) => return Ok(answer),
        };
        let text = self.library.text(document)?;
        let mut answer = self.document_entry(document);
        self.doubt(&reference, &mut answer);
        let asked_section = asked.get("section").and_then(Value::as_str).map(str::to_owned);
        let place = asked_section.or_else(|| pinpointed(&reference, &text));
        let words = match &place {
            Some(anchor) => match text.tree.sections.iter().position(|section| *section.anchor == **anchor) {
                Some(at) => below(&text, at),
                None => at_anchor(&text, anchor),
            },
            None => (0..text.sections.len()).map(|at| text.section(at)).collect::<Vec<_>>().join("\n"),
        };
        match place {
            Some(anchor) if !words.is_empty() => answer["url"] = format!("{}#{anchor}", document.url).into(),
            None if reference.pinpoint.is_empty() => {}
            _ => {
                answer["verdict"] = "no-such-section".into();
                answer["says"] = self.says("mcp-no-section").into();
            }
        }
        let offset = offset(asked);
        let all = words.chars().count();
        let part: String = words.chars().skip(offset).take(LONGEST_TEXT).collect();
        let end = offset.saturating_add(part.chars().count());
        answer["text"] = part.trim().into();
        answer["next_offset"] = if end < all { end.into() } else { Value::Null };
        answer["outline"] = outline(document, &text);
        Ok(answer)
    }

    fn cited_by(&self, asked: &Asked) -> Result<Value, String> {
        let reference = known(&self.library, &self.citer, &self.words(asked, "reference", LONGEST_WORDS)?);
        let (Known::One(work) | Known::Perhaps(work)) = reference.known else {
            return Ok(self.verdict(&reference.known));
        };
        let is_of_work = |row: &&CitationRow| {
            row.resolution.kind != "self" && row.resolution.id.as_deref() == Some(work.id.as_str())
        };
        let citations: Vec<&CitationRow> = self.library.citations.iter().filter(is_of_work).collect();
        let shown = citations.iter().skip(offset(asked)).take(self.count(asked)).map(|row| {
            let document = self.library.document(&row.document);
            json!({
                "document": row.document,
                "label": document.map(|document| self.library.label(document)),
                "url": document.map(|document| format!("{}#{}", document.url, row.section)),
                "quote": row.text,
                "relation": row.relation.kind,
            })
        });
        let mut answer = json!({
            "says": self.says(if citations.is_empty() { "mcp-not-cited" } else { "mcp-cited" }),
            "work": work_entry(work),
            "total": citations.len(),
            "citations": shown.collect::<Vec<_>>(),
        });
        self.doubt(&reference, &mut answer);
        Ok(answer)
    }

    fn tasks(&self, asked: &Asked) -> Result<Value, String> {
        let words = self.words(asked, "agency", LONGEST_WORDS)?;
        let (key, name) = match self.agency(&words) {
            Ok(agency) => agency,
            Err(answer) => return Ok(answer),
        };
        let has = |task: &&TaskRow| task.agencies.iter().any(|agency| agency.key.as_deref() == Some(key));
        let tasks: Vec<&TaskRow> = self.library.tasks.iter().filter(has).collect();
        let shown = tasks.iter().skip(offset(asked)).take(self.count(asked)).map(|task| {
            let document = self.library.document(&task.document);
            let words = document.and_then(|document| Some(at_anchor(&self.library.text(document).ok()?, &task.anchor)));
            let agency = task.agencies.iter().find(|agency| agency.key.as_deref() == Some(key));
            json!({
                "document": document.map(|document| self.library.label(document)),
                "url": task.url,
                "quote": words.map(|words| clipped(&words, LONGEST_PASSAGE)),
                "written": agency.map(|agency| &agency.written),
                "verbs": agency.map(|agency| &agency.verbs),
                "deadline": task.deadline,
                "note": task.note,
            })
        });
        Ok(json!({
            "says": self.says("mcp-tasks"),
            "agency": { "key": key, "name": name },
            "total": tasks.len(),
            "tasks": shown.collect::<Vec<_>>(),
        }))
    }

    /// Key and name of the agency that is named so, or the answer that says why there is none.
    fn agency(&self, words: &str) -> Result<(&str, &str), Value> {
        let wanted = spaced(words);
        let mut names: Vec<(&str, &str)> = Vec::new();
        for agency in self.library.tasks.iter().flat_map(|task| &task.agencies) {
            if let (Some(key), Some(name)) = (&agency.key, &agency.name)
                && (*key == words || spaced(name).contains(&wanted))
                && !names.contains(&(key.as_str(), name.as_str()))
            {
                names.push((key.as_str(), name.as_str()));
            }
        }
        let exact = names.iter().find(|(key, name)| *key == words || spaced(name) == wanted).copied();
        let only = names.first().copied().filter(|_| names.len() == 1);
        exact.or(only).ok_or_else(|| {
            names.sort_unstable();
            let agencies: Vec<Value> =
                names.iter().take(MOST).map(|(key, name)| json!({ "key": key, "name": name })).collect();
            match names.is_empty() {
                true => json!({ "verdict": "not-known-here", "says": self.says("mcp-no-agency") }),
                false => {
                    json!({ "verdict": "several", "says": self.says("mcp-several-agencies"), "agencies": agencies })
                }
            }
        })
    }

    fn verify(&self, asked: &Asked) -> Result<Value, String> {
        let words = self.words(asked, "quotation", LONGEST_QUOTATION)?;
        let (document, reference) = match self.held(&self.words(asked, "reference", LONGEST_WORDS)?) {
            Ok(held) => held,
            Err(answer) => return Ok(answer),
        };
        let text = self.library.text(document)?;
        let sections: Vec<String> = (0..text.sections.len()).map(|at| text.section(at)).collect();
        let mut answer = self.document_entry(document);
        self.doubt(&reference, &mut answer);
        let (verdict, says, place) = match quoted(&sections, &words) {
            Quoted::Found(at) => ("found", "mcp-quote-found", Some((at, None))),
            Quoted::OtherLetters(at, passage) => ("differs-in-letters", "mcp-quote-letters", Some((at, Some(passage)))),
            Quoted::Near(at, passage) => ("differs", "mcp-quote-differs", Some((at, Some(passage)))),
            Quoted::Not => ("not-in-this-text", "mcp-quote-not", None),
        };
        answer["verdict"] = verdict.into();
        answer["says"] = self.says(says).into();
        if let Some((at, passage)) = place {
            answer["url"] = address(document, &text, at).into();
            answer["in_the_place_named"] = in_place(&reference, &text, at, &words).into();
            answer["the_text_says"] = passage.map_or(Value::Null, |passage| clipped(&passage, LONGEST_TEXT).into());
        }
        Ok(answer)
    }
}

fn work_entry(work: &WorkRow) -> Value {
    json!({
        "id": work.id,
        "label": work.label,
        "number": work.number,
        "date": work.date,
        "url": work.url,
        "official_url": work.official_url,
        "document": work.document,
        "cited": work.cited,
        "state": work.state,
    })
}

fn offset(asked: &Asked) -> usize {
    asked.get("offset").and_then(Value::as_u64).map_or(0, |offset| usize::try_from(offset).unwrap_or(usize::MAX))
}

fn clipped(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The place that a reference names in a text: "khoản 2 Điều 5".
fn pinpointed(reference: &Reference<'_>, text: &Text) -> Option<String> {
    if reference.in_attached {
        return None;
    }
    place_of(&Destinations::of(&text.tree), &reference.pinpoint)
}

/// Whether words that stand in the section `at` stand where the reference says; `None`: it names no place, or it cannot
/// be told.
fn in_place(reference: &Reference<'_>, text: &Text, at: usize, words: &str) -> Option<bool> {
    let place = pinpointed(reference, text)?;
    let anchor = &*text.tree.sections[at].anchor;
    let is_within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if is_within(anchor, &place) || matches!(quoted(&[at_anchor(text, &place)], words), Quoted::Found(_)) {
        return Some(true);
    }
    // A unit of this section without a heading of its own: the words may stand further down in it.
    if is_within(&place, anchor) { None } else { Some(false) }
}

/// Address of a section.
fn address(document: &DocumentRow, text: &Text, at: usize) -> String {
    format!("{}#{}", document.url, text.tree.sections[at].anchor)
}

fn outline(document: &DocumentRow, text: &Text) -> Value {
    let sections = text.tree.sections.iter().enumerate().map(|(at, section)| {
        json!({
            "section": &*section.anchor,
            "level": section.level,
            "label": section.label.as_ref().map(|label| &*label.text),
            "title": &*section.title,
            "url": address(document, text, at),
        })
    });
    sections.collect()
}

/// A section and all below it.
fn below(text: &Text, at: usize) -> String {
    let level = text.tree.sections[at].level;
    let rest = (at + 1..text.sections.len()).take_while(|next| level > 0 && text.tree.sections[*next].level > level);
    std::iter::once(at).chain(rest).map(|at| text.section(at)).collect::<Vec<_>>().join("\n")
}

/// What stands at an anchor: a paragraph, an item, the beginning of a section.
fn at_anchor(text: &Text, anchor: &str) -> String {
    let found = text.tree.blocks.iter().find_map(|block| within(block, anchor));
    let section = || text.tree.sections.iter().position(|section| *section.anchor == *anchor);
    found.or_else(|| section().map(|at| text.section(at))).unwrap_or_default()
}

fn within(block: &Block, wanted: &str) -> Option<String> {
    match block {
        Block::Paragraph { anchor: Some(anchor), content, .. } if anchor == wanted => Some(text_of(content)),
        Block::List { items, .. } => items.iter().find_map(|item| match item.blocks.first() {
            Some(Block::Paragraph { content, .. }) if item.anchor == wanted => Some(text_of(content)),
            _ => item.blocks.iter().find_map(|block| within(block, wanted)),
        }),
        Block::Quote(blocks) => blocks.iter().find_map(|block| within(block, wanted)),
        _ => None,
    }
}
