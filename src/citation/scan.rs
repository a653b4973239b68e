//! The anchor scan: every run of digits that may start a số/ký hiệu is read once, forwards to its symbol, date and
//! issuer, backwards to its type word. In: a [`FlowReader`] on one flow. Out: [`Mention`]s, in order, none overlapping.

use super::folded::Folded;
use super::issuer::{self, FlowReader, Phrase};
use super::kind::{self, Lead, TypeWord};
use super::late;
use super::laws::{self, FoundLawName};
use super::listed;
use super::names::{NameHit, NameTable};
use super::number::{self, Shape};
use super::ordinal;
use super::series;
use super::slip;
use super::{Form, IssuerMention, date};
use crate::text::date::{WorkDate, plausible};
use crate::text::number::Number;
use std::ops::Range;

/// A citation in places of the folded flow.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Type word (or number) through number and date.
    pub places: Range<usize>,
    /// Where the number or name alone ends.
    pub number_end: usize,
    /// Numbered or titled.
    pub form: Form,
    /// Number in normal form.
    pub number: Option<Number>,
    /// Type key.
    pub kind: Option<String>,
    /// Type word as written.
    pub type_word: Option<String>,
    /// Date as written.
    pub date: Option<WorkDate>,
    /// Issuer's words.
    pub issuer_places: Option<Range<usize>>,
    /// Issuer.
    pub issuer: Option<IssuerMention>,
    /// Works that the name can mean.
    pub alias_of: Vec<String>,
    /// Where everything that belongs to the mention ends.
    pub tail: usize,
    /// Type word and name of a work cited by name, as [`super::titled::key`] compares them.
    pub name: Option<String>,
    /// A decision promulgates what is named here: known by that name, but no citation of its own.
    pub unlisted: bool,
    /// The number, where it is written with a slip or with letters of another script.
    pub misspelt: Option<Range<usize>>,
}

impl Mention {
    /// A type word with a pointing word: "Nghị định này".
    pub(super) fn pointing(places: Range<usize>, word: TypeWord) -> Self {
        Self { kind: Some(word.key), type_word: Some(word.written), ..Self::of(places, Form::Titled) }
    }

    /// Nothing but its places; its number or name, and all that belongs to it, end with them.
    pub(super) fn of(places: Range<usize>, form: Form) -> Self {
        Self {
            number_end: places.end,
            form,
            number: None,
            kind: None,
            type_word: None,
            date: None,
            issuer_places: None,
            issuer: None,
            alias_of: Vec::new(),
            tail: places.end,
            places,
            name: None,
            unlisted: false,
            misspelt: None,
        }
    }
}

impl Mention {
    /// Whether a name in scope is the mention, without its date or with it.
    fn is_all_of(&self, hit: &NameHit) -> bool {
        let ends = self.number_end == hit.places.end || self.form == Form::Titled && self.places.end == hit.places.end;
        ends && self.places.start >= hit.places.start
    }
}

/// Longest text between two items of a list ("và các Nghị định số" has its own type word).
const LONGEST_LIST_GAP: usize = 24;

/// All mentions of a flow.
pub fn scan(reader: &FlowReader<'_>, names: &NameTable) -> Vec<Mention> {
    let laws = laws::find(reader);
    let mut mentions = numbered(reader, names, &laws);
    listed::share_issuers(reader, &mut mentions);
    with_laws(reader, names, &mut mentions, laws);
    let hits = names.find(reader.folded);
    if !hits.is_empty() {
        with_names(reader, &mut mentions, hits);
    }
    mentions
}

