//! What stands on the site and where, in Markdown (llmstxt.org), for tools that read texts: the site as a whole at
//! `/llms.txt`, a theme at `/chu-de/<key>/llms.txt`.
//!
//! In: a list. Out: Markdown: what the site is, how each document can be had, the data, the themes; the newest
//! documents with links to their texts.

use super::data::index::SITE_DATA;
use super::data::openapi::OPEN_API;
use super::data::{DATA_PAGE, catalog::CATALOG};
use super::forms::format_address;
use crate::corpus::DocumentIndex;
use crate::render::links::{Links, absolute};
use crate::render::names::label_of;
use crate::site::address::list_address;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::{Format, Job, ListKind, World};
use std::io::{self, Write};

/// Documents that the file of the site lists.
const OF_SITE: usize = 100;
/// Documents that the file of a theme lists.
const OF_THEME: usize = 50;

/// Address of the file of a list that has one.
pub fn llms_address(kind: &ListKind) -> Option<String> {
    match kind {
        ListKind::All => Some("/llms.txt".to_owned()),
        ListKind::Theme(_) => Some(format!("{}llms.txt", list_address(kind))),
        ListKind::Issuer(_) | ListKind::Type(_) | ListKind::SchoolYear(_) => None,
    }
}

/// The file of the site, and one for each theme.
pub(super) fn plan(planner: &mut Planner<'_>, list: &ListKind) {
    if let Some(address) = llms_address(list) {
        planner.add(address, Job::Llms(list.clone()));
    }
}

/// Writes the file of `kind`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, kind: &ListKind, out: &mut dyn Write) -> io::Result<()> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let mut text = String::new();
    match kind {
        ListKind::Theme(key) => head_of_theme(scene, key, &mut text),
        ListKind::All | ListKind::Issuer(_) | ListKind::Type(_) | ListKind::SchoolYear(_) => {
            head_of_site(scene, &mut text);
        }
    }
    write_documents(scene, kind, &mut text);
    out.write_all(text.as_bytes())
}

fn head_of_site(scene: Scene<'_>, text: &mut String) {
    let world = scene.world;
    let base = &world.config.base_url;
    title(&world.config.title, &scene.fill("page-llms-site", &[("portal", &world.config.portal)]), text);
    let mut use_of_it = vec![scene.text("page-data-licence").to_owned()];
    use_of_it.push(scene.fill("page-data-source", &[("portal", &world.config.portal)]));
    use_of_it.extend(world.config.license.of_all().map(|url| scene.fill("page-llms-license", &[("url", url)])));
    paragraph(&use_of_it.join(" "), text);
    paragraph(scene.text("page-copy-notice"), text);
    paragraph(scene.text("page-data-one-text"), text);
    heading(scene.text("page-llms-data"), text);
    let files = [
        (SITE_DATA, "page-data-site"),
        (OPEN_API, "page-data-openapi"),
        (CATALOG, "page-data-catalog"),
        (DATA_PAGE, "page-data-lead"),
    ];
    for (address, what) in files {
        item(address.trim_matches('/'), &absolute(base, address), Some(scene.text(what)), text);
    }
    let themes: Vec<_> = world.registries.themes.iter().collect();
    if !themes.is_empty() {
        heading(scene.text("page-nav-themes"), text);
    }
    for theme in themes {
        let address = llms_address(&ListKind::Theme(theme.key.clone())).filter(|at| world.site.find(at).is_some());
        if let Some(address) = address {
            item(&theme.name, &absolute(base, &address), Some(&theme.description), text);
        }
    }
}

fn head_of_theme(scene: Scene<'_>, key: &str, text: &mut String) {
    let world = scene.world;
    let base = &world.config.base_url;
    let theme = world.registries.themes.get(key);
    let name = theme.map_or(key, |theme| theme.name.as_str());
    let description = theme.map_or(name, |theme| theme.description.as_str());
    title(&format!("{name} – {}", world.config.title), description, text);
    paragraph(scene.text("page-data-one-text"), text);
    item(scene.text("page-llms-all"), &absolute(base, "/llms.txt"), None, text);
}

/// The newest documents of the list.
fn write_documents(scene: Scene<'_>, kind: &ListKind, text: &mut String) {
    let world = scene.world;
    let documents = world.documents_of(kind);
    let most = if *kind == ListKind::All { OF_SITE } else { OF_THEME };
    heading(scene.text("page-nav-documents"), text);
    if documents.len() > most {
        let count = scene.count(documents.len());
        let data = absolute(&world.config.base_url, SITE_DATA);
        let arguments = [("shown", &*scene.count(most)), ("count", &count), ("url", &data)];
        paragraph(&scene.fill("page-llms-newest", &arguments), text);
    }
    for index in documents.into_iter().take(most) {
        document(scene, index, text);
    }
}

fn document(scene: Scene<'_>, index: DocumentIndex, text: &mut String) {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    // Where the form was given up, the page.
    let text_address = format_address(&document.address, Format::Markdown);
    let address = if world.site.find(&text_address).is_some() { &text_address } else { &document.address };
    let url = absolute(&world.config.base_url, address);
    item(&label_of(scene.language(), &world.corpus.works[document.work]), &url, None, text);
}

fn title(name: &str, about: &str, text: &mut String) {
    text.push_str("# ");
    push_plain(name, text);
    text.push_str("\n\n> ");
    push_plain(about, text);
    text.push_str("\n\n");
}

fn heading(name: &str, text: &mut String) {
    text.push_str(if text.ends_with("\n\n") { "## " } else { "\n## " });
    push_plain(name, text);
    text.push_str("\n\n");
}

fn paragraph(sentences: &str, text: &mut String) {
    text.push_str(sentences);
    text.push_str("\n\n");
}

/// `- [name](url): what`.
fn item(name: &str, url: &str, what: Option<&str>, text: &mut String) {
    text.push_str("- [");
    push_plain(name, text);
    text.push_str("](");
    text.push_str(url);
    text.push(')');
    if let Some(what) = what {
        text.push_str(": ");
        push_plain(what, text);
    }
    text.push('\n');
}

/// A name in one line that is no Markdown: what people write into titles makes no link and no HTML.
fn push_plain(name: &str, text: &mut String) {
    for (at, word) in name.split_whitespace().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        for c in word.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
                text.push('\\');
            }
            text.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_in_one_line() {
        let mut text = String::new();
        item("a]\n(x) <script> *b*", "https://vanban.example.vn/", Some("[c](d)"), &mut text);
        assert_eq!(text, "- [a\\] (x) \\<script\\> \\*b\\*](https://vanban.example.vn/): \\[c\\](d)\n");
    }
}
