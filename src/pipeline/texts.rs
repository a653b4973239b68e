//! Texts that belong to no site: what `congbao cite` says of them.
//!
//! In: a text and what is known of who speaks. Out: its citations and what each means by itself and by the verified
//! works.

use super::names::Names;
use crate::citation::find::find;
use crate::citation::trace::Trace;
use crate::citation::{Citation, Context, Lexicon};
use crate::content::attachments::MeasuredFile;
use crate::content::front_matter;
use crate::content::registry::{Issuer, Issuers, LocalBody, Registries, UNITS};
use crate::corpus::{Meaning, Own, TextWorks};
use crate::document::flow::{self, Flow};
use crate::document::hidden::hide_in_body;
use crate::document::{self, plain};
use crate::source::{Source, Span};
use crate::text::date::WorkDate;
use crate::text::name_key;
use crate::text::number::Number;

/// Who speaks, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Speaker {
    /// Issuer key.
    pub issuer: Option<String>,
    /// Province.
    pub province: Option<String>,
    /// Date of issue.
    pub date: Option<WorkDate>,
    /// Own number.
    pub number: Option<Number>,
    /// Own type.
    pub kind: Option<String>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// As it came out of a PDF, a page or a mail.
    Plain,
    /// Markdown, perhaps with front matter, which tells who speaks.
    Markdown,
}

/// Registries compiled once for any number of texts.
pub struct TextCiter {
    /// Registries.
    pub registries: Registries,
    lexicon: Lexicon,
    names: Names,
}

/// The citations of one text with their meanings.
pub struct CitedText {
    /// In the order of the text.
    pub citations: Vec<Citation>,
    /// One for each citation.
    pub meanings: Vec<Meaning>,
    /// For each citation the catalogue's key of the rule that gave it its meaning.
    pub rules: Vec<&'static str>,
}

impl TextCiter {
    /// Compiles the registries.
    pub fn new(registries: Registries) -> Self {
        let lexicon = Lexicon::new(&registries);
        let names = Names::of_rows(&registries);
        Self { registries, lexicon, names }
    }

    /// The works that the texts of one thread are read against.
    pub fn works(&self) -> TextWorks<'_> {
        TextWorks::new(&self.registries)
    }

    /// Finds and resolves the citations of one text. What `speaker` leaves open, Markdown's front matter may tell.
    pub fn cite(
        &self,
        source: &Source,
        writing: Writing,
        speaker: &Speaker,
        works: &mut TextWorks<'_>,
        trace: Option<&Trace>,
    ) -> CitedText {
        let mut speaker = speaker.clone();
        let shown;
        let source = match writing {
            Writing::Plain => source,
            Writing::Markdown => {
                let whole = Span::new(0, source.text().len());
                let body = front_matter::split(source, &mut Vec::new()).map_or(whole, |split| split.body);
                shown = hide_in_body(source, body);
                &shown
            }
        };
        let flows = self.flows(source, writing, &mut speaker);
        let names = self.names.table(&self.registries, speaker.issuer.as_deref().unwrap_or_default());
        let context = Context {
            registries: &self.registries,
            lexicon: &self.lexicon,
            issuer: speaker.issuer.as_deref(),
            province: speaker.province.as_deref(),
            names: &names.table,
            trace,
        };
        let citations = find(source, &flows, &context);
        let own = Own {
            kind: speaker.kind.as_deref(),
            number: speaker.number.as_ref(),
            date: speaker.date,
            issuer: speaker.issuer.as_deref(),
        };
        let meanings = works.resolve(own, &citations);
        let mut cited = CitedText { citations: Vec::new(), meanings: Vec::new(), rules: Vec::new() };
        for (citation, meaning) in citations.into_iter().zip(meanings) {
            let Some((meaning, rule)) = meaning else { continue };
            cited.citations.push(citation);
            cited.meanings.push(meaning);
            cited.rules.push(rule);
        }
        cited
    }

    fn flows(&self, source: &Source, writing: Writing, speaker: &mut Speaker) -> Vec<Flow> {
        if writing == Writing::Plain {
            return plain::flows(source.text());
        }
        // What is wrong with front matter or text is the business of `check`; here it only leaves something open.
        let mut problems = Vec::new();
        let mut body = Span::new(0, source.text().len());
        if let Some(split) = front_matter::split(source, &mut problems) {
            body = split.body;
            let measure = |_: &Source, _: &front_matter::Located<String>| Ok(MeasuredFile::default());
            if let Some(known) = front_matter::parse(source, &split, &measure, &mut problems) {
                self.introduce(speaker, &known);
            }
        }
        flow::flows(&document::parse(source, body, &mut problems))
    }

    fn introduce(&self, speaker: &mut Speaker, known: &front_matter::FrontMatter) {
        let own = Own::of(known);
        if speaker.issuer.is_none() && self.registries.issuers.get(&known.issuer.value).is_some() {
            speaker.issuer = Some(known.issuer.value.clone());
        }
        if speaker.province.is_none() {
            let place = known.place.as_deref().and_then(|place| province_in(&self.registries.issuers, place));
            speaker.province = place.map(str::to_owned);
        }
        speaker.date = speaker.date.or(own.date);
        speaker.number = speaker.number.clone().or_else(|| own.number.cloned());
        speaker.kind = speaker.kind.clone().or_else(|| own.kind.map(str::to_owned));
    }
}

/// The province that `place` is or ends with: "Lào Cai", "tỉnh Lào Cai", "huyện Văn Lãng, tỉnh Lạng Sơn".
pub fn province_in<'r>(issuers: &'r Issuers, place: &str) -> Option<&'r str> {
    let last = name_key(place.rsplit(',').next().unwrap_or(place));
    let bare = ["tỉnh ", "thành phố ", "tp. ", "tp "].iter().find_map(|word| last.strip_prefix(word)).unwrap_or(&last);
    let found = issuers.provinces().iter().find(|province| name_key(&province.name) == bare);
    found.map(|province| province.name.as_str())
}

/// Makes the body that `key` names in `place` known, where no registry lists it: `ubnd-huyen-van-lang` in "Văn Lãng" or
/// "huyện Văn Lãng, tỉnh Lạng Sơn". False: there is no such body.
pub fn introduce_issuer(registries: &mut Registries, key: &str, place: Option<&str>) -> bool {
    if registries.issuers.get(key).is_some() {
        return true;
    }
    let Some(place) = place else { return false };
    let province = province_in(&registries.issuers, place).map(str::to_owned);
    let mut parts = place.split(',').map(str::trim);
    let made = parts.find_map(|part| local_body(&registries.issuers, key, part));
    let Some(made) = made else { return false };
    let made = Issuer { province: made.province.clone().or(province), ..made };
    let rows = registries.issuers.iter().cloned().chain([made]).collect();
    let provinces = registries.issuers.provinces().clone();
    registries.issuers = Issuers::with_provinces(rows, provinces).into();
    true
}

/// The body of a place below the province whose key is `key`.
fn local_body(issuers: &Issuers, key: &str, place: &str) -> Option<Issuer> {
    UNITS.iter().find_map(|unit| {
        let name = place.strip_prefix(unit.word).map_or(place, str::trim);
        let made = |body: &LocalBody<'_>| issuers.local(*body, unit.level, unit.word, name);
        LocalBody::USUAL.iter().map(made).find(|issuer| issuer.key == key)
    })
}