/// Everything with a number.
fn numbered(reader: &FlowReader<'_>, names: &NameTable, laws: &[FoundLawName]) -> Vec<Mention> {
    let folded = reader.folded;
    let mut mentions: Vec<Mention> = Vec::new();
    // End of the last look-alike: "Mẫu số 01/TT-LLTP, 02/TT-LLTP" is a list of forms.
    let mut form_end = None;
    let mut at = 0;
    while let Some(offset) = folded.bytes[at..].iter().position(u8::is_ascii_digit) {
        let digits = at + offset;
        let start = slip::start(folded, digits);
        at = digits + folded.bytes[digits..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let floor = mentions.last().map_or(0, |last| last.tail);
        if start < floor {
            continue;
        }
        if !may_start(folded, start, floor) {
            reader.note(start..at, "why.inside", &[]);
            continue;
        }
        let previous = mentions.last();
        let mention = match number::read(folded, start, reader.lexicon) {
            Some(shape) => {
                let mut lead = kind::lead(reader, start, floor, Some(&shape), laws);
                lead.look_alike |= form_end.is_some_and(|end| is_list_gap(folded, end, start));
                if lead.look_alike {
                    reader.note(shape.places.clone(), "why.look-alike", &[]);
                    form_end = Some(shape.places.end);
                }
                let listed = previous.filter(|previous| continues(folded, previous, start));
                let accepted = accepts(reader, &shape, &lead, listed);
                note_number(reader, &shape, &lead, listed.is_some(), accepted);
                accepted.then(|| with_symbol(reader, shape, lead, listed)).flatten()
            }
            None => {
                if let Some(series) = series::mentions(reader, start, floor, laws) {
                    at = series.last().map_or(at, |last| last.tail.max(at));
                    mentions.extend(series);
                    continue;
                }
                ordinal::mention(reader, names, start, floor)
            }
        };
        if let Some(mention) = mention {
            at = mention.tail.max(at);
            mentions.push(mention);
        }
    }
    mentions
}

/// Says why a number with a symbol was taken or left.
fn note_number(reader: &FlowReader<'_>, shape: &Shape, lead: &Lead, listed: bool, accepted: bool) {
    if reader.trace.is_none() {
        return;
    }
    let places = shape.places.clone();
    let words = lead.kind.as_ref().map_or("", |word| word.written.as_str());
    match (accepted, lead.kind.is_some(), listed) {
        (false, ..) => reader.note(places, "why.no-number", &[("symbol", &shape.part(reader.folded, 0))]),
        (true, true, _) => reader.note(places, "why.type-word", &[("type", words)]),
        (true, false, true) => reader.note(places, "why.list", &[]),
        (true, false, false) => reader.note(places, "why.symbol", &[("symbol", &shape.part(reader.folded, 0))]),
    }
}

/// Whether a number can start here: nothing that it could be the rest of stands before.
fn may_start(folded: &Folded<'_>, start: usize, floor: usize) -> bool {
    let before = folded.before(start);
    let earlier = start.checked_sub(2).map_or(0, |place| folded.byte(place));
    match before {
        b'/' | b'_' | b'%' | b'+' | b'*' | b'=' | b'@' | b'#' | b'&' => false,
        b'-' => !super::folded::is_word(earlier) && earlier != b'.',
        b'.' | b',' | b':' => !earlier.is_ascii_digit() || start == floor + 1,
        // "số30/1998/NĐ-CP"
        _ if super::folded::is_word(before) => {
            let word = folded.word_start(start);
            &folded.bytes[word..start] == b"so"
        }
        _ => true,
    }
}

/// Whether a shape with this lead is a document's number. `listed` is the mention whose list it continues.
pub(super) fn accepts(reader: &FlowReader<'_>, shape: &Shape, lead: &Lead, listed: Option<&Mention>) -> bool {
    let folded = reader.folded;
    let first = shape.part(folded, 0);
    let typed = reader.lexicon.is_type_code(&first);
    let issued = (0..shape.parts.len()).any(|index| reader.lexicon.is_issuer_code(&shape.part(folded, index)));
    let several = shape.parts.len() > 1;
    let law = reader.lexicon.words().is_law_symbol(&first);
    let full = shape.year.is_some() && (typed && several || law);
    if shape.doubtful && lead.kind.is_none() && (!lead.announced || lead.look_alike) {
        return false;
    }
    if lead.kind.is_some() {
        let form = lead.look_alike && !full;
        let old = shape.sign != b' ' || several || issued;
        let letters = shape.parts.iter().map(|part| part.len()).sum::<usize>();
        return !form && old && (letters > 1 || shape.year.is_some());
    }
    let capital = folded.is_upper(shape.parts[0].start);
    if shape.sign == b' ' || !capital {
        return false;
    }
    if lead.look_alike {
        return full;
    }
    let normative = reader.lexicon.type_of_code(&first, shape.system()).is_some_and(|entry| entry.normative);
    let usual = typed && several && (issued || shape.year.is_some() || !normative);
    let dated = || date::read(folded, shape.places.end, None).is_some_and(|written| written.date.is_some());
    let same_symbol =
        || listed.is_some_and(|listed| symbol_of(listed) == shape.number(folded).as_ref().map(Number::symbol));
    let local = matches!(first.as_str(), "UBND" | "HĐND");
    full || usual || listed.is_some() && (issued || law || same_symbol()) || several && (issued || local) && dated()
}

fn symbol_of(mention: &Mention) -> Option<&str> {
    mention.number.as_ref().map(Number::symbol).filter(|symbol| !symbol.is_empty())
}

/// Whether only list signs and "số" stand between a mention and the number at `start`.
fn continues(folded: &Folded<'_>, previous: &Mention, start: usize) -> bool {
    previous.form == Form::Numbered && is_list_gap(folded, previous.tail, start)
}

fn is_list_gap(folded: &Folded<'_>, end: usize, start: usize) -> bool {
    if start < end || start - end > LONGEST_LIST_GAP || start == end {
        return false;
    }
    let gap = &folded.bytes[end..start];
    let words = gap.split(|byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let signs = gap.iter().filter(|byte| !byte.is_ascii_alphabetic());
    words.into_iter().all(|word| matches!(word, b"va" | b"hoac" | b"so" | b"cac" | b"cung" | b"voi"))
        && signs.into_iter().all(|byte| matches!(byte, b' ' | b',' | b';' | b':' | b'&'))
}

/// The mention of an accepted shape.
pub(super) fn with_symbol(
    reader: &FlowReader<'_>,
    shape: Shape,
    lead: Lead,
    listed: Option<&Mention>,
) -> Option<Mention> {
    let folded = reader.folded;
    let number = shape.number(folded)?;
    let first = shape.part(folded, 0);
    let of_symbol = symbol_type(reader, &shape, &first);
    let (kind, type_word) = match lead.kind {
        // "Văn bản" is any document; the symbol says which.
        Some(word) if super::folded::pattern(&word.written) == "van ban" => {
            (of_symbol.or(Some(word.key)), Some(word.written))
        }
        Some(word) => (Some(word.key), Some(word.written)),
        None => {
            let shared = listed.filter(|listed| of_symbol.is_none() || listed.kind == of_symbol);
            (of_symbol.or_else(|| shared?.kind.clone()), shared.and_then(|shared| shared.type_word.clone()))
        }
    };
    let own_year = shape.year.filter(|year| plausible(*year));
    let after = MentionAttributes::read(reader, shape.places.end, own_year, lead.issuer);
    let year = own_year.or(after.date.map(WorkDate::year));
    let issuer = match (after.issuer, first.ends_with("TLT") || reader.lexicon.types().is_joint_code(&first)) {
        // Joint documents are counted by the body that stands first in their symbol, in any order in
        // which texts name them.
        (stated, true) => {
            let lead = issuer::implied(reader, &shape, year, kind.as_deref());
            lead.map(|lead| IssuerMention { stated: stated.is_some(), ..lead }).or(stated)
        }
        (stated, false) => stated.or_else(|| {
            let implied = issuer::implied(reader, &shape, year, kind.as_deref())?;
            // "Kế hoạch số 5/KH-SXD của Sở Xây dựng tỉnh Hà Tây": of a place that is not known, so not of the own one.
            let elsewhere = after.issuer_places.is_some() && !issuer::is_central(reader, &implied);
            (!elsewhere).then_some(implied)
        }),
    };
    Some(Mention {
        number_end: shape.places.end,
        number: Some(number),
        kind,
        type_word,
        date: after.date,
        issuer_places: after.issuer_places,
        issuer,
        tail: after.tail,
        misspelt: shape.is_misspelt(folded).then_some(shape.places),
        ..Mention::of(lead.start..after.end, Form::Numbered)
    })
}

/// The type that the first abbreviation names; the Party's and the state's writing are mixed up often enough.
pub(super) fn symbol_type(reader: &FlowReader<'_>, shape: &Shape, first: &str) -> Option<String> {
    use crate::content::registry::System::{Party, State};
    let systems = if shape.system() == Party { [Party, State] } else { [State, Party] };
    if shape.parts.len() < 2 {
        return None;
    }
    systems.into_iter().find_map(|system| reader.lexicon.type_of_code(first, system)).map(|entry| entry.key.clone())
}

/// What follows a number or name.
pub(super) struct MentionAttributes {
    /// End of the directly following date, else of the number.
    pub end: usize,
    /// That date, or one after the issuer.
    pub date: Option<WorkDate>,
    /// Issuer's words.
    pub issuer_places: Option<Range<usize>>,
    /// Issuer.
    pub issuer: Option<IssuerMention>,
    /// Where all of it ends.
    pub tail: usize,
}

impl MentionAttributes {
    /// Reads date and issuer after a number that carries `own_year`; `inner` is an issuer named before it.
    pub fn read(reader: &FlowReader<'_>, number_end: usize, own_year: Option<i16>, inner: Option<Phrase>) -> Self {
        let folded = reader.folded;
        let written = date::read(folded, over_stop(folded, over_unit(folded, number_end)), own_year);
        Self::after_date(reader, number_end, own_year, inner, written)
    }

    /// What follows a number or name and its date.
    fn after_date(
        reader: &FlowReader<'_>,
        number_end: usize,
        own_year: Option<i16>,
        inner: Option<Phrase>,
        written: Option<date::WrittenDate>,
    ) -> Self {
        let folded = reader.folded;
        let end = written.map_or(number_end, |written| written.end);
        let mut date = written.and_then(|written| written.date);
        let year = own_year.or(date.map(WorkDate::year));
        let inner_places = inner.is_some();
        let mut phrase = inner.or_else(|| issuer::after(reader, end, year));
        let mut tail = end;
        if let Some(phrase) = &phrase
            && !inner_places
        {
            tail = phrase.places.end;
        }
        // "của Chính phủ ngày 16/4/2003": the date belongs to the work, though not to the span.
        if written.is_none() {
            let mut late = (tail > end).then(|| late::after_issuer(folded, tail, own_year)).flatten();
            if late.is_none()
                && let Some(passed) = late::passed(folded, tail, own_year)
            {
                late = Some(passed.day);
                phrase = phrase.or_else(|| issuer::phrase(reader, passed.council?));
            }
            if let Some(late) = late {
                date = late.date;
                tail = late.end;
            }
        }
        let (issuer_places, issuer) = phrase.map_or((None, None), |phrase| (Some(phrase.places), phrase.issuer));
        Self { end, date, issuer_places, issuer, tail }
    }
}

/// Over a stray full stop: "533/QĐ-UBND. ngày 10/3/2025"; a capital would begin a sentence.
fn over_stop(folded: &Folded<'_>, end: usize) -> usize {
    let next = folded.skip_space(end + 1);
    let stray = folded.byte(end) == b'.' && folded.letters_at(next, "ngay").is_some() && !folded.is_upper(next);
    if stray { end + 1 } else { end }
}

/// Over the unit in parentheses that some ministries put after their symbol: "QĐ-BCA (A11) ngày".
fn over_unit(folded: &Folded<'_>, end: usize) -> usize {
    let open = folded.skip_space(end);
    if folded.byte(open) != b'(' {
        return end;
    }
    let close = folded.word_end(open + 1);
    let unit = &folded.bytes[open + 1..close.max(open + 1)];
    let is_unit = unit.len() <= 5 && unit.iter().any(u8::is_ascii_digit);
    if is_unit && folded.byte(close) == b')' { close + 1 } else { end }
}

/// Adds the laws that are cited by name alone.
fn with_laws(reader: &FlowReader<'_>, names: &NameTable, mentions: &mut Vec<Mention>, laws: Vec<FoundLawName>) {
    let mut named = Vec::new();
    for law in laws {
        let next = mentions.partition_point(|mention| mention.tail <= law.places.start);
        if mentions.get(next).is_none_or(|mention| mention.places.start >= law.reach()) {
            named.push(by_law(reader, names, law));
        }
    }
    if !named.is_empty() {
        mentions.extend(named);
        mentions.sort_by_key(|mention| mention.places.start);
    }
}

fn by_law(reader: &FlowReader<'_>, names: &NameTable, law: FoundLawName) -> Mention {
    let after = MentionAttributes::after_date(reader, law.places.end, None, None, law.date);
    let word = kind::type_word_at(reader.folded, reader.lexicon, law.type_places.start, law.type_places.end);
    let (kind, type_word) = word.map_or((None, None), |(_, word)| (Some(word.key), Some(word.written)));
    Mention {
        number_end: law.places.end,
        kind,
        type_word,
        date: after.date,
        issuer_places: after.issuer_places,
        issuer: after.issuer,
        // However it is spelled here, a row calls it by its name.
        alias_of: law.known.map(|known| names.targets(&known).to_vec()).unwrap_or_default(),
        tail: after.tail,
        ..Mention::of(law.places.start..after.end, Form::Titled)
    }
}

/// Adds the names that stand outside every number, and tells numbers that are names what they mean.
fn with_names(reader: &FlowReader<'_>, mentions: &mut Vec<Mention>, hits: Vec<NameHit>) {
    let mut named = Vec::new();
    for hit in hits {
        let next = mentions.partition_point(|mention| mention.tail <= hit.places.start);
        match mentions.get_mut(next).filter(|mention| mention.places.start < hit.places.end) {
            None => named.push(by_name(reader, hit)),
            Some(mention) if mention.is_all_of(&hit) => mention.alias_of = hit.targets,
            // "Luật Giáo dục của Lào Cai": a name in scope that is longer than the law's in it.
            Some(mention) if mention.form == Form::Titled && hit.covers(&mention.places) => {
                *mention = by_name(reader, hit);
            }
            Some(_) => {}
        }
    }
    mentions.extend(named);
    mentions.sort_by_key(|mention| mention.places.start);
    let mut end = 0;
    mentions.retain(|mention| {
        let free = mention.places.start >= end;
        if free {
            end = mention.places.end;
        }
        free
    });
}

/// A name in scope: "Luật Trẻ em", or "Đề án 6".
fn by_name(reader: &FlowReader<'_>, hit: NameHit) -> Mention {
    let folded = reader.folded;
    let (mut start, end) = (hit.places.start, hit.places.end);
    let mut word = kind::type_word_at(folded, reader.lexicon, start, end);
    let mut number = None;
    match &word {
        Some((type_end, _)) => {
            let mut at = folded.skip_space(*type_end);
            at = folded.words_at(at, "so").map_or(at, |after| folded.skip_space(after));
            number = number::ordinal(folded, at).filter(|ordinal_end| *ordinal_end == end);
            number = number.map(|_| at);
        }
        None => {
            if let Some((before, entry)) =
                kind::type_word_before(folded, reader.lexicon, folded.skip_space_back(start), 0)
            {
                word = Some((
                    folded.skip_space_back(start),
                    kind::type_word(folded, before, folded.skip_space_back(start), entry),
                ));
                start = before;
            }
        }
    }
    let number = number.and_then(|at| number::bare(folded, at..end));
    let after = MentionAttributes::read(reader, end, None, None);
    let (kind, type_word) = word.map_or((None, None), |(_, word)| (Some(word.key), Some(word.written)));
    let form = if number.is_some() { Form::Numbered } else { Form::Titled };
    Mention {
        number_end: end,
        number,
        kind,
        type_word,
        date: after.date,
        issuer_places: after.issuer_places,
        issuer: after.issuer,
        alias_of: hit.targets,
        tail: after.tail,
        ..Mention::of(start..after.end, form)
    }
}
