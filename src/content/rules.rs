//! What editors say about rules: `rules:` in `congbao.yaml` sets the level of a rule for the site, `rules:` in front
//! matter silences findings of one document. Both ask for a reason, and neither reaches what the contracts forbid.
//!
//! In: nodes of one file. Out: [`RuleSetting`]s and [`Silencing`]s with ids that exist.

use super::front_matter::Located;
use super::node::{Node, Scalar, Value};
use super::reader::ValueReader;
use crate::catalogue::{self, Language, rules};
use crate::diagnostic::Severity;
use crate::text::suggest::nearest;
use std::collections::BTreeSet;

/// `rules:` of `congbao.yaml`: one rule for the whole site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// Id of a rule, or the code of a problem.
    pub id: Located<String>,
    /// `None`: off.
    pub level: Option<Severity>,
    /// Why.
    pub reason: String,
}

/// `rules:` of front matter: findings of this document that an editor has looked at and wants to hear no more of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Silencing {
    /// Id of a rule, or the code of a problem.
    pub id: Located<String>,
    /// Only findings about this text; else all of the document.
    pub text: Option<String>,
    /// Why.
    pub reason: String,
}

/// Keys of a rule in `congbao.yaml`.
pub const SETTING_KEYS: [&str; 2] = ["level", "reason"];
/// Keys of an item of `rules` in front matter.
pub const SILENCING_KEYS: [&str; 3] = ["id", "text", "reason"];

/// Words of `level`.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// `C04: {level: off, reason: …}` for each rule.
pub(super) fn settings(reader: &mut ValueReader<'_>, node: &Node) -> Vec<RuleSetting> {
    let Value::Mapping(entries) = &node.value else {
        reader.error("expected-mapping", node.span, &[("key", "rules"), ("keys", "M03, C04 …")]);
        return Vec::new();
    };
    let mut settings = Vec::new();
    let mut seen = BTreeSet::new();
    for (id, value) in entries {
        let Some(fields) = reader.fields(&id.value, value, &SETTING_KEYS) else { continue };
        let level = reader.required(&fields, "level").and_then(|node| reader.choice("level", node, &LEVELS));
        let reason = reader.required(&fields, "reason").and_then(|node| reader.long_text("reason", node));
        let id = known(reader, id, level == Some(Some(Severity::Error)));
        let (Some(id), Some(level), Some(reason)) = (id, level, reason) else { continue };
        if seen.insert(id.value.clone()) {
            settings.push(RuleSetting { id, level, reason: reason.value });
        } else {
            reader.error("value-twice", id.span, &[("key", "rules"), ("text", &id.value)]);
        }
    }
    settings
}

/// `- {id: C04, text: …, reason: …}`.
pub(super) fn silencing(reader: &mut ValueReader<'_>, node: &Node) -> Option<Silencing> {
    let fields = reader.fields("rules", node, &SILENCING_KEYS)?;
    let id = reader.required(&fields, "id").and_then(|node| reader.text("id", node));
    let id = id.and_then(|id| known(reader, &id, false));
    let text = fields.get("text").and_then(|node| reader.text("text", node)).map(|text| text.value);
    let reason = reader.required(&fields, "reason").and_then(|node| reader.long_text("reason", node));
    Some(Silencing { id: id?, text, reason: reason?.value })
}

/// The id as the table of rules spells it, where there is one and it may be changed.
fn known(reader: &mut ValueReader<'_>, id: &Located<String>, stays_error: bool) -> Option<Located<String>> {
    let text = Node { value: Value::Scalar(Scalar { text: id.value.clone(), verbatim: true }), span: id.span };
    let id = reader.text("rules", &text)?;
    let rule = rules::find(&id.value);
    let of_code = rules::of_code(&id.value);
    if let Some(fixed) = rule.or(of_code).filter(|rule| rule.is_fixed() && !stays_error) {
        reader.error("rule-fixed", id.span, &[("rule", fixed.id)]);
        return None;
    }
    if let Some(rule) = rule {
        return Some(Located { value: rule.id.to_owned(), span: id.span });
    }
    // Every code of a problem has a hint; texts of pages have none.
    if catalogue::find(Language::Vietnamese, &format!("{}.hint", id.value)).is_some() {
        return Some(id);
    }
    let ids = rules::all().iter().map(|rule| rule.id);
    let codes = rules::all().iter().flat_map(|rule| rule.codes.iter().copied());
    let meant = nearest(&id.value, ids.chain(codes));
    reader.unknown_key("rule-unknown", "rules", &id, meant);
    None
}
