//! What is known of a document → `meta`: FRBR identification, keywords, what it does to others,
//! references, editors' notes.
//!
//! In: a held document, the works it cites. Out: XML. Dates and relations are those stated; nothing is made up but the
//! one date that the schema demands where none is known, and that one says so.

use crate::address;
use crate::content::front_matter::{Note, Relation, Status};
use crate::corpus::status::{EndedBy, Force, State, state};
use crate::corpus::{HeldDocument, ResolvedCitation, WorkIndex};
use crate::render::links::absolute;
use crate::render::names::work_name;
use crate::render::xml::{Attributes, Xml};
use crate::site::ListKind;
use crate::site::address::list_address;
use crate::site::pages::files::attachment_address;
use crate::site::pages::forms::akoma::eid::{self, AkomaLevel};
use crate::site::pages::forms::akoma::{OWN_NAMESPACE, iri};
use crate::site::pages::versions::version_address;
use crate::site::views::Scene;
use crate::text::slug;

/// Whose statement it is: the site's.
const SITE: (&str, &str) = ("source", "#org_site");
/// A day that no document has: the schema wants one even where none is known.
const NO_DATE: &str = "0001-01-01";

/// The FRBR addresses of a document.
pub(super) struct FrbrIdentity {
    /// `act` or `doc`.
    pub element: &'static str,
    /// Of the work.
    pub work: String,
    /// Of the text in Vietnamese that stands here.
    pub expression: String,
    /// Of the text as it was issued.
    original: String,
    /// From when the text stands, where another stood before.
    changed: Option<String>,
    /// Day of issue.
    date: Option<String>,
    /// Day of this file, and what that day is.
    file_date: (String, &'static str),
}

impl FrbrIdentity {
    pub(super) fn of(scene: Scene<'_>, document: &HeldDocument) -> Self {
        let front_matter = &document.front_matter;
        let (kind, issuer) = (&front_matter.kind.value, &front_matter.issuer.value);
        let registries = scene.world.registries;
        let work = iri::of_id(registries, &document.id, kind, issuer);
        let date = front_matter.date.as_ref().map(|date| date.value.to_string());
        let file_date = match (front_matter.updated, front_matter.published) {
            (Some(day), _) => (day.to_string(), "updated"),
            (None, Some(day)) => (day.to_string(), "published"),
            (None, None) => (NO_DATE.to_owned(), "unknown"),
        };
        let original = format!("{work}/vie@{}", date.as_deref().unwrap_or_default());
        let changed = front_matter.versions.last().map(|version| version.until.to_string());
        Self {
            element: iri::element_of(registries, kind, issuer),
            expression: changed.as_ref().map_or_else(|| original.clone(), |day| format!("{work}/vie@{day}")),
            original,
            changed,
            work,
            date,
            file_date,
        }
    }

    fn issued(&self) -> (&str, &'static str) {
        self.date.as_deref().map_or((NO_DATE, "unknown"), |date| (date, "issued"))
    }
}

/// A work that the document cites.
pub(super) struct CitedReference {
    /// FRBR address.
    pub iri: Option<String>,
    /// Its page.
    pub url: String,
    name: String,
    work: WorkIndex,
    /// The first citation whose words say that the document repeals or replaces it.
    ended: Option<(usize, &'static str)>,
}

impl CitedReference {
    pub(super) fn of(scene: Scene<'_>, index: WorkIndex) -> Self {
        let corpus = scene.world.corpus;
        let work = &corpus.works[index];
        Self {
            iri: iri::of_work(scene.world.registries, corpus, work),
            url: absolute(&scene.world.config.base_url, &work.address),
            name: work_name(work),
            work: index,
            ended: None,
        }
    }

    /// One more citation, the document's `number`th.
    pub(super) fn said(&mut self, resolved: &ResolvedCitation, number: usize) {
        let kind = match resolved.citation.relation.0 {
            Relation::Replaces => "replacement",
            Relation::Repeals => "repeal",
            _ => return,
        };
        self.ended.get_or_insert((number, kind));
    }

