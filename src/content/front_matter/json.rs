//! Writes [`FrontMatter`] as JSON for the list of documents.

use super::{CitationDecision, Decision, FrontMatter, Relation, TaskDecision, ThemeTag, Verb, Version};
use serde_json::{Map, Value, json};

/// The front matter with the keys that editors write, in their order; what was not given is absent. Dates are
/// ISO. `status` is always there: not given means unknown. Attachments also have `sha256` and `size`. `secrecy`
/// is always empty and never there.
pub fn to_json(front_matter: &FrontMatter) -> Value {
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), value);
        }
    };
    let fm = front_matter;
    put("id", fm.id.as_ref().map(|id| json!(id.value)));
    put("type", Some(json!(fm.kind.value)));
    put("number", fm.number.as_ref().map(|number| json!(number.value.as_str())));
    put("date", fm.date.as_ref().map(|date| date_json(&date.value)));
    put("date_note", text(fm.date_note.as_deref()));
    put("issuer", Some(json!(fm.issuer.value)));
    put("issuer_title", text(fm.issuer_title.as_deref()));
    put("title", Some(json!(fm.title)));
    put("school_year", text(fm.school_year.as_deref()));
    put("place", text(fm.place.as_deref()));
    put("adopted", fm.adopted.as_ref().map(date_json));
    put("adoption", text(fm.adoption.as_deref()));
    put("effective_from", fm.effective_from.as_ref().map(date_json));
    put("effective_to", fm.effective_to.as_ref().map(date_json));
    put("status", Some(json!(fm.status)));
    put("themes", list(&fm.themes, theme_json));
    put("signer", fm.signer.as_ref().map(|signer| without_nulls(json!(signer))));
    put("recipients", list(&fm.recipients, |recipient| json!(recipient)));
    put("archive", text(fm.archive.as_deref()));
    put("relations", relations_json(fm));
    put("citations", list(&fm.citations, citation_json));
    put("tasks", list(&fm.tasks, task_json));
    put("notes", list(&fm.notes, |note| without_nulls(json!(note))));
    put(
        "attachments",
        list(&fm.attachments, |file| {
            let (path, title) = (&file.file.value, &file.title);
            json!({ "file": path, "title": title, "signed": file.signed, "sha256": file.sha256, "size": file.size })
        }),
    );
    put("versions", list(&fm.versions, version_json));
    put("aliases", list(&fm.aliases, |alias| json!(alias)));
    put("series", text(fm.series.as_deref()));
    put("published", fm.published.as_ref().map(date_json));
    put("updated", fm.updated.as_ref().map(date_json));
    put("redirect_from", list(&fm.redirect_from, |address| json!(address.value)));
    put("draft", fm.draft.then_some(Value::Bool(true)));
    put(
        "rules",
        list(&fm.rules, |rule| without_nulls(json!({ "id": rule.id.value, "text": rule.text, "reason": rule.reason }))),
    );
    put("source", text(fm.source.as_deref()));
    Value::Object(map)
}

fn text(value: Option<&str>) -> Option<Value> {
    value.map(|value| json!(value))
}

fn date_json(date: &jiff::civil::Date) -> Value {
    json!(date.to_string())
}

fn list<T>(items: &[T], to_json: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| items.iter().map(to_json).collect())
}

fn theme_json(tag: &ThemeTag) -> Value {
    let theme = &tag.theme.value;
    if tag.sections.is_empty() {
        json!(theme)
    } else {
        json!({ theme.as_str(): tag.sections.iter().map(|anchor| &anchor.value).collect::<Vec<_>>() })
    }
}

fn relations_json(front_matter: &FrontMatter) -> Option<Value> {
    let mut map = Map::new();
    for relation in Relation::ALL {
        let targets: Vec<&str> = front_matter
            .relations
            .iter()
            .filter(|declared| declared.relation == relation)
            .map(|declared| declared.target.value.as_str())
            .collect();
        if !targets.is_empty() {
            map.insert(relation.key().to_owned(), json!(targets));
        }
    }
    (!map.is_empty()).then_some(Value::Object(map))
}

fn citation_json(decision: &CitationDecision) -> Value {
    let (work, not_a_citation) = match &decision.decision {
        Decision::Work(work) => (Some(&work.value), None),
        Decision::NotACitation => (None, Some(true)),
    };
    without_nulls(json!({
        "text": decision.text.value,
        "section": decision.section.as_ref().map(|anchor| &anchor.value),
        "nth": decision.nth,
        "work": work,
        "not_a_citation": not_a_citation,
        "note": decision.note,
    }))
}

fn task_json(decision: &TaskDecision) -> Value {
    without_nulls(json!({
        "section": decision.section.value,
        "nth": decision.nth,
        "agency": decision.agency.as_ref().map(|agency| &agency.value),
        "not_a_task": decision.not_a_task.then_some(true),
        "verb": decision.verb.map(Verb::key),
        "deadline": decision.deadline,
        "note": decision.note,
    }))
}

fn version_json(version: &Version) -> Value {
    without_nulls(json!({
        "date": date_json(&version.date.value),
        "until": date_json(&version.until),
        "file": version.file.value,
        "reason": version.reason.key(),
        "by": version.by.as_ref().map(|by| &by.value),
        "note": version.note,
    }))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
