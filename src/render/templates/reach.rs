//! Which of a site's own templates a template takes in: those that it names, and those that define a component which it
//! uses, and so on. A change of any other leaves its pages as they are.
//!
//! In: all templates (name → text), the names of the site's own. Out: for each template a hash of its name and of the
//! site's own texts that it reaches. Built-in texts change with the program alone.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A value for each template.
pub(super) fn values<T>(texts: &BTreeMap<&str, &str>, own: &BTreeMap<String, T>) -> BTreeMap<String, u64> {
    if own.is_empty() {
        return BTreeMap::new();
    }
    let mut defined: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, text) in texts {
        defined.extend(components(text).map(|component| (component, *name)));
    }
    let near: BTreeMap<&str, BTreeSet<&str>> =
        texts.iter().map(|(name, text)| (*name, named(text, texts, &defined))).collect();
    let value = |name: &str| {
        let mut hasher = DefaultHasher::new();
        for reached in reached(name, &near).into_iter().filter(|reached| own.contains_key(*reached)) {
            (reached, texts[reached]).hash(&mut hasher);
        }
        hasher.finish()
    };
    texts.keys().map(|name| ((*name).to_owned(), value(name))).collect()
}

/// The names of the components that a text defines.
fn components(text: &str) -> impl Iterator<Item = &str> {
    text.split("component ").skip(1).filter_map(|after| after.split_once('(').map(|(name, _)| name.trim()))
}

/// The templates that a text names between quotes, or one of whose components it uses.
fn named<'a>(text: &str, texts: &BTreeMap<&'a str, &'a str>, defined: &BTreeMap<&str, &'a str>) -> BTreeSet<&'a str> {
    let by_name = texts.keys().copied().filter(|name| text.contains(name));
    let by_use = defined.iter().filter(|(component, _)| text.contains(&format!("<{component}"))).map(|(_, name)| *name);
    by_name.chain(by_use).collect()
}

/// A template and all that it takes in.
fn reached<'a>(name: &'a str, near: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::from([name]);
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        let next = near.get(name).into_iter().flatten();
        open.extend(next.filter(|next| reached.insert(next)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_another_value_where_what_it_takes_in_has_another_text() {
        let built_in = [
            ("base.html", "{% block main %}{% endblock %}"),
            ("parts.html", "{% component line(work) %}{{ work }}{% endcomponent line %}"),
            ("list.html", "{% extends \"base.html\" %}{{<line work={w} />}}"),
            ("home.html", "{% extends \"base.html\" %}"),
        ];
        let values = |own: &[(&'static str, &'static str)]| {
            let texts: BTreeMap<&str, &str> = built_in.into_iter().chain(own.iter().copied()).collect();
            let own: BTreeMap<String, ()> = own.iter().map(|(name, _)| ((*name).to_owned(), ())).collect();
            values(&texts, &own)
        };
        let changed = |own: &[(&'static str, &'static str)], other: &[(&'static str, &'static str)]| {
            let (one, other) = (values(own), values(other));
            one.into_iter().filter(|(name, value)| other[name] != *value).map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(changed(&[("home.html", "a")], &[("home.html", "b")]), ["home.html"]);
        let parts = |text| [("parts.html", text)];
        assert_eq!(
            changed(&parts("{% component line(w) %}1"), &parts("{% component line(w) %}2")),
            ["list.html", "parts.html"]
        );
        assert_eq!(changed(&[("base.html", "a")], &[("base.html", "b")]), ["base.html", "home.html", "list.html"]);
    }
}
