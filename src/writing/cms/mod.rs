//! The page on which documents are written by people who know neither Markdown files nor git: Sveltia CMS, set up for
//! one site.
//!
//! In: registries, configuration, the documents that can be chosen, a [`Repository`]. Out: the files of a folder.
//! `config.yml` is the form, made of the same table as the JSON Schemas; `format.mjs` (by `fields.mjs`) reads and writes
//! documents as `congbao fmt` has them. The program itself comes from npm by the folder's `package.json`, whose versions
//! are fixed: its two megabytes are no part of ours, and the page asks no other host for anything.

mod form;
mod repository;
mod yaml;

pub use repository::Repository;

use super::shape;
use crate::catalogue::{self, Language, fill};
use crate::content::registry::Registries;
use yaml::Tree;

/// What the form is made of.
pub struct CmsRequest<'a> {
    /// Title of the site.
    pub title: &'a str,
    /// Who runs it: key of the issuing body.
    pub issuer: Option<&'a str>,
    /// Types, bodies, themes and works to choose from.
    pub registries: &'a Registries,
    /// Documents of the site to choose from: id, and what a person calls it.
    pub documents: &'a [(String, String)],
    /// Where changes go; `None`: into a folder of this computer alone.
    pub repository: Option<&'a Repository>,
    /// Language of the form.
    pub language: Language,
}

impl CmsRequest<'_> {
    fn has_review(&self) -> bool {
        self.repository.is_some_and(Repository::has_review)
    }

    fn words(&self, key: &'static str) -> &'static str {
        catalogue::text(self.language, key)
    }
}

/// The file that belongs to the office: it is written once, and what it says goes before ours.
pub const OWN_FILE: &str = "rieng.yml";

/// Names and texts of the files.
pub fn files(request: &CmsRequest<'_>) -> Vec<(&'static str, String)> {
    let keys = form::kinds(&shape::document()).to_json();
    vec![
        ("index.html", page(request)),
        ("config.yml", format!("# {}\n{}", request.words("cms-made"), configuration(request).to_yaml())),
        (OWN_FILE, format!("# {}\n{{}}\n", request.words("cms-own"))),
        ("fields.mjs", format!("// {}\nexport const KEYS = {keys};\n", request.words("cms-made"))),
        ("format.mjs", include_str!("page/format.mjs").to_owned()),
        ("language.mjs", include_str!("page/language.mjs").to_owned()),
        ("congbao.mjs", include_str!("page/congbao.mjs").to_owned()),
        ("build.mjs", include_str!("page/build.mjs").to_owned()),
        ("package.json", include_str!("page/package.json").to_owned()),
        (".gitignore", "/node_modules/\n/chuong-trinh/\n".to_owned()),
    ]
}

fn page(request: &CmsRequest<'_>) -> String {
    let origins = request.repository.map(|repository| format!(" {}", repository.origins())).unwrap_or_default();
    let title = escaped(&fill(request.words("cms-title"), &[("title", request.title)]));
    let arguments = [
        ("language", request.language.tag()),
        ("origins", &origins),
        ("title", &title),
        ("not_built", request.words("cms-not-built")),
    ];
    fill(include_str!("page/index.html"), &arguments)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn configuration(request: &CmsRequest<'_>) -> Tree {
    // The CMS wants a server to be named even where files of this computer are edited; it is not asked then.
    let nowhere = || Tree::record([("name", Tree::text("github")), ("repo", Tree::text("to-chuc/van-ban"))]);
    let mut tree = Tree::record([
        ("app_title", Tree::text(fill(request.words("cms-title"), &[("title", request.title)]))),
        (
            "backend",
            request.repository.map_or_else(nowhere, Repository::backend).with("commit_messages", messages(request)),
        ),
    ]);
    if request.has_review() {
        tree = tree.with("publish_mode", Tree::text("editorial_workflow"));
    }
    let slug = Tree::record([
        ("encoding", Tree::text("ascii")),
        ("clean_accents", Tree::flag(true)),
        ("maxlength", Tree::number(LONGEST_FILE_NAME)),
    ]);
    tree.with("media_folder", Tree::text("content"))
        .with("public_folder", Tree::text("/"))
        .with("show_preview_links", Tree::flag(false))
        .with("slug", slug)
        .with("output", Tree::record([("omit_empty_optional_fields", Tree::flag(true))]))
        .with("collections", Tree::List(vec![collection(request)]))
}

/// What a change is called in the repository, and a pull request on its server.
fn messages(request: &CmsRequest<'_>) -> Tree {
    let message = |key| Tree::text(request.words(key));
    Tree::record([
        ("create", message("cms-message-create")),
        ("update", message("cms-message-update")),
        ("delete", message("cms-message-delete")),
        ("uploadMedia", message("cms-message-upload")),
        ("deleteMedia", message("cms-message-remove")),
    ])
}

/// A type and sixty letters of a title, as `congbao new` names files.
const LONGEST_FILE_NAME: usize = 80;

fn collection(request: &CmsRequest<'_>) -> Tree {
    let drafts = Tree::record([
        ("label", Tree::text(request.words("cms-drafts"))),
        ("field", Tree::text("draft")),
        ("pattern", Tree::flag(true)),
    ]);
    let group =
        |label, field| Tree::record([("label", Tree::text(request.words(label))), ("field", Tree::text(field))]);
    Tree::record([
        ("name", Tree::text("van-ban")),
        ("label", Tree::text(request.words("cms-documents"))),
        ("label_singular", Tree::text(request.words("cms-document"))),
        ("description", Tree::text(request.words("cms-documents-hint"))),
        ("folder", Tree::text("content")),
        ("extension", Tree::text("md")),
        ("format", Tree::text("congbao-frontmatter")),
        // Documents may lie in any folder below content/: the person chooses one.
        ("nested", Tree::record([("subfolders", Tree::flag(false))])),
        ("meta", Tree::record([("path", Tree::record([("widget", Tree::text("string"))]))])),
        ("slug", Tree::text("{{type}}-{{title}}")),
        ("summary", Tree::text("{{number}} {{title}}")),
        ("sortable_fields", Tree::texts(["date", "title", "number"])),
        ("view_filters", Tree::List(vec![drafts])),
        ("view_groups", Tree::List(vec![group("cms-by-type", "type"), group("cms-by-issuer", "issuer")])),
        // An attached file lies beside its document.
        ("media_folder", Tree::text("")),
        ("public_folder", Tree::text("")),
        ("fields", form::fields(request)),
    ])
}

#[cfg(test)]
mod tests;