    fn href(&self) -> &str {
        self.iri.as_deref().unwrap_or(&self.url)
    }
}

/// `meta` of the whole document.
pub(super) fn write(
    xml: &mut Xml,
    scene: Scene<'_>,
    document: &HeldDocument,
    identity: &FrbrIdentity,
    cited: &[CitedReference],
) {
    begin(xml, "meta", &[]);
    identification(xml, scene, document, identity);
    keywords(xml, scene, document);
    let versions = &document.front_matter.versions;
    if identity.date.is_some() || !versions.is_empty() {
        xml.open("lifecycle", &[SITE]);
        if let Some(date) = &identity.date {
            xml.empty("eventRef", &[("date", date), ("type", "generation"), ("source", "#original")]);
        }
        for (at, version) in versions.iter().enumerate() {
            let (day, text) = (version.until.to_string(), format!("#version_{}", at + 1));
            xml.empty("eventRef", &[("date", &day), ("type", "amendment"), ("source", &text)]);
        }
        end(xml);
    }
    analysis(xml, scene, document, cited);
    references(xml, scene, document, identity, cited);
    notes(xml, document);
    proprietary(xml, scene, document);
    end(xml);
}

/// `meta` of an annex: a component of the document.
pub(super) fn of_annex(xml: &mut Xml, identity: &FrbrIdentity, component: &str) {
    begin(xml, "meta", &[]);
    begin(xml, "identification", &[SITE]);
    levels(xml, identity, component, |_| {});
    end(xml);
    end(xml);
}

fn identification(xml: &mut Xml, scene: Scene<'_>, document: &HeldDocument, identity: &FrbrIdentity) {
    let front_matter = &document.front_matter;
    begin(xml, "identification", &[SITE]);
    levels(xml, identity, "!main", |level| match level {
        Details::Alias(xml) => {
            let page = absolute(&scene.world.config.base_url, &document.address);
            empty(xml, "FRBRalias", &[("name", "congbao"), ("value", &page)]);
        }
        Details::Work(xml) => {
            empty(xml, "FRBRsubtype", &[("value", &front_matter.kind.value)]);
            let last = identity.work.rsplit('/').next().unwrap_or_default();
            match &front_matter.number {
                Some(number) => {
                    empty(xml, "FRBRnumber", &[("value", &number.value.slug()), ("showAs", number.value.as_str())]);
                }
                None => empty(xml, "FRBRname", &[("value", last)]),
            }
        }
    });
    end(xml);
}

/// A place of the identification that only the document as a whole fills.
enum Details<'x> {
    Alias(&'x mut Xml),
    Work(&'x mut Xml),
}

/// Work, expression, manifestation.
fn levels(xml: &mut Xml, identity: &FrbrIdentity, component: &str, fill: impl Fn(Details<'_>)) {
    let (work, expression) = (&identity.work, &identity.expression);
    let (date, dated) = identity.issued();
    let day = |xml: &mut Xml, date: &str, name: &str| empty(xml, "FRBRdate", &[("date", date), ("name", name)]);
    begin(xml, "FRBRWork", &[]);
    empty(xml, "FRBRthis", &[("value", &format!("{work}/{component}"))]);
    empty(xml, "FRBRuri", &[("value", work)]);
    fill(Details::Alias(xml));
    day(xml, date, dated);
    empty(xml, "FRBRauthor", &[("href", "#org_issuer")]);
    empty(xml, "FRBRcountry", &[("value", "vn")]);
    fill(Details::Work(xml));
    end(xml);
    begin(xml, "FRBRExpression", &[]);
    empty(xml, "FRBRthis", &[("value", &format!("{expression}/{component}"))]);
    empty(xml, "FRBRuri", &[("value", expression)]);
    let (date, dated) = identity.changed.as_deref().map_or((date, dated), |day| (day, "changed"));
    day(xml, date, dated);
    empty(xml, "FRBRauthor", &[("href", "#org_issuer")]);
    // The signed paper is what counts.
    empty(xml, "FRBRauthoritative", &[("value", "false")]);
    empty(xml, "FRBRlanguage", &[("language", "vie")]);
    end(xml);
    begin(xml, "FRBRManifestation", &[]);
    empty(xml, "FRBRthis", &[("value", &format!("{expression}/{component}.xml"))]);
    empty(xml, "FRBRuri", &[("value", &format!("{expression}.akn"))]);
    day(xml, &identity.file_date.0, identity.file_date.1);
    empty(xml, "FRBRauthor", &[("href", "#org_site")]);
    empty(xml, "FRBRformat", &[("value", "application/akn+xml")]);
    end(xml);
}

/// Themes of the document; those of its sections are in the site's data.
fn keywords(xml: &mut Xml, scene: Scene<'_>, document: &HeldDocument) {
    let themes = &document.front_matter.themes;
    if themes.is_empty() {
        return;
    }
    let base = &scene.world.config.base_url;
    let dictionary = absolute(base, address::THEMES);
    begin(xml, "classification", &[SITE]);
    for tag in themes {
        let key = &tag.theme.value;
        let name = scene.world.registries.themes.get(key).map_or(key.as_str(), |theme| theme.name.as_str());
        let href = absolute(base, &list_address(&ListKind::Theme(key.clone())));
        let refers = format!("#theme_{key}");
        let attributes = [
            ("value", key.as_str()),
            ("showAs", name),
            ("href", &href),
            ("refersTo", &refers),
            ("dictionary", &dictionary),
        ];
        empty(xml, "keyword", &attributes);
    }
    end(xml);
}

/// What the document does to others. That it ends another work is a modification where its text says so, at the place
/// that does; how a text is amended ("sửa đổi, bổ sung") no citation tells, so that is a relation only.
fn analysis(xml: &mut Xml, scene: Scene<'_>, document: &HeldDocument, cited: &[CitedReference]) {
    let corpus = scene.world.corpus;
    let own = &corpus.works[document.work];
    let ends = |work: WorkIndex| {
        let ending = |relation| matches!(relation, Relation::Replaces | Relation::Repeals);
        own.relations.iter().any(|known| known.outgoing && known.other == work && ending(known.relation))
    };
    let ended: Vec<(&CitedReference, usize, &str)> = cited
        .iter()
        .filter(|cited| ends(cited.work))
        .filter_map(|cited| cited.ended.map(|(number, kind)| (cited, number, kind)))
        .collect();
    let relations = || own.relations.iter().filter(|known| known.outgoing && known.relation != Relation::Cites);
    if ended.is_empty() && relations().next().is_none() {
        return;
    }
    begin(xml, "analysis", &[SITE]);
    if !ended.is_empty() {
        begin(xml, "activeModifications", &[]);
        for (cited, number, kind) in ended {
            xml.open("textualMod", &[("type", kind)]);
            xml.empty("source", &[("href", &format!("#ref_{number}"))]);
            empty(xml, "destination", &[("href", cited.href())]);
            end(xml);
        }
        end(xml);
    }
    if relations().next().is_some() {
        begin(xml, "otherAnalysis", &[SITE, ("xmlns:cb", OWN_NAMESPACE)]);
        for known in relations() {
            let other = CitedReference::of(scene, known.other);
            let by = if known.declared { "editor" } else { "text" };
            let kind = known.relation.key();
            empty(
                xml,
                "cb:relation",
                &[("type", kind), ("href", other.href()), ("showAs", &other.name), ("statedBy", by)],
            );
        }
        end(xml);
    }
    end(xml);
}

fn references(
    xml: &mut Xml,
    scene: Scene<'_>,
    document: &HeldDocument,
    identity: &FrbrIdentity,
    cited: &[CitedReference],
) {
    let world = scene.world;
    let front_matter = &document.front_matter;
    let base = &world.config.base_url;
    begin(xml, "references", &[SITE]);
    let title = work_name(&world.corpus.works[document.work]);
    empty(xml, "original", &[("eId", "original"), ("href", &identity.original), ("showAs", &title)]);
    for known in &world.corpus.works[document.work].relations {
        if !matches!(known.relation, Relation::Amends | Relation::Replaces | Relation::Repeals | Relation::Corrects) {
            continue;
        }
        let other = CitedReference::of(scene, known.other);
        let name = if known.outgoing { "activeRef" } else { "passiveRef" };
        empty(xml, name, &[("href", other.href()), ("showAs", &other.name)]);
    }
    for attachment in &front_matter.attachments {
        let href = absolute(base, &attachment_address(&document.address, &attachment.file.value));
        empty(xml, "hasAttachment", &[("href", &href), ("showAs", &attachment.title)]);
    }
    let issuer = &front_matter.issuer.value;
    let issuer_address = absolute(base, &list_address(&ListKind::Issuer(issuer.clone())));
    for (eid, href, name) in
        [("org_site", base, world.config.portal.as_str()), ("org_issuer", &issuer_address, world.issuer_name(issuer))]
    {
        empty(xml, "TLCOrganization", &[("eId", eid), ("href", href), ("showAs", name)]);
    }
    if let Some(signer) = &front_matter.signer {
        let ontology = |class: &str, name: &str| format!("/akn/ontology/{class}/vn/{}", slug(name));
        let href = ontology("person", &signer.name);
        empty(xml, "TLCPerson", &[("eId", "person_signer"), ("href", &href), ("showAs", &signer.name)]);
        if let Some(position) = &signer.position {
            let href = ontology("role", position);
            empty(xml, "TLCRole", &[("eId", "role_signer"), ("href", &href), ("showAs", position)]);
        }
    }
    for tag in &front_matter.themes {
        let key = &tag.theme.value;
        let href = absolute(base, &list_address(&ListKind::Theme(key.clone())));
        let name = world.registries.themes.get(key).map_or(key.as_str(), |theme| theme.name.as_str());
        empty(xml, "TLCConcept", &[("eId", &format!("theme_{key}")), ("href", &href), ("showAs", name)]);
    }
    for (at, version) in front_matter.versions.iter().enumerate() {
        let (eid, name) = (format!("version_{}", at + 1), version.date.value.to_string());
        let href = absolute(base, &version_address(document, version));
        empty(xml, "TLCReference", &[("eId", &eid), ("name", "version"), ("href", &href), ("showAs", &name)]);
    }
    for (number, work) in cited.iter().enumerate() {
        let eid = format!("work_{}", number + 1);
        empty(xml, "TLCReference", &[("eId", &eid), ("name", "congbao"), ("href", &work.url), ("showAs", &work.name)]);
    }
    end(xml);
}

/// Editors' remarks, never inside the text: each says what it stands beside.
fn notes(xml: &mut Xml, document: &HeldDocument) {
    let on_citations = document.citations.iter().enumerate();
    let on_citations = on_citations.filter_map(|(index, resolved)| Some((index + 1, resolved.note.as_deref()?)));
    let dated = &document.front_matter.notes;
    if dated.is_empty() && on_citations.clone().next().is_none() {
        return;
    }
    begin(xml, "notes", &[SITE]);
    let mut count = 0;
    let mut note = |xml: &mut Xml, base: Option<String>, date: Option<&Note>, text: &str| {
        count += 1;
        let (eid, base) = (format!("note_{count}"), base.map(|base| format!("#{base}")));
        let mut attributes = vec![("eId", eid.as_str()), ("placement", "side")];
        attributes.extend(base.as_deref().map(|base| ("placementBase", base)));
        xml.open("note", &attributes);
        xml.open("p", &[]);
        if let Some(note) = date {
            let date = note.date.to_string();
            xml.leaf("date", &[("date", &date)], &date);
            xml.text(" ");
        }
        xml.text(text);
        xml.close();
        end(xml);
    };
    for remark in dated {
        let base = remark.section.as_ref().map(|section| eid::of(&section.value));
        // A place without a level of its own has no `eId`.
        let base = base.filter(|(_, level)| *level != AkomaLevel::Place).map(|(eid, _)| eid);
        note(xml, base, Some(remark), &remark.text);
    }
    for (number, text) in on_citations {
        // A citation that leads nowhere is a `span`, not a `ref`: the remark says what it is about.
        let resolved = &document.citations[number - 1];
        let is_reference = matches!(resolved.resolution, crate::corpus::Resolution::Work(_, _));
        note(xml, is_reference.then(|| format!("ref_{number}")), None, text);
    }
    end(xml);
}

/// What editors state and the standard has no element for.
fn proprietary(xml: &mut Xml, scene: Scene<'_>, document: &HeldDocument) {
    let front_matter = &document.front_matter;
    let status = serde_json::to_value(front_matter.status).ok().and_then(|word| Some(word.as_str()?.to_owned()));
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let facts = [
        ("cb:schoolYear", front_matter.school_year.clone()),
        ("cb:status", status.filter(|_| front_matter.status != Status::Unknown)),
        ("cb:adopted", day(front_matter.adopted)),
        ("cb:effectiveFrom", day(front_matter.effective_from)),
        ("cb:effectiveTo", day(front_matter.effective_to)),
        ("cb:dateNote", front_matter.date_note.clone()),
        ("cb:published", day(front_matter.published)),
        ("cb:updated", day(front_matter.updated)),
        ("cb:draft", front_matter.draft.then(|| "true".to_owned())),
    ];
    let state = state(scene.world.corpus, document.work);
    if facts.iter().all(|(_, value)| value.is_none()) && state.force == Force::Unknown {
        return;
    }
    begin(xml, "proprietary", &[SITE, ("xmlns:cb", OWN_NAMESPACE)]);
    for (name, value) in facts {
        if let Some(value) = value {
            xml.leaf(name, &[], &value);
            xml.line();
        }
    }
    in_force(xml, scene, &state);
    end(xml);
}

/// Whether it is in force, as its page says it: at the day that `data/site.json` states.
fn in_force(xml: &mut Xml, scene: Scene<'_>, state: &State) {
    if state.force == Force::Unknown {
        return;
    }
    let since = state.since.map(|day| day.to_string());
    let mut attributes = vec![("value", state.force.key()), ("statedBy", state.source.key())];
    attributes.extend(since.as_deref().map(|since| ("since", since)));
    let other = match &state.by {
        Some(EndedBy::Work(by)) => Some(CitedReference::of(scene, *by)),
        _ => None,
    };
    if let Some(other) = &other {
        attributes.extend([("href", other.href()), ("showAs", other.name.as_str())]);
    } else if let Some(EndedBy::Law(name)) = &state.by {
        attributes.push(("showAs", name));
    }
    empty(xml, "cb:state", &attributes);
}

/// Opens an element on a line of its own.
fn begin(xml: &mut Xml, name: &'static str, attributes: Attributes<'_>) {
    xml.open(name, attributes);
    xml.line();
}

/// Closes it.
fn end(xml: &mut Xml) {
    xml.close();
    xml.line();
}

fn empty(xml: &mut Xml, name: &'static str, attributes: Attributes<'_>) {
    xml.empty(name, attributes);
    xml.line();
}
